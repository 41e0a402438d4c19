"""Features are ranked by what matters and lacks; ratings follow from the file alone; every number says its source."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from reengineer.errors import ReviewError
from reengineer.review import (
    Assessment,
    ask_review,
    assess,
    improvement_cards,
    load_review,
    rate,
    read_kano,
    step_sheets,
    write_assessment,
    write_assessment_page,
)
from reengineer.statistics import wilson_interval

HOSTILE = "<script>alert(1)</script>"


def said(n: int, *, driver: str = "decide", other: str = "register", seed: int = 3) -> Iterator[str]:
    """Give feedback in which one step's score goes with the whole's and the other's does not."""
    rng = np.random.default_rng(seed)
    yield "date,channel,case_id,step,score,scale,comment"
    for case in range(n):
        whole, noise, own = rng.standard_normal(3)
        for step, value in (("", whole), (driver, whole + 0.3 * noise), (other, own)):
            score = 100 / (1 + np.exp(-value))
            comment = "I waited far too long" if step == driver and case % 2 else ""
            yield f"2026-05-{case % 28 + 1:02d},survey,c{case},{step},{score:.3f},csat100,{comment}"


def with_feedback(folder: Path, lines: Iterator[str]) -> Path:
    (folder / "said.csv").write_text("\n".join(lines) + "\n")
    path = folder / "review.yaml"
    path.write_text(path.read_text() + "feedback: [said.csv]\n")
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text())))


@pytest.fixture
def heard(small: Path) -> Path:
    return with_feedback(small, said(60))


def test_a_planted_driver_ranks_first(heard: Path) -> None:
    first, second = assess(load_review(heard)).features[:2]
    assert (first.step, first.basis, first.is_weak) == ("decide", "derived", False)
    assert first.importance > 0.8
    assert second.importance < 0.4
    assert first.importance_low is not None
    assert first.importance_high is not None
    assert first.importance_low < first.importance < first.importance_high


def test_few_answers_are_marked_weak_and_do_not_beat_what_was_stated(small: Path) -> None:
    with_feedback(small, said(20))
    notes = small / "annotations.yaml"
    stated = "satisfaction: {importance: 0.25, score: 3.5, scale: csat5, n: 80}"
    notes.write_text(notes.read_text().replace("decide: {role", f"decide: {{{stated}, role"))
    found = {each.step: each for each in assess(load_review(small)).features}
    assert (found["decide"].basis, found["decide"].importance) == ("stated", 0.25)
    assert (found["register"].basis, found["register"].is_weak) == ("derived", True)
    assert found["decide"].n == 20
    assert found["decide"].is_weak


def test_what_nobody_said_is_assumed_and_says_so(small: Path) -> None:
    notes = small / "annotations.yaml"
    notes.write_text(notes.read_text().replace("ask_back: {role", "ask_back: {customer_contact: true, role"))
    [only] = assess(load_review(small)).features
    assert (only.step, only.basis, only.importance, only.performance, only.priority) == (
        "ask_back", "assumed", 0.5, None, None,
    )  # fmt: skip


def test_kano_classes_follow_the_table(small: Path) -> None:
    folder = small / "evidence"
    folder.mkdir()
    answers = ["like,dislike"] * 3 + ["expect,dislike"] * 2 + ["neutral,neutral"]
    (folder / "kano.csv").write_text(
        "step,functional,dysfunctional\n" + "".join(f"decide,{each}\n" for each in answers) + "register,like,like\n"
    )
    found = read_kano(load_review(small))
    assert (found["decide"].kind, found["decide"].n, found["decide"].share) == ("one-dimensional", 6, 0.5)
    assert found["register"].kind == "questionable"
    (folder / "kano.csv").write_text("step,functional,dysfunctional\nregistre,like,love\n")
    with pytest.raises(ReviewError) as raised:
        read_kano(load_review(small))
    assert [problem.code for problem in raised.value.problems] == ["RE964", "RE964"]
    assert "register" in raised.value.problems[0].message
    assert raised.value.problems[0].source.line == 2


def assessed(folder: Path) -> tuple[Assessment, list[dict[str, str]]]:
    found = assess(load_review(folder))
    _, path = write_assessment(found, folder / "results")
    return found, rows(path)


