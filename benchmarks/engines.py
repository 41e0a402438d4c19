"""Time both engines on four models in one run, and print activities a second and the ratio of the two.

    python benchmarks/engines.py [ROUNDS]

`plain` is a short process of three single clerks; `office` the complaints process as it is, with its calendars, runs
of work that is released, and gamma times; `wide` a split into eight branches that join again; `tokens` eight steps with
a split, a way back and three groups that work by calendars. Medians of rounds, processor time, one thread; the loop
with a log and without one. What follows a run (columns of the log, measures) is left out on both sides.
"""

import statistics
import sys
import time
from pathlib import Path

import reengineer as rg
from reengineer.annotations import complete
from reengineer.simulation import compiled
from reengineer.simulation._program import Program
from reengineer.simulation._settings import RunSettings
from reengineer.simulation._sketch import Sketch
from reengineer.simulation.compiling._compile import compile_model
from reengineer.simulation.loop._codes import DONE
from reengineer.simulation.loop._engine import advance, begin_run
from reengineer.simulation.loop._state import State
from reengineer.simulation.reference import ReferenceEngine

ROOT = Path(__file__).resolve().parents[1]
STEPS = 10**9


def plain() -> Program:
    nodes = {"S": "startEvent", "A": "task", "G": "exclusiveGateway", "B": "task", "C": "task", "E": "endEvent"}
    flows = [("S", "A"), ("A", "G"), ("G", "B"), ("G", "C"), ("B", "E"), ("C", "E")]
    return _sketched(nodes, flows, "ABC", 100_000, {"G": {"to B": 0.5, "to C": "rest"}})


def wide() -> Program:
    branches = [f"T{number}" for number in range(8)]
    nodes = {"S": "startEvent", "F": "parallelGateway", **dict.fromkeys(branches, "task")}
    nodes |= {"J": "parallelGateway", "E": "endEvent"}
    flows = [("S", "F"), *(("F", name) for name in branches), *((name, "J") for name in branches), ("J", "E")]
    return _sketched(nodes, flows, branches, 20_000, {})


MINUTES = {"T1": 10, "T2": 20, "T3": 15, "T4": 12, "T5": 10, "T6": 5, "T7": 15, "T8": 5}
GROUPS = {"T1": "A", "T2": "B", "T3": "A", "T4": "B", "T5": "C", "T6": "A", "T7": "B", "T8": "C"}
HOURS = {"A": {"mon-fri": "09:00-17:00"}, "B": {"mon-fri": "08:00-16:00"}}
HOURS |= {"C": {"mon-thu": "10:00-16:00", "fri": "10:00-14:00"}}
MEMBERS = {"A": 7, "B": 11, "C": 5}


def tokens() -> Program:
    nodes = {"S": "startEvent", **dict.fromkeys(MINUTES, "task"), "X": "exclusiveGateway", "E": "endEvent"}
    nodes |= dict.fromkeys(("F", "J"), "parallelGateway")
    ways = "S T1, T1 T2, T2 F, F T3, F T4, T3 J, T4 J, J T5, T5 X, X T2, X T6, T6 T7, T7 T8, T8 E"
    notes = {
        "cases": {"case": {"start": "S", "arrivals": "exponential(25.2 min)"}},
        "calendars": {f"hours {group}": week for group, week in HOURS.items()},
        "resources": {group: {"members": its, "calendar": f"hours {group}"} for group, its in MEMBERS.items()},
        "steps": {
            name: {"role": GROUPS[name], "duration": f"exponential({lasts} min)"} for name, lasts in MINUTES.items()
        },
        "flows": {"X": {"to T2": 0.2, "to T6": "rest"}},
    }
    flows = [tuple(way.split()) for way in ways.split(", ")]
    return compile_model(Sketch(nodes=nodes, flows=flows, notes=notes).annotated(), RunSettings(cases=30_000))


def _sketched(nodes: dict, flows: list, tasks: object, cases: int, shares: dict) -> Program:
    names = list(tasks)
    notes = {
        "cases": {"case": {"start": "S", "arrivals": "exponential(10 min)"}},
        "resources": {f"g{name}": {"members": 1} for name in names},
        "steps": {name: {"role": f"g{name}", "duration": "exponential(8 min)"} for name in names},
        "flows": shares,
    }
    return compile_model(Sketch(nodes=nodes, flows=flows, notes=notes).annotated(), RunSettings(cases=cases))


def office() -> Program:
    whole, _ = complete(rg.load_review(ROOT / "scenarios" / "complaints").as_is)
    return compile_model(whole, RunSettings(cases=20_000))


def in_loop(program: Program, seed: int, *, keep_log: bool) -> tuple[int, float]:
    """Return activities and processor seconds."""
    state = State(program, seed, 0, keep_log=keep_log, room=4096)
    begin_run(state)
    begun = time.process_time()
    while advance(state, STEPS) != DONE:
        state.grow()
    return sum(state.rows_of), time.process_time() - begun


def by_reference(program: Program, seed: int) -> tuple[int, float]:
    engine = ReferenceEngine(program, seed, 0)
    begun = time.process_time()
    raw = engine.run()
    return len(raw.log.rows), time.process_time() - begun


def per_second(runs: list[tuple[int, float]]) -> float:
    return statistics.median(count / seconds for count, seconds in runs)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    print(f"compiled: {'yes' if compiled() else 'no'}; medians of {rounds} rounds; activities a processor second")
    print(f"{'model':8}{'with a log':>14}{'without':>14}{'reference':>14}{'ratio':>8}")
    for name, make in (("plain", plain), ("office", office), ("wide", wide), ("tokens", tokens)):
        program = make()
        logged, streamed, reference = [], [], []
        for seed in range(rounds):
            logged.append(in_loop(program, seed, keep_log=True))
            streamed.append(in_loop(program, seed, keep_log=False))
            reference.append(by_reference(program, seed))
        one, two, three = per_second(logged), per_second(streamed), per_second(reference)
        print(f"{name:8}{one:14,.0f}{two:14,.0f}{three:14,.0f}{one / three:8.0f}")


if __name__ == "__main__":
    main()
