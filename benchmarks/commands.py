"""Time what a person waits for: seconds of processors and on the wall of whole commands, each in a process of its own.

Run it as ``python benchmarks/commands.py [ROUNDS]``. Others on the machine lengthen the time on the wall, and less so
that of the processor: the least of several rounds counts.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REVIEW = str(ROOT / "scenarios" / "complaints")
WHAT_IF = ("simulate", REVIEW, "--cases", "2000", "--replications", "30", "--no-ranges")
COMMANDS = {
    "--version": ("--version",),
    "--help": ("--help",),
    "show": ("show", str(ROOT / "models" / "complaints" / "as-is.bpmn")),
    "check": ("check", REVIEW),
    "status": ("status", REVIEW),
    "ask": ("ask", REVIEW),
    "as-is and six options, 30 replications": WHAT_IF,
    "the same with one job": (*WHAT_IF, "--jobs", "1"),
    "try": ("try", REVIEW, "--change", "change_duration investigate factor=0.8"),
    "report": ("report",),
}
"""What is timed; the report is that of results which are made once, before."""


def seconds_of(arguments: tuple[str, ...], results: str) -> tuple[float, float]:
    """Return the seconds of one call, of processors, all threads counted, and on the wall; what it keeps goes.

    Parameters
    ----------
    arguments : tuple of str
    results : str
        Folder of stored results.
    """
    # Code that is compiled to bytes at each start is not what a user of an installation waits for.
    around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as folder:
        kept = {"simulate": ("-o", f"{folder}/results"), "report": (results, "-o", f"{folder}/report.html")}
        called = [sys.executable, "-m", "reengineer", *arguments, *kept.get(arguments[0], ())]
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(called, cwd=ROOT, env=around, check=True, capture_output=True)
        after, ended = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, ended - begun


def main() -> None:
    """Print the least and the middle time of each command."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as folder:
        results = f"{folder}/results"
        made = [sys.executable, "-m", "reengineer", *WHAT_IF, "-o", results]
        subprocess.run(made, cwd=ROOT, check=True, capture_output=True)
        for name, arguments in COMMANDS.items():
            seconds_of(arguments, results)
            found = [seconds_of(arguments, results) for _ in range(rounds)]
            parts = []
            for kind, seconds in zip(("processor", "wall"), map(sorted, zip(*found, strict=True)), strict=True):
                parts.append(f"{kind} {seconds[0]:5.2f} s at least, {seconds[rounds // 2]:5.2f} s in the middle")
            print(f"{name:40} {'; '.join(parts)}", flush=True)


if __name__ == "__main__":
    main()