def test_costs_are_those_worked_out_by_hand(small: Path) -> None:
    by_step = {row["step"]: row for row in assessed(small)[1]}
    # 20 min at 20 EUR, 0.3 x 10 min at 20 EUR, 15 min at 30 EUR.
    costs = {"register": 20 / 3, "ask_back": 1.0, "decide": 7.5}
    for step, cost in costs.items():
        assert float(by_step[step]["cost_per_case"]) == pytest.approx(cost)
        assert float(by_step[step]["cost_share"]) == pytest.approx(cost / sum(costs.values()))
    assert [by_step[step]["cost_rating"] for step in costs] == ["red", "green", "red"]


def test_every_rating_is_recomputed_from_the_file(heard: Path) -> None:
    (heard / "evidence").mkdir()
    (heard / "evidence" / "compliance.csv").write_text(
        "control,step,sampled,met,by,on\nC-TWO,decide,200,199,B. Lang,2026-05-01\nC-TWO,Register the claim,50,20,x,y\n"
    )
    found, kept = assessed(heard)
    assert len(kept) == 3
    for each, row in zip(found.steps, kept, strict=True):
        again = rate(row)
        names = ("satisfaction", "cost", "no_value", "compliance")
        assert [getattr(again, name) for name in names] == [row[f"{name}_rating"] for name in names]
        assert again == each.ratings
    by_step = {row["step"]: row for row in kept}
    assert [by_step[step]["compliance_rating"] for step in ("register", "ask_back", "decide")] == [
        "red",
        "grey",
        "green",
    ]
    interval = wilson_interval(199, 200)
    assert float(by_step["decide"]["compliance_low"]) == pytest.approx(interval.low)


RULES = {
    "satisfaction_minimum": "60", "satisfaction_target": "80", "least_n": "30", "cost_amber": "0.1", "cost_red": "0.25",
    "compliance_limit": "0.95", "satisfaction_n": "100", "satisfaction_low": "82", "satisfaction_high": "90",
    "cost_share": "0.05", "no_value_share": "0", "compliance_sampled": "100", "compliance_low": "0.96",
    "compliance_high": "0.99", "controls_broken": "0",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "rating", "colour"),
    [
        ({"satisfaction_n": "29"}, "satisfaction", "grey"),
        ({"satisfaction_low": "79"}, "satisfaction", "amber"),
        ({"satisfaction_low": "50", "satisfaction_high": "59"}, "satisfaction", "red"),
        ({"satisfaction_low": "50", "satisfaction_high": "60"}, "satisfaction", "amber"),
        ({"cost_share": "0.1"}, "cost", "amber"),
        ({"cost_share": "0.25"}, "cost", "red"),
        ({"cost_share": ""}, "cost", "grey"),
        ({"no_value_share": "0.3"}, "no_value", "red"),
        ({"compliance_sampled": "0", "compliance_low": "", "compliance_high": ""}, "compliance", "grey"),
        ({"compliance_low": "0.9"}, "compliance", "amber"),
        ({"compliance_low": "0.8", "compliance_high": "0.94"}, "compliance", "red"),
        ({"controls_broken": "1"}, "compliance", "red"),
    ],
)
def test_one_input_flips_its_own_rating_only(change: dict[str, str], rating: str, colour: str) -> None:
    before, after = rate(RULES), rate({**RULES, **change})
    for name in ("satisfaction", "cost", "no_value", "compliance"):
        assert getattr(before, name) == "green"
        assert getattr(after, name) == (colour if name == rating else "green")


def test_a_need_of_the_business_without_a_reason_is_time_without_value(small: Path) -> None:
    notes = small / "annotations.yaml"
    text = notes.read_text().replace("register: {role", "register: {value: BVA, role")
    notes.write_text(text.replace("decide: {role", "decide: {value: {class: BVA, why: a rule}, role"))
    by_step = {row["step"]: row for row in assessed(small)[1]}
    assert by_step["register"]["no_value_share"] == by_step["register"]["cost_share"]
    assert by_step["decide"]["no_value_share"] == "0"
    assert by_step["ask_back"]["no_value_rating"] == "grey"


