"""Whether the recommendation holds is computed, and the wider interval leads where a ranking flips."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from reengineer.annotations import InputRange
from reengineer.comparison import Comparison, Overtaking, Sensitivity, Swing, compare, decide
from reengineer.report import ReportContents, Studies, report_dict
from reengineer.report._holding import rank_flips
from reengineer.report._paper import paper
from reengineer.report._trace import untraced

Make = Callable[..., Any]


@pytest.fixture
def found(result: Make, criteria: Any) -> Comparison:
    results = {"as-is": result(), "fast": result(cycle=-1.2), "slow": result(cycle=-0.2)}
    sampled = {"as-is": result(), "fast": result(cycle=-1.1, spread=0.2), "slow": result(cycle=-0.2, spread=0.1)}
    return compare(results, criteria, sampled=sampled)


def tried(*overtaken: Overtaking) -> Sensitivity:
    assumption = InputRange(path="steps.decide.duration", value=600.0, low=300.0, high=900.0, unit="s")
    swing = Swing(assumption=assumption, at_low=-1.3, at_high=-0.9, overtaken=overtaken)
    return Sensitivity(option="fast", criterion="cycle", difference=-1.2, replications=4, swings=(swing,))


def studies(comparison: Comparison, sensitivity: Sensitivity | None = None) -> Studies:
    return Studies(decision=decide(comparison), sensitivity=sensitivity)


LOST = Overtaking(option="slow", value=800.0, end="high")


def test_a_recommendation_that_holds_says_within_what(found: Comparison) -> None:
    pages = paper(found, studies(found, tried()))
    assert untraced(pages.changes[0]).startswith("The recommendation holds within all ranges of the inputs")


def test_a_recommendation_that_is_overtaken_says_so_first(found: Comparison) -> None:
    pages = paper(found, studies(found, tried(LOST)))
    assert untraced(pages.changes[0]).startswith("The recommendation does not hold within all ranges of the inputs")
    assert any("“slow” is ahead on mean cycle time where" in untraced(change) for change in pages.changes)


def test_the_wider_interval_leads_where_the_ranking_flips(found: Comparison) -> None:
    kept, lost = (paper(found, studies(found, sensitivity)) for sensitivity in (tried(), tried(LOST)))
    assert untraced(kept.headline).startswith("We expect “fast” to cut")
    assert untraced(lost.headline).startswith(
        "With uncertain inputs counted we expect “fast” to cut mean cycle time by "
    )
    assert untraced(lost.promises[0].change).startswith("With uncertain inputs ")
    assert not untraced(kept.promises[0].change).startswith("With uncertain inputs ")


def test_another_best_once_inputs_are_drawn_is_a_flip(result: Make, criteria: Any) -> None:
    results = {"as-is": result(), "fast": result(cycle=-1.2), "slow": result(cycle=-1.0)}
    sampled = {"as-is": result(), "fast": result(cycle=-0.8), "slow": result(cycle=-1.0)}
    flipped = compare(results, criteria, sampled=sampled)
    assert rank_flips(flipped, studies(flipped))
    steady = compare(results, criteria, sampled=results)
    assert not rank_flips(steady, studies(steady))


def test_nothing_flips_where_nothing_was_drawn(found: Comparison) -> None:
    assert not rank_flips(replace(found, total_chances=()), studies(found))


def test_data_say_whether_the_ranking_flips(found: Comparison) -> None:
    told: Any = report_dict(found, ReportContents(studies=studies(found, tried(LOST))))
    assert told["recommendation"]["rank_flips"] is True
    assert told["recommendation"]["holds_unless"] == [
        {"assumption": "steps.decide.duration", "value": 800.0, "unit": "s", "option": "slow"}
    ]
