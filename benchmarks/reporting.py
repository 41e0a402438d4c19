"""Time the report of stored results of the complaints review, in processor seconds of a fresh process.

Run it as ``python benchmarks/reporting.py [RESULTS]``; without a folder the review is run first. The aim is 5 seconds.
"""

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

REVIEW = Path(__file__).resolve().parents[1] / "scenarios" / "complaints"
ROUNDS = 5


def command(*words: str) -> float:
    """Run a command of the project; return the processor seconds that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "reengineer", *words], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the least and the greatest of some rounds."""
    with tempfile.TemporaryDirectory() as name:
        results = sys.argv[1] if len(sys.argv) > 1 else str(Path(name) / "results")
        if len(sys.argv) < 2:
            command("simulate", str(REVIEW), "-o", results)
        found = sorted(command("report", results, "-o", str(Path(name) / "report.html")) for _ in range(ROUNDS))
        print(f"report of stored results: {found[0]:.2f} to {found[-1]:.2f} s")


if __name__ == "__main__":
    main()
