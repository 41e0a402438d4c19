"""Methods that do not work are flagged with a proposal; what two methods gave is never added up."""

from datetime import date
from typing import Any

import pytest

from reengineer.feedback import Voice
from reengineer.monitor import (
    MethodChange,
    coders_check,
    kappa,
    method_parts,
    response_check,
    rules_check,
    sample_check,
    straight_lining,
    unknown_check,
    voice_checks,
)
from reengineer.source import Source


def voice(**said: Any) -> Voice:
    return Voice(source=Source(), **{"day": date(2026, 7, 1), "channel": "survey", **said})


def test_a_low_response_is_flagged_with_a_proposal() -> None:
    low = response_check("survey", 12, 100)
    assert (low.state, low.value, low.limit) == ("does not work", 0.12, 0.3)
    assert low.proposal
    assert response_check("survey", 30, 100).state == "works"
    unknown = response_check("survey", 30, None)
    assert (unknown.state, unknown.value) == ("not known", None)


def test_answers_are_held_against_the_plan_when_they_are_due() -> None:
    assert sample_check("survey", 80, 100, is_due=True).state == "does not work"
    assert sample_check("survey", 80, 100, is_due=False).state == "not known"
    assert sample_check("survey", 100, 100, is_due=False).state == "works"


def states(voices: list[Voice]) -> dict[str, str]:
    return {check.what: check.state for check in voice_checks("survey", voices)}


def test_channels_and_segments_that_are_hardly_heard_are_named() -> None:
    voices = [voice(channel="e-mail", segment="retail", score=3, scale="csat5") for _ in range(97)]
    voices += [voice(channel="phone", segment="business", score=3, scale="csat5") for _ in range(3)]
    found = {check.what: check for check in voice_checks("survey", voices)}
    assert found["coverage by channel"].state == "does not work"
    assert found["coverage by channel"].proposal == "Ask more of phone."
    assert found["coverage by segment"].value == 0.03
    assert states([voice(), voice()])["coverage by channel"] == "does not work"
    assert states([voice(), voice()])["coverage by segment"] == "not known"


def test_items_that_are_missing_are_counted() -> None:
    whole = [voice(case_id="1", named_step="a", consent=True, score=3, scale="csat5") for _ in range(8)]
    assert states(whole)["missing items"] == "works"
    found = {
        each.what: each for each in voice_checks("survey", [*whole, voice(score=1), voice(score=1), voice(score=1)])
    }
    assert found["missing items"].state == "does not work"
    assert found["missing items"].value == pytest.approx(3 / 11)


def test_straight_lining_is_found_by_person() -> None:
    alike = [voice(case_id=case, named_step=step, score=4, scale="csat5") for case in "ab" for step in "xyz"]
    varied = [voice(case_id="c", named_step=step, score=score, scale="csat5") for score, step in enumerate("xyz", 1)]
    few = [voice(case_id="d", named_step="x", score=4, scale="csat5")] * 2
    assert straight_lining([*alike, *varied, *few]) == (pytest.approx(2 / 3), 3)
    assert straight_lining(few) is None
    assert states([*alike, *varied])["straight-lining"] == "does not work"


def test_unknown_answers_and_rules() -> None:
    assert unknown_check(0.31, 100).state == "does not work"
    assert unknown_check(0.3, 100).state == "works"
    assert unknown_check(0, 0).state == "not known"
    assert rules_check(59, 119).state == "does not work"
    assert rules_check(60, 119).state == "works"


def test_kappa_by_hand() -> None:
    # 20 both yes, 15 both no, 5 first alone, 10 second alone: agreed 0.7, chance 0.5 x 0.6 + 0.5 x 0.4 = 0.5.
    first = [True] * 20 + [False] * 15 + [True] * 5 + [False] * 10
    second = [True] * 20 + [False] * 15 + [False] * 5 + [True] * 10
    assert kappa(first, second) == pytest.approx(0.4)
    assert kappa([True, False], [True, False]) == 1
    assert kappa([True, True], [True, True]) is None


def test_coders_are_held_together_theme_by_theme() -> None:
    first = {"a": ["wait"], "b": ["wait", "tone"], "c": [], "d": ["tone"]}
    second = {"a": ["wait"], "b": ["wait"], "c": [], "d": [], "only": ["wait"]}
    found = {check.about: check for check in coders_check(first, second)}
    assert found["wait"].state == "works"
    assert found["tone"].state == "does not work"
    assert found["tone"].value == 0
    [none] = coders_check({"a": []}, {"b": []})
    assert none.state == "not known"


def test_before_and_after_a_change_of_method_stay_apart() -> None:
    change = MethodChange(
        on=date(2026, 7, 10), collection="survey", to="post", why="few answered", **{"from": "e-mail"}
    )
    voices = [voice(day=date(2026, 7, day), score=score, scale="csat5") for day, score in ((1, 2), (9, 3), (10, 5))]
    found = method_parts("survey", "survey", voices, [change])
    assert [(part.method, part.n, dict(part.means)) for part in found] == [
        ("e-mail", 2, {"customer csat5": (2.5, 2)}),
        ("post", 1, {"customer csat5": (5.0, 1)}),
    ]
    assert found[0].until == found[1].since == date(2026, 7, 10)
    assert method_parts("other", "survey", voices, [change]) == ()
