"""Run models in Prosimos and here, in turn, in one run on one core, and print how many times as quick we are.

    python benchmarks/beside_prosimos.py [--cases N] [--rounds R] MODEL.bpmn SCENARIO.json [MODEL.bpmn SCENARIO.json ..]

Prosimos is fetched into an environment of its own, build/prosimos. Processor seconds count, medians of the rounds.

* `Prosimos`: reading both files, simulating, its key figures; no log, which is its quickest way.
* `whole`: reading both files, compiling, simulating with a log, checks, and the usual measures.
* `engine`: simulating alone, with a log.

That both do the same work is seen by two figures: activities, and the hours between their starts and ends for a case.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

from reengineer.interop import read_prosimos
from reengineer.simulation import Job, RunSettings, compile_model, compiled, run_model
from reengineer.simulation._log import KIND_TASK
from reengineer.simulation.loop._engine import run_in_loop

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "build" / "prosimos"
RUNNER = ROOT / "benchmarks" / "run_in_prosimos.py"
USUAL = 10_000


def prosimos() -> Path:
    """Return the interpreter of the environment in which Prosimos is."""
    python = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", HOME], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "prosimos"], check=True)
    return python


def theirs(model: str, scenario: str, cases: int, seed: int) -> dict[str, float]:
    one_core = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1"}
    command = [str(part) for part in (prosimos(), RUNNER, Path(model).resolve(), Path(scenario).resolve(), cases, seed)]
    done = subprocess.run(command, env=os.environ | one_core, cwd=HOME, check=True, text=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def ours(model: str, scenario: str, cases: int, seed: int) -> dict[str, float]:
    begun = time.process_time()
    annotated = read_prosimos(model, scenario).map
    settings = RunSettings(cases=cases, replications=1, seed=seed)
    result = run_model(annotated, settings, Job(log=True, unstable=True))
    _ = result.measures
    whole = time.process_time() - begun
    program = compile_model(annotated, settings)
    begun = time.process_time()
    run_in_loop(program, seed, 0, keep_log=True)
    engine = time.process_time() - begun
    (log,) = (run.log for run in result.replications if run.log is not None)
    tasks = (log.column("kind") == KIND_TASK) & (log.column("completed") >= 0)
    lasted = (log.column("completed") - log.column("started"))[tasks].sum() / 3.6e9 / cases
    return {"activities": int(tasks.sum()), "seconds": whole, "engine": engine, "hours_a_case": float(lasted)}


def median(runs: list[dict[str, float]], seconds: str) -> float:
    return statistics.median(run["activities"] / run[seconds] for run in runs)


def compare(model: str, scenario: str, cases: int, rounds: int) -> None:
    left, right = [], []
    ours(model, scenario, 10, 1)  # what is loaded at the first use counts on neither side
    for seed in range(1, rounds + 1):
        left.append(theirs(model, scenario, cases, seed))
        right.append(ours(model, scenario, cases, seed))
    other, whole, engine = median(left, "seconds"), median(right, "seconds"), median(right, "engine")
    speeds = f"{other:12,.0f}{whole:12,.0f}{whole / other:7.0f}x{engine:12,.0f}{engine / other:7.0f}x"
    same = "".join(f"{runs[0]['activities']:11,.0f}{runs[0]['hours_a_case']:8.2f}" for runs in (left, right))
    print(f"{Path(model).stem[:24]:24}{speeds}{same}", flush=True)


def machine() -> str:
    """Return what the figures were made on, in general words."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    name = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    return (
        f"{os.cpu_count()} cores, {name}, Python {platform.python_version()}, compiled: {'yes' if compiled() else 'no'}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="See the head of this file.")
    parser.add_argument("--cases", type=int, default=USUAL)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("files", nargs="+", metavar="MODEL.bpmn SCENARIO.json")
    asked = parser.parse_args()
    if len(asked.files) % 2:
        parser.error("give models and scenarios in pairs")
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    print(machine())
    print(f"{asked.cases:,} cases on one core, medians of {asked.rounds}; activities a processor second")
    heads = f"{'Prosimos':>12}{'whole':>12}{'':8}{'engine':>12}{'':8}"
    print(f"{'model':24}{heads}{'activities':>11}{'hours':>8}{'here':>11}{'hours':>8}")
    for model, scenario in zip(asked.files[::2], asked.files[1::2], strict=True):
        compare(model, scenario, asked.cases, asked.rounds)


if __name__ == "__main__":
    main()
