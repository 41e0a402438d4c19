"""Time what a person waits for: processor seconds of whole commands, each in a process of its own.

Run it as ``python benchmarks/commands.py [ROUNDS]``. Others on the machine lengthen the time on the wall, and less so
that of the processor: the least of several rounds counts.
"""

import os
import resource
import subprocess
import sys
import tempfile
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
}


def seconds_of(arguments: tuple[str, ...]) -> float:
    """Return the processor seconds of one call, its threads counted; what it keeps is thrown away."""
    # Code that is compiled to bytes at each start is not what a user of an installation waits for.
    around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as folder:
        kept = ("-o", f"{folder}/results") if arguments[0] == "simulate" else ()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        called = [sys.executable, "-m", "reengineer", *arguments, *kept]
        subprocess.run(called, cwd=ROOT, env=around, check=False, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the least and the middle time of each command."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    for name, arguments in COMMANDS.items():
        seconds_of(arguments)
        found = sorted(seconds_of(arguments) for _ in range(rounds))
        print(f"{name:40} {found[0]:6.2f} s at least, {found[rounds // 2]:6.2f} s in the middle")


if __name__ == "__main__":
    main()
