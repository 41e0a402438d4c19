"""Options are listed with how they stand, combined, and tried out one idea at a time."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]


def write(small: Path, name: str, change: str) -> None:
    text = f"id: {name}\ntitle: The option {name}\nchanges:\n  - {change}\n"
    (small / "options" / f"{name}.yaml").write_text(text, encoding="utf-8")


def test_options_are_listed_with_how_they_stand(small: Path, call: Call) -> None:
    write(small, "gone", "delete_step: {step: nowhere}")
    called = call("options", "small")
    assert called.code == 0
    assert "quick  A form that fills itself in: permitted\n    change duration" in called.out
    assert "alone  Clerks decide alone: FORBIDDEN" in called.out
    assert "gone  The option gone: DOES NOT APPLY" in called.out
    assert '"nowhere" is not in the map' in called.out
    assert "    nothing changes" in called.out
    assert called.out.endswith("4 options.\n")


def test_options_print_data(small: Path, call: Call) -> None:
    content = call("options", "small", "--json").json
    assert content["schema"] == "reengineer/options/1"
    assert {each["id"]: each["status"] for each in content["options"]} == {
        "alone": "forbidden",
        "quick": "permitted",
        "same": "permitted",
    }
    quick = next(each for each in content["options"] if each["id"] == "quick")
    assert quick["cost_drivers"] == ["tool", "template", "screen"]
    assert next(each for each in content["options"] if each["id"] == "alone")["findings"][0]["code"].startswith("B")


@pytest.mark.usefixtures("small")
def test_the_matrix_says_what_goes_together(call: Call) -> None:
    called = call("options", "matrix", "small")
    assert called.code == 0
    assert called.out.splitlines()[0].split() == ["quick", "same"]
    assert "yes: in any order, with one result" in called.out
    assert "alone by itself: FORBIDDEN" in called.out


@pytest.mark.usefixtures("small")
def test_the_matrix_prints_data(call: Call) -> None:
    content = call("options", "matrix", "small", "--json").json
    assert content["schema"] == "reengineer/matrix/1"
    pairs = {(pair["first"], pair["second"]): pair["verdict"] for pair in content["pairs"]}
    assert pairs == {("alone", "quick"): "any_order", ("alone", "same"): "any_order", ("quick", "same"): "any_order"}


def test_a_conflict_is_named(small: Path, call: Call) -> None:
    write(small, "one", "change_duration: {step: register, factor: 0.9}")
    write(small, "two", "change_duration: {step: register, mean: 5 min}")
    out = call("options", "matrix", "small").out
    assert "one and two: both change duration of register" in out
    assert "differs: in any order, but the order changes the result" in out


@pytest.mark.usefixtures("small")
def test_an_idea_is_tried_beside_the_process_as_it_is(call: Call) -> None:
    called = call("try", "small", "--change", "change_duration register factor=0.5", "--replications", "3")
    assert called.code == 0
    assert "try  change duration register (factor 0.5)" in called.out
    assert "~ register: duration:" in called.out
    assert "Think of what it costs: tool, template, screen." in called.out
    assert not Path("small/results").exists()


@pytest.mark.usefixtures("small")
def test_an_idea_prints_data_that_depend_on_the_seed_alone(call: Call) -> None:
    asked = ("try", "small", "--change", "change_duration register factor=0.5", "--replications", "2", "--json")
    content = call(*asked).json
    assert content == call(*asked).json
    assert content["schema"] == "reengineer/try/1"
    assert content["changes"][0]["changed"][0]["field"] == "duration"
    assert [each["option"] for each in content["differences"]]
    assert content["cost_drivers"] == ["tool", "template", "screen"]


@pytest.mark.usefixtures("small")
def test_a_forbidden_idea_is_tried_and_told(call: Call) -> None:
    called = call("try", "small", "--change", "delete_step decide", "--replications", "2")
    assert called.code == 0
    assert "FORBIDDEN by the boundary: try" in called.out
    content = call("try", "small", "--change", "delete_step decide", "--replications", "2", "--json").json
    assert {breach["code"] for breach in content["breaches"]} >= {"B201"}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("delete_step nowhere", '"nowhere" is not in the map'),
        ("paint check", 'there is no operation "paint"'),
        ("merge_steps register, nowhere", '"nowhere" is not in the map'),
    ],
)
def test_an_idea_that_does_not_apply_is_refused_with_its_line(call: Call, change: str, words: str) -> None:
    called = call("try", "small", "--change", change)
    assert called.code == 3
    assert f"--change '{change}'" in called.err
    assert words in called.err
    assert called.out == ""


@pytest.fixture
def asked(small: Path) -> Path:
    """Return a review in which a step is done by hand that rules could decide."""
    path = small / "annotations.yaml"
    text = path.read_text(encoding="utf-8")
    facts = "manual: true, rule_based: 0.95"
    path.write_text(text.replace("register: {role: clerk,", f"register: {{role: clerk, {facts},"), encoding="utf-8")
    return small


@pytest.mark.usefixtures("asked")
def test_a_suggestion_becomes_an_option_file_that_can_be_listed(call: Call) -> None:
    called = call("options", "draft", "small", "AUTO-01")
    assert called.code == 0
    assert "Wrote small/options/auto-01-automate-step.yaml." in called.err.replace("\\", "/")
    assert "  - automate_step:\n      step: register\n      share: 0.95\n" in called.out
    assert "      service_time: 1 min  # assumed" in called.out
    assert "Nothing is known of service_time, fallout" in called.err
    assert "operation automate_step is not permitted" in called.err
    assert "auto-01-automate-step  Automate step register" in call("options", "small").out
    again = call("options", "draft", "small", "AUTO-01")
    assert "auto-01-automate-step-2.yaml" in again.err


@pytest.mark.usefixtures("asked")
def test_a_draft_prints_data_and_overwrites_nothing(call: Call) -> None:
    content = call("options", "draft", "small", "auto-01", "--of", "register", "-o", "one.yaml", "--json").json
    assert (content["schema"], content["file"]) == ("reengineer/draft/1", "one.yaml")
    assert content["parameters"]["share"] == 0.95
    assert content["origins"]["service_time"] == "assumed"
    called = call("options", "draft", "small", "AUTO-01", "-o", "one.yaml")
    assert (called.code, "RE636" in called.err) == (2, True)


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("AUTO-99",), "RE634"),
        (("AUTO-01", "--of", "decide"), "RE634"),
        (("AUTO-01", "--idea", "9"), "RE635"),
    ],
)
def test_a_draft_needs_a_question_that_is_raised(call: Call, arguments: tuple[str, ...], code: str) -> None:
    called = call("options", "draft", "small", *arguments)
    assert called.code == 2
    assert f"[{code}]" in called.err


def test_an_idea_is_tried_in_a_review_with_a_business_case(call: Call, scenario: Path) -> None:
    """The case names options of the review, which are left aside."""
    called = call("try", scenario, "--change", "delete_step alloc", "--replications", "2", "--length", "6 weeks")
    assert "RE525" not in called.err
    assert called.code == 3
    assert '"assignment", which nothing makes' in called.err
    short = ("--replications", "2", "--length", "6 weeks", "--json")
    done = call("try", scenario, "--change", "change_duration investigate factor=0.8", *short)
    assert done.code == 0
    assert {breach["code"] for breach in done.json["breaches"]} == {"B103"}
