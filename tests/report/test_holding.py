"""Whether the recommendation holds is computed, and the wider interval leads where a ranking flips."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from reengineer.annotations import InputRange
from reengineer.comparison import Comparison, Overtaking, Sensitivity, Swing, affected, compare, decide
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


def test_no_more_is_asked_for_than_the_numbers_carry(found: Comparison) -> None:
    firm = paper(found, studies(found, tried()))
    assert "We ask you to approve “fast”." in untraced(firm.request) or "with other weights" in untraced(firm.request)
    unseen = paper(found, studies(found, tried()), illustrative="nobody looked")
    assert untraced(unseen.request).endswith(
        "approve a trial of “fast”. We ask for no more yet, because nobody looked."
    )
    assert untraced(paper(found, studies(found, tried(LOST))).request).endswith(
        "because another option is ahead within the ranges of the inputs."
    )
    assert paper(found, studies(found), watermark="a draft").request.startswith("Nothing may be decided")


def test_what_a_recommendation_costs_and_whom_it_touches_stand_beside_it(found: Comparison) -> None:
    told = dict(paper(found, replace(studies(found), affected=affected(found))).facts)
    assert untraced(told["What it costs"]) == "Not stated."
    assert "of all weightings" in untraced(told["How sure we are"])


def test_the_headline_speaks_of_what_is_recommended(result: Make, criteria: Any) -> None:
    # The option of the highest score is not the one with the largest gain on the criterion of most weight.
    results = {"as-is": result(), "cheap": result(cost=-30), "noisy": result(cycle=-0.1, spread=3.0)}
    scored = (criteria[0], criteria[1].model_copy(update={"target": 20, "minimum": 80}))
    one = compare(results, scored)
    chosen = paper(one, studies(one))
    assert untraced(chosen.advice) == "We recommend “cheap”."
    assert untraced(chosen.headline).startswith("We expect “cheap” to cut mean activity cost by 30")
