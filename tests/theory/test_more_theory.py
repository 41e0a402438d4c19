"""More models of queueing theory, with formulas of textbooks worked out here; the loop comes near them.

Gross, Shortle, Thompson and Harris, *Fundamentals of Queueing Theory* (4th edition, 2008): priorities 3.4, arrivals and
service in bulk 3.1 and 3.2, G/M/1 5.3, retrials 3.5.2, closed networks 4.3 and feedback 4.2. Impatience with a fixed
limit: Baccelli and Hebuterne (1981).
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from reengineer.measures import CAUSES
from reengineer.simulation import compiled
from reengineer.simulation._program import Program
from reengineer.simulation._replication import Replication
from reengineer.simulation._sketch import Sketch
from reengineer.simulation.selftest._queueing import erlang_c_wait
from reengineer.simulation.selftest._theory import IN_LOOP, Theory, check_theory, mean_cycle, mean_stay, sums_of

LINE = {"S": "startEvent", "A": "task", "E": "endEvent"}
TWO = {"S": "startEvent", "T": "startEvent", "A": "task", "B": "task", "E": "endEvent"}
MINUTE = 60_000_000


def line(step: dict[str, Any], arrivals: Any, **group: Any) -> Sketch:
    """Return one step done by one group, one member where no number is given."""
    notes = {
        "resources": {"a": {"members": 1} | group},
        "steps": {"A": {"role": "a", "duration": "exponential(1 min)"} | step},
        "cases": {"case": {"start": "S", "arrivals": arrivals}},
    }
    return Sketch(nodes=LINE, flows=[("S", "A"), ("A", "E")], notes=notes)


def two_kinds(first: dict[str, Any], second: dict[str, Any], rates: tuple[float, float], **group: Any) -> Sketch:
    """Return two kinds of case, each with a step of its own, for one group."""
    notes = {
        "resources": {"a": {"members": 1} | group},
        "steps": {"A": {"role": "a"} | first, "B": {"role": "a"} | second},
        "cases": {
            name: {"start": start, "arrivals": f"exponential({1 / rate!r} min)"}
            for name, start, rate in zip(("one", "two"), "ST", rates, strict=True)
        },
    }
    return Sketch(nodes=TWO, flows=[("S", "A"), ("T", "B"), ("A", "E"), ("B", "E")], notes=notes)


def share_gone(program: Program, run: Replication) -> float:
    count, work, *_ = sums_of(program, run, "A")
    return 1 - work / MINUTE / count


def wait_at(step: str) -> Callable[[Program, Replication], float]:
    def value(program: Program, run: Replication) -> float:
        count, _, *rest = sums_of(program, run, step)
        return sum(rest[: len(CAUSES)]) / count / MINUTE

    return value


# Priorities, with service of any kind: uniform on (0, 1) and gamma of mean 2 and cv 0.8

FIRST, SECOND = {"duration": "uniform(0 min, 1 min)"}, {"duration": "gamma(mean=2 min, cv=0.8)"}
RATES, MEANS, SQUARES = (0.5, 0.2), (0.5, 2.0), (1 / 3, 4 * (1 + 0.8**2))
LOADS = [rate * mean for rate, mean in zip(RATES, MEANS, strict=True)]
LEFT = [rate * square / 2 for rate, square in zip(RATES, SQUARES, strict=True)]


def without_interruption() -> Theory:
    first = sum(LEFT) / (1 - LOADS[0])
    second = first / (1 - sum(LOADS))
    return Theory(
        id="priorities of any service",
        sketch=two_kinds(FIRST | {"priority": 1}, SECOND | {"priority": 2}, RATES),
        expected={"A": (first, wait_at("A")), "B": (second + MEANS[1], mean_stay("B"))},
        cases=1800,
        slack=1.2,
    )


def with_interruption() -> Theory:
    first = MEANS[0] + LEFT[0] / (1 - LOADS[0])
    second = MEANS[1] / (1 - LOADS[0]) + sum(LEFT) / (1 - LOADS[0]) / (1 - sum(LOADS))
    return Theory(
        id="pre-emptive resume of any service",
        sketch=two_kinds(
            FIRST | {"priority": 1, "preempts": True}, SECOND | {"priority": 2, "interruptible": True}, RATES
        ),
        expected={"A": (first, mean_stay("A")), "B": (second, mean_stay("B"))},
        cases=1800,
        slack=1.2,
    )


def shortest_first() -> Theory:
    """Return a queue in the order of expected times: that of priorities by class."""
    made = without_interruption()
    return Theory(
        id="shortest first", sketch=two_kinds(FIRST, SECOND, RATES, discipline="shortest"), expected=made.expected,
        cases=1800, slack=1.2,
    )  # fmt: skip


def priorities_with_two_servers() -> Theory:
    both = erlang_c_wait(1.2, 1.0, 2) * (2 - 1.2)  # chance of waiting, over the rate of two servers: C / 2
    first = both / 2 / (1 - 0.2)
    second = first / (1 - 0.6)
    work = {"duration": "exponential(1 min)"}
    return Theory(
        id="priorities with two servers",
        sketch=two_kinds(work | {"priority": 1}, work | {"priority": 2}, (0.4, 0.8), members=2),
        expected={"A": (first, wait_at("A")), "B": (second + 1, mean_stay("B"))},
        cases=1800,
    )


# Bulk


def arrivals_in_threes() -> Theory:
    """Return three visits of one step at once: L = load (1 + 3) / 2 / (1 - load)."""
    nodes = {"S": "startEvent", "F": "parallelGateway", **{f"G{n}": "exclusiveGateway" for n in range(3)}}
    nodes |= {"A": "task", "E": "endEvent"}
    flows = [("S", "F"), *(("F", f"G{n}") for n in range(3)), *((f"G{n}", "A") for n in range(3)), ("A", "E")]
    notes = line({}, "exponential(5 min)").notes
    return Theory(
        id="arrivals in threes",
        sketch=Sketch(nodes=nodes, flows=flows, notes=notes),
        expected={"W": (0.6 * 2 / 0.4 / 0.6, mean_stay("A"))},
        cases=1500,
    )


def root(transform: Callable[[float], float]) -> float:
    """Return the root in (0, 1) of x = transform(1 - x) for a rate of service of 1."""
    found = 0.5
    for _ in range(500):
        found = transform(1 - found)
    return found


FOURS = {"rules": [{"size": 4}], "max": 4, "style": "parallel"}


def service_in_fours() -> Theory:
    """Return a server who takes four at a time and no fewer: of batches it is E4/M/1."""
    stay = 1 / (1 - root(lambda s: (2.4 / (2.4 + s)) ** 4))
    gathering = 3 / 2 / 2.4
    return Theory(
        id="service in fours",
        sketch=line(
            {"batch": {"rules": [{"size": 4}], "max": 4, "style": "parallel"}}, f"exponential({1 / 2.4!r} min)"
        ),
        expected={"W": (stay + gathering, mean_cycle)},
        cases=2000,
    )


# Arrivals that are not Poisson; feedback; capacity


def regular_arrivals() -> Theory:
    chance = root(lambda s: math.exp(-s / 0.8))
    return Theory(id="D/M/1", sketch=line({}, "1.25 min"), expected={"W": (1 / (1 - chance), mean_cycle)}, cases=3000)


def uniform_arrivals() -> Theory:
    chance = root(lambda s: (1 - math.exp(-3 * s)) / (3 * s))
    arrivals = "uniform(0 min, 3 min)"
    return Theory(id="U/M/1", sketch=line({}, arrivals), expected={"W": (1 / (1 - chance), mean_cycle)}, cases=2500)


def feedback() -> Theory:
    """Return a step that is done again with probability 0.3: in all, M/M/1 with the rate of those who leave."""
    nodes = {"S": "startEvent", "A": "task", "G": "exclusiveGateway", "E": "endEvent"}
    notes = line({}, "exponential(2 min)").notes | {"flows": {"G": {"to A": 0.3, "to E": "rest"}}}
    flows = [("S", "A"), ("A", "G"), ("G", "A"), ("G", "E")]
    sketch = Sketch(nodes=nodes, flows=flows, notes=notes)
    return Theory(id="feedback", sketch=sketch, expected={"W": (1 / (0.7 - 0.5), mean_cycle)}, cases=3600)


def two_in_hand() -> Theory:
    """Return one member who may have two items in hand, none of which is slowed down: M/M/2."""
    sketch = line({}, f"exponential({1 / 1.5!r} min)", capacity=2)
    stay = erlang_c_wait(1.5, 1.0, 2) + 1
    return Theory(id="two in hand", sketch=sketch, expected={"W": (stay, mean_cycle)}, cases=3200)


# Who leaves and comes back


def retrials(name: str, duration: str, square: float) -> Theory:
    """Return a queue that nobody waits in: who finds it busy comes back after 2 minutes on average, each for itself."""
    waiting = 0.6**2 * square / 2 / 0.4 + 0.6 * 0.6 * 2 / 0.4
    again = {"share": 1, "after": "exponential(2 min)"}
    sketch = line({"limit": 0, "retrial": again, "duration": duration}, f"exponential({1 / 0.6!r} min)")
    return Theory(id=name, sketch=sketch, expected={"W": (waiting / 0.6 + 1, mean_cycle)}, cases=1300)


def fixed_patience() -> Theory:
    """Return M/M/1 of rate 1.2 with a patience of 2 minutes, from the density of the wait one would have."""
    rate, limit = 1.2, 2.0
    before = rate * (math.exp((rate - 1) * limit) - 1) / (rate - 1)
    after = rate * math.exp((rate - 1) * limit)
    gone = after / (1 + before + after)
    sketch = line({"patience": "2 min"}, f"exponential({1 / rate!r} min)")
    return Theory(id="M/M/1+D", sketch=sketch, expected={"gone": (gone, share_gone)}, cases=1000)


def regular_service() -> Theory:
    """Return M/D/2 from what is in it a service time later: two have gone, a Poisson number has come."""
    rate, most = 1.6, 120
    come = np.exp(-rate + np.arange(most) * math.log(rate) - np.array([math.lgamma(each + 1) for each in range(most)]))
    moves = np.array(
        [np.roll(np.where(np.arange(most) < most - max(n - 2, 0), come, 0), max(n - 2, 0)) for n in range(most)]
    )
    inside = np.linalg.matrix_power(moves / moves.sum(axis=1, keepdims=True), 4096)[0]
    sketch = line({"duration": "1 min"}, f"exponential({1 / rate!r} min)", members=2)
    stay = float(inside @ np.arange(most)) / rate
    return Theory(id="M/D/2", sketch=sketch, expected={"W": (stay, mean_cycle)}, cases=2500)


def discouraged() -> Theory:
    """Return M/M/1 that a customer joins with probability 1 / (1 + n): the number in it is Poisson."""
    balk = [n / (n + 1) for n in range(1, 30)]
    busy = 1 - math.exp(-1.5)
    sketch = line({"balk": balk}, f"exponential({1 / 1.5!r} min)")
    return Theory(id="discouraged arrivals", sketch=sketch, expected={"gone": (1 - busy / 1.5, share_gone)}, cases=800)


def closed_network() -> Theory:
    """Return four customers who go round two servers, with time away between: by mean value analysis."""
    times, away = (1.0, 0.5), 2.0
    inside = [0.0, 0.0]
    for count in range(1, 5):
        stays = [time * (1 + here) for time, here in zip(times, inside, strict=True)]
        through = count / (away + sum(stays))
        inside = [through * stay for stay in stays]
    nodes = {"S": "startEvent", "A": "task", "B": "task", "E": "endEvent"}
    notes = {
        "resources": {"a": {"members": 1}, "b": {"members": 1}},
        "steps": {
            "A": {"role": "a", "duration": "exponential(1 min)"},
            "B": {"role": "b", "duration": "exponential(0.5 min)"},
        },
        "cases": {"case": {"start": "S", "arrivals": "exponential(2 min)", "population": 4}},
    }
    sketch = Sketch(nodes=nodes, flows=[("S", "A"), ("A", "B"), ("B", "E")], notes=notes)
    return Theory(id="closed network", sketch=sketch, expected={"W": (sum(stays), mean_cycle)}, cases=600)


MODELS = (
    without_interruption(),
    with_interruption(),
    shortest_first(),
    priorities_with_two_servers(),
    arrivals_in_threes(),
    service_in_fours(),
    regular_arrivals(),
    uniform_arrivals(),
    feedback(),
    two_in_hand(),
    retrials("M/M/1 with retrials", "exponential(1 min)", 2.0),
    retrials("M/D/1 with retrials", "1 min", 1.0),
    fixed_patience(),
    regular_service(),
    discouraged(),
    closed_network(),
)


@pytest.mark.slow
@pytest.mark.skipif(not compiled(), reason="the loop is not compiled: this takes minutes")
@pytest.mark.parametrize("theory", MODELS, ids=lambda theory: theory.id)
def test_runs_of_the_loop_come_near_theory(theory: Theory) -> None:
    checks = check_theory(theory, IN_LOOP)
    assert [check for check in checks if not check.passed] == []
