"""Help shows an example and is quick, because it loads nothing heavy."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reengineer.cli._main import COMMANDS

Call = Callable[..., Any]
HEAVY = (
    "pandas",
    "matplotlib",
    "scipy",
    "lxml",
    "simpy",
    "networkx",
    "openpyxl",
    "jinja2",
    "pydantic",
    "numpy",
    "yaml",
)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_each_command_shows_an_example(call: Call, name: str) -> None:
    called = call(name, "--help")
    assert called.code == 0
    assert "  Example" in called.out
    assert f"    reengineer {name} " in called.out or f"    reengineer {name}\n" in called.out
    assert max(map(len, called.out.splitlines())) <= 90


def test_help_lists_the_commands_and_the_exit_codes(call: Call) -> None:
    out = call("--help").out
    assert all(f"  {name} " in out for name in COMMANDS)
    assert all(f"\n    {code} " in out for code in (0, 1, 2, 3, 4, 70, 130))


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_each_does(name: str) -> None:
    import importlib

    command = importlib.import_module(f"reengineer.cli.{name}").command
    assert command.name == name
    assert COMMANDS[name].endswith(".")


def test_version_says_whether_it_is_compiled(call: Call) -> None:
    called = call("--version")
    assert called.code == 0
    assert called.out.startswith("reengineer ")
    assert "compiled: " in called.out


def test_help_loads_nothing_heavy() -> None:
    """One process shows the help of everything: what is loaded stays, and the first command that loads it is named."""
    code = (
        "import sys; from reengineer.cli import run\n"
        f"for command in [[], *([name] for name in {tuple(COMMANDS)!r})]:\n"
        "    code = run([*command, '--help'])\n"
        f"    print('loaded:', *command, [name for name in {HEAVY!r} if name in sys.modules], code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    told = [line for line in done.stdout.splitlines() if line.startswith("loaded:")]
    assert told == ["loaded: [] 0", *(f"loaded: {name} [] 0" for name in COMMANDS)]


def seconds_of(*args: str) -> float:
    """Return the median of five runs of the interpreter."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([sys.executable, *args], capture_output=True, check=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


@pytest.mark.speed
def test_help_takes_less_than_a_tenth_of_a_second_more_than_nothing() -> None:
    assert seconds_of("-m", "reengineer", "--help") - seconds_of("-c", "pass") < 0.1


def test_status_loads_nothing_that_only_runs_need() -> None:
    review = Path(__file__).resolve().parents[1] / "review" / "small"
    heavy = ("pandas", "matplotlib", "scipy", "simpy", "networkx", "jinja2", "reengineer.simulation._run",
             "reengineer.calibration", "reengineer.interop", "reengineer.report")  # fmt: skip
    code = (
        f"import sys; from reengineer.cli import run; code = run(['status', {str(review)!r}])\n"
        f"print('loaded:', [name for name in {heavy!r} if name in sys.modules], code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "loaded: [] 0"


@pytest.mark.speed
def test_status_takes_less_than_a_second() -> None:
    assert seconds_of("-m", "reengineer", "status", str(Path(__file__).resolve().parents[1] / "review" / "small")) < 1
