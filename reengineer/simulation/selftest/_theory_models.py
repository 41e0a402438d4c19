"""State the models whose answers queueing theory knows; times are minutes."""

from itertools import pairwise
from typing import Any

from reengineer.measures import CAUSES
from reengineer.simulation._program import Program
from reengineer.simulation._replication import Replication
from reengineer.simulation._sketch import Sketch
from reengineer.simulation.selftest._queueing import (
    erlang_c_wait,
    fork_join_bounds,
    fork_join_stay,
    impatient_queue,
    limited_queue,
    pollaczek_wait,
    preemptive_stays,
    priority_waits,
    repair_stay,
    vacation_wait,
)
from reengineer.simulation.selftest._theory import (
    TICKS_A_MINUTE,
    Statistic,
    Theory,
    mean_cycle,
    mean_stay,
    mean_visits,
    mean_wait,
    sums_of,
)


def theories() -> tuple[Theory, ...]:
    """Return the models."""
    return (
        _single(1, 0.8),
        _single(3, 2.4),
        _single(10, 9.0),
        _deterministic(),
        _general("me2_1", 0.8, "erlang(k=2, mean=1 min)", 1.0, 0.5),
        _general("mg1_lognormal", 0.7, "lognormal(mean=1 min, sd=1 min)", 1.0, 1.0),
        _general("mg1_uniform", 0.7, "uniform(0 min, 2 min)", 1.0, 1 / 3),
        _general("mg1_triangular", 0.7, "triangular(0.2 min, 0.7 min, 2.1 min)", 1.0, 97 / 600),
        _limited("mm2k", 3.0, 2, 6),
        _limited("erlangB", 4.0, 5, 5),
        _impatient(),
        _priorities(preempts=False),
        _priorities(preempts=True),
        _jackson(),
        _fork_join(),
        _four_branches(),
        _machines(),
        _vacations("vacation", "exponential(2 min)", 2 * 2**2),
        _vacations("vacation_det", "2 min", 2**2),
        _endless_staff(),
        _rework(),
    )