def test_rules_that_contradict_themselves_are_placed(small: Path) -> None:
    path = small / "review.yaml"
    path.write_text(path.read_text() + "rating: {satisfaction_minimum: 90, satisfaction_target: 80}\n")
    with pytest.raises(ReviewError) as raised:
        load_review(small)
    assert raised.value.problems[0].source.line == len(path.read_text().splitlines())


def test_every_number_of_a_sheet_says_its_source_or_is_missing(small: Path) -> None:
    notes = small / "annotations.yaml"
    evidence = "evidence: {method: measured, source: time sheets, n: 40, on: 2026-05-01}"
    estimate = "evidence: {method: estimated, by: team leader, on: 2026-05-02}"
    text = notes.read_text().replace("register: {role", f"register: {{{evidence}, is_check: true, role")
    notes.write_text(text.replace("decide: {role", f"decide: {{{estimate}, role"))
    review = load_review(small)
    sheets = {sheet.step: sheet for sheet in step_sheets(review, assess(review))}
    facts = {name: {fact.what: fact for fact in sheet.facts} for name, sheet in sheets.items()}
    assert facts["register"]["Duration"].source == "time sheets, 2026-05-01, n = 40"
    assert facts["decide"]["Duration"].source == "estimate by team leader, 2026-05-02"
    for sheet in sheets.values():
        for fact in sheet.facts:
            complained = any(line.startswith(f"{fact.what}:") for line in sheet.missing)
            unsourced = fact.is_number and not fact.source
            assert complained == (not fact.value or unsourced), fact
    assert facts["ask_back"]["Duration"].source == ""
    assert "Duration: nobody says where it comes from" in sheets["ask_back"].missing


def test_key_steps_are_those_with_work_a_control_or_the_customer(small: Path) -> None:
    notes = small / "annotations.yaml"
    text = notes.read_text().replace("ask_back: {role: clerk, duration: exponential(10 min)}",
                                     "ask_back: {role: clerk, duration: exponential(1 min)}")  # fmt: skip
    notes.write_text(text)
    assert [each.step.id for each in assess(load_review(small)).steps if each.key] == ["register", "decide"]
    notes.write_text(text.replace("ask_back: {role", "ask_back: {customer_contact: true, role"))
    keys = {each.step.id: each.key for each in assess(load_review(small)).steps}
    assert keys["ask_back"] == ("the customer meets it",)


def test_each_card_cites_a_theme_and_its_n(heard: Path) -> None:
    review = load_review(heard)
    found = assess(review)
    cards = improvement_cards(review, found, ask_review(review))
    assert cards
    for card in cards:
        assert card.evidence[0] == f"theme:{card.id.removeprefix('card-')}"
        assert card.n > 0
        assert card.low <= card.share <= card.high
        assert card.aim
        assert card.measure
        assert all(idea.boundary for idea in card.ideas)
    assert cards[0].id == "card-wait"
    assert cards[0].n == 30
    assert cards[0].steps == ("Decide",)


def test_the_page_shows_hostile_names_as_text_and_is_the_same_twice(small: Path) -> None:
    with_feedback(small, (line.replace("I waited", f"I waited {HOSTILE}") for line in said(40)))
    path = small / "as-is.bpmn"
    path.write_text(path.read_text().replace('name="Decide"', 'name="Decide &lt;b onclick=x&gt;"'))
    review = load_review(small)
    found = assess(review)
    cards = improvement_cards(review, found, ask_review(review))
    pages = [write_assessment_page(review, found, step_sheets(review, found), cards, small / f"{n}.html").read_text()
             for n in (1, 2)]  # fmt: skip
    assert pages[0] == pages[1]
    assert "<script" not in pages[0]
    assert "<b onclick" not in pages[0]
    assert "Decide &lt;b onclick=x&gt;" in pages[0]
    assert "default-src 'none'" in pages[0]


def test_a_formula_in_a_name_is_none_in_the_file(small: Path) -> None:
    path = small / "as-is.bpmn"
    path.write_text(path.read_text().replace('name="Decide"', 'name="=1+1"'))
    assessed(small)
    assert ",'=1+1," in (small / "results" / "assessment.csv").read_text()