def _notes(
    rate: float, steps: dict[str, str], members: dict[str, int], flows: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return notes of single-group steps; a step is done by the group with its name in small letters."""
    return {
        "resources": {group: {"members": count} for group, count in members.items()},
        "steps": {step: {"role": step.lower(), "duration": duration} for step, duration in steps.items()},
        "flows": flows or {},
        "cases": {"case": {"start": "S", "arrivals": f"exponential({1 / rate!r} min)"}},
    }


def _chain(*steps: str) -> tuple[dict[str, str], list[tuple[str, str]]]:
    nodes = {"S": "startEvent", **dict.fromkeys(steps, "task"), "E": "endEvent"}
    names = list(nodes)
    return nodes, list(pairwise(names))


def _single(servers: int, rate: float) -> Theory:
    nodes, flows = _chain("A")
    wait = erlang_c_wait(rate, 1.0, servers)
    notes = _notes(rate, {"A": "exponential(1 min)"}, {"a": servers})
    expected: dict[str, tuple[float, Statistic]] = {"Wq": (wait, mean_wait), "W": (wait + 1, mean_cycle)}
    return Theory(
        id=f"mm{servers}",
        sketch=Sketch(nodes=nodes, flows=flows, notes=notes),
        expected=expected,
        cases=18_000 if servers < 10 else 30_000,
        slack=1.0 if servers < 10 else 2.0,
    )


def _deterministic() -> Theory:
    nodes, flows = _chain("A")
    notes = _notes(0.8, {"A": "1 min"}, {"a": 1})
    wait = 0.8 / (2 * (1 - 0.8))
    return Theory(
        id="md1",
        sketch=Sketch(nodes=nodes, flows=flows, notes=notes),
        expected={"Wq": (wait, mean_wait)},
        cases=8_000,
    )


def _jackson() -> Theory:
    nodes = {
        "S": "startEvent",
        "A": "task",
        "B": "task",
        "C": "task",
        "G": "exclusiveGateway",
        "D": "task",
        "E": "endEvent",
    }
    flows = [("S", "A"), ("A", "B"), ("B", "C"), ("C", "G"), ("G", "B"), ("G", "D"), ("D", "E")]
    rates = {"A": 2, "B": 1, "C": 4, "D": 1.5}
    durations = {step: f"exponential({1 / rate!r} min)" for step, rate in rates.items()}
    notes = _notes(1.0, durations, {"a": 1, "b": 2, "c": 1, "d": 1}, {"G": {"to B": 0.2, "to D": "rest"}})
    loop = 1 / (1 - 0.2)
    stays = {"A": 1 / (2 - 1), "B": erlang_c_wait(loop, 1.0, 2) + 1, "C": 1 / (4 - loop), "D": 1 / (1.5 - 1)}
    cycle = stays["A"] + loop * (stays["B"] + stays["C"]) + stays["D"]
    expected = {f"W_{step}": (stay, mean_stay(step)) for step, stay in stays.items()}
    return Theory(
        id="jackson_rework",
        sketch=Sketch(nodes=nodes, flows=flows, notes=notes),
        expected=expected | {"cycle_time": (cycle, mean_cycle), "visits_B": (loop, mean_visits("B"))},
        cases=4_000,
    )


def _fork_join() -> Theory:
    nodes = {
        "S": "startEvent",
        "F": "parallelGateway",
        "A": "task",
        "B": "task",
        "J": "parallelGateway",
        "E": "endEvent",
    }
    flows = [("S", "F"), ("F", "A"), ("F", "B"), ("A", "J"), ("B", "J"), ("J", "E")]
    notes = _notes(0.7, {"A": "exponential(1 min)", "B": "exponential(1 min)"}, {"a": 1, "b": 1})
    return Theory(
        id="forkjoin2",
        sketch=Sketch(nodes=nodes, flows=flows, notes=notes),
        expected={"T": (fork_join_stay(0.7, 1.0), mean_cycle)},
        cases=6_000,
    )


def _four_branches() -> Theory:
    """Return four branches side by side, for which theory has bounds and an approximation within 5 %."""
    nodes = {"S": "startEvent", "F": "parallelGateway"} | dict.fromkeys("ABCD", "task")
    nodes |= {"J": "parallelGateway", "E": "endEvent"}
    flows = [("S", "F"), *(("F", step) for step in "ABCD"), *((step, "J") for step in "ABCD"), ("J", "E")]
    notes = _notes(0.7, dict.fromkeys("ABCD", "exponential(1 min)"), dict.fromkeys("abcd", 1))
    low, middle, high = fork_join_bounds(0.7, 1.0, 4)
    return Theory(
        id="forkjoin4_bounds",
        sketch=Sketch(nodes=nodes, flows=flows, notes=notes),
        expected={},
        within={
            "T": (low, high, mean_cycle),
            "T_approximately": (0.95 * middle, 1.05 * middle, mean_cycle),
        },
        cases=4_000,
    )


def _rework() -> Theory:
    nodes = {"S": "startEvent", "A": "task", "G": "exclusiveGateway", "E": "endEvent"}
    flows = [("S", "A"), ("A", "G"), ("G", "A"), ("G", "E")]
    notes = _notes(1.0, {"A": "0.1 min"}, {"a": 1}, {"G": {"to A": 0.2, "to E": "rest"}})
    expected = {"mean_visits": (1 / (1 - 0.2), mean_visits("A"))}
    return Theory(
        id="rework_geometric", sketch=Sketch(nodes=nodes, flows=flows, notes=notes), expected=expected, cases=2_000
    )


def _general(name: str, rate: float, duration: str, mean: float, variance: float) -> Theory:
    nodes, flows = _chain("A")
    return Theory(
        id=name,
        sketch=Sketch(nodes=nodes, flows=flows, notes=_notes(rate, {"A": duration}, {"a": 1})),
        expected={"Wq": (pollaczek_wait(rate, mean, variance), mean_wait)},
        cases=10_000,
    )


def _share_gone(step: str) -> Statistic:
    """Return a statistic: the share of visits without work, where work takes a minute on average."""

    def value(program: Program, run: Replication) -> float:
        count, work, *_ = sums_of(program, run, step)
        return 1 - work / TICKS_A_MINUTE / count

    return value


def _limited(name: str, rate: float, servers: int, places: int) -> Theory:
    nodes, flows = _chain("A")
    notes = _notes(rate, {"A": "exponential(1 min)"}, {"a": servers})
    notes["steps"]["A"]["limit"] = places - servers
    blocked, _ = limited_queue(rate, servers, places)
    return Theory(
        id=name,
        sketch=Sketch(nodes=nodes, flows=flows, notes=notes),
        expected={"p_block": (blocked, _share_gone("A"))},
        cases=3_000,
    )


def _impatient() -> Theory:
    nodes, flows = _chain("A")
    notes = _notes(6.0, {"A": "exponential(1 min)"}, {"a": 5})
    notes["steps"]["A"]["patience"] = "exponential(2 min)"
    gone, wait = impatient_queue(6.0, 5, 0.5)

    def mean_wait_of_all(program: Program, run: Replication) -> float:
        count, _, *waits = sums_of(program, run, "A")
        return sum(waits[: len(CAUSES)]) / count / TICKS_A_MINUTE

    return Theory(
        id="erlangA",
        sketch=Sketch(nodes=nodes, flows=flows, notes=notes),
        expected={"p_abandon": (gone, _share_gone("A")), "Wq_all": (wait, mean_wait_of_all)},
        cases=4_000,
    )


def _priorities(*, preempts: bool) -> Theory:
    """Return one server with two classes of work, each a step of its own."""
    nodes = {"S": "startEvent", "T": "startEvent", "A": "task", "B": "task", "E": "endEvent"}
    flows = [("S", "A"), ("T", "B"), ("A", "E"), ("B", "E")]
    work = {"duration": "exponential(1 min)", "role": "a"}
    steps = {
        "A": work | {"priority": 1, "preempts": preempts},
        "B": work | {"priority": 2, "interruptible": preempts},
    }
    cases = {
        "one": {"start": "S", "arrivals": f"exponential({1 / 0.3!r} min)"},
        "two": {"start": "T", "arrivals": "exponential(2 min)"},
    }
    notes = {"resources": {"a": {"members": 1}}, "steps": steps, "cases": cases}
    first, second = preemptive_stays(0.3, 0.5) if preempts else (wait + 1 for wait in priority_waits(0.3, 0.5))
    return Theory(
        id="prio_pr" if preempts else "prio_np",
        sketch=Sketch(nodes=nodes, flows=flows, notes=notes),
        expected={"W1": (first, mean_stay("A")), "W2": (second, mean_stay("B"))},
        cases=12_000,
    )


def _machines() -> Theory:
    """Return six machines that fail and two who mend them."""
    nodes, flows = _chain("A")
    notes = _notes(1.0, {"A": "exponential(2 min)"}, {"a": 2})
    notes["cases"]["case"] = {"start": "S", "arrivals": "exponential(5 min)", "population": 6}
    return Theory(
        id="machine_repair",
        sketch=Sketch(nodes=nodes, flows=flows, notes=notes),
        expected={"W_down": (repair_stay(6, 2, 0.2, 0.5), mean_cycle)},
        cases=3_000,
    )


def _vacations(name: str, away: str, second_moment: float) -> Theory:
    """Return one server who goes away whenever nobody is there, again and again, for 2 minutes on average.

    Going away is work of the lowest priority for a population of one, who is back after a millionth of a second.
    """
    nodes = {"S": "startEvent", "T": "startEvent", "A": "task", "V": "task", "E": "endEvent"}
    flows = [("S", "A"), ("T", "V"), ("A", "E"), ("V", "E")]
    steps = {
        "A": {"duration": "exponential(1 min)", "role": "a", "priority": 1},
        "V": {"duration": away, "role": "a", "priority": 2},
    }
    cases = {
        "customer": {"start": "S", "arrivals": "exponential(2 min)"},
        "server": {"start": "T", "arrivals": "0.000001 s", "population": 1},
    }
    wait = vacation_wait(0.5, 1.0, 1.0, 2.0, second_moment)
    return Theory(
        id=name,
        sketch=Sketch(
            nodes=nodes, flows=flows, notes={"resources": {"a": {"members": 1}}, "steps": steps, "cases": cases}
        ),
        expected={"Wq": (wait, _wait_at("A"))},
        cases=9_000,
    )


def _wait_at(step: str) -> Statistic:
    """Return a statistic: the mean minutes of waiting at a step."""

    def value(program: Program, run: Replication) -> float:
        count, _, *rest = sums_of(program, run, step)
        return sum(rest[: len(CAUSES)]) / count / TICKS_A_MINUTE

    return value


def _endless_staff() -> Theory:
    """Return three steps side by side without people: the longest of three exponential times."""
    nodes = {"S": "startEvent", "F": "parallelGateway", "A": "task", "B": "task", "C": "task"}
    nodes |= {"J": "parallelGateway", "E": "endEvent"}
    flows = [("S", "F"), *(("F", step) for step in "ABC"), *((step, "J") for step in "ABC"), ("J", "E")]
    rates = {"A": 1.0, "B": 2.0, "C": 3.0}
    notes = _notes(1.0, {step: f"exponential({1 / rate!r} min)" for step, rate in rates.items()}, {})
    notes["steps"] = {step: {"duration": each["duration"]} for step, each in notes["steps"].items()}
    a, b, c = rates.values()
    longest = 1 / a + 1 / b + 1 / c - 1 / (a + b) - 1 / (a + c) - 1 / (b + c) + 1 / (a + b + c)
    return Theory(
        id="forkjoin_inf",
        sketch=Sketch(nodes=nodes, flows=flows, notes=notes),
        expected={"mean_max": (longest, mean_cycle)},
        cases=1_000,
    )
