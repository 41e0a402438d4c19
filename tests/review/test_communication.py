"""Whoever is concerned is found out, told what the review says and no more, and recorded as told."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from reengineer.errors import ReviewError
from reengineer.files import read_yaml
from reengineer.review import (
    Briefing,
    Told,
    check_path,
    concerned_by_plan,
    load_review,
    not_told,
    option_briefings,
    plan_briefings,
    read_communication,
    record_told,
    write_briefings,
)

PLAN = """
plan:
  purpose: Refunds within two days
  collections:
    - {id: survey, what: Customers who asked for a refund, method: survey, target_n: 60, due: 2026-07-01,
       owner: team leader, file: said.csv}
  milestones:
    - {stage: decision, due: 2026-08-01, owner: head of refunds}
"""
HOSTILE = "<script>alert(1)</script>"


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.fixture
def planned(small: Path) -> Path:
    path = small / "review.yaml"
    path.write_text(path.read_text() + PLAN)
    return small


def told(role: str, about: str = "plan") -> Told:
    return Told(on="2026-05-02", role=role, about=about, how="meeting", by="team leader")


def test_who_does_steps_in_scope_who_works_next_to_them_and_who_owns_controls_is_concerned(small: Path) -> None:
    found = {each.role: each for each in concerned_by_plan(load_review(small))}
    assert set(found) == {"clerk", "lead", "B. Lang"}
    assert found["clerk"].does == ("register", "ask_back")
    assert found["B. Lang"].owns == ("C-TWO",)
    replace(small / "boundary.yaml", "process: refunds", "scope: {exclude_steps: [decide]}\nprocess: refunds")
    found = {each.role: each for each in concerned_by_plan(load_review(small))}
    assert (found["lead"].does, found["lead"].beside) == ((), ("decide",))


def errors(folder: Path) -> list[tuple[str, str]]:
    return [(problem.code, problem.severity) for problem in check_path(folder).problems if problem.code == "RE980"]


def test_a_role_with_a_step_in_scope_and_no_entry_is_an_error(planned: Path) -> None:
    assert errors(planned) == [("RE980", "error")] * 2
    record_told(load_review(planned), told("clerk"))
    assert errors(planned) == [("RE980", "error")]
    record_told(load_review(planned), told("lead"), ("Does it touch holidays?", "Ring 07700 900123"))
    assert errors(planned) == []
    kept = read_communication(load_review(planned))
    assert [each.question for each in kept] == ["", "Does it touch holidays?", "Ring [number]"]
    assert [each.role for each in not_told(load_review(planned))] == ["B. Lang"]


def test_before_anything_was_planned_or_agreed_nobody_need_be_told(small: Path) -> None:
    assert errors(small) == []
    replace(small / "boundary.yaml", "status: agreed", "status: draft")
    path = small / "review.yaml"
    path.write_text(path.read_text() + PLAN)
    assert errors(small) == []


def test_who_is_not_concerned_cannot_be_recorded(planned: Path) -> None:
    with pytest.raises(ReviewError) as raised:
        record_told(load_review(planned), told("clark"))
    [problem] = raised.value.problems
    assert (problem.code, '"clerk"' in problem.message) == ("RE982", True)


def test_a_record_that_is_none_of_ours_is_placed(planned: Path) -> None:
    (planned / "evidence").mkdir()
    path = planned / "evidence" / "communication.csv"
    path.write_text("date,role,about,how,by,question\nyesterday,clerk,plan,call,x,\n")
    with pytest.raises(ReviewError) as raised:
        read_communication(load_review(planned))
    assert [(each.code, each.source.line) for each in raised.value.problems] == [("RE981", 2)]


def sources(folder: Path, briefing: Briefing) -> Iterator[tuple[str, object]]:
    """Give each line's text with what stands at the place that it names."""
    for line in briefing.lines():
        found = re.fullmatch(r"(review|boundary)\.yaml: (\S+)", line.source)
        if found:
            data: object = read_yaml(folder / f"{found[1]}.yaml").data
            for key in found[2].split("."):
                data = data[int(key)] if isinstance(data, list) else data[key]  # type: ignore[index]
            yield line.text, data


def test_no_briefing_claims_what_the_review_does_not_say(planned: Path) -> None:
    path = planned / "boundary.yaml"
    path.write_text(
        path.read_text() + "people: {no_redundancies: true}\nforbidden_changes: [{op: outsource_step, why: No}]\n"
    )
    for briefing in plan_briefings(load_review(planned)):
        lines = list(briefing.lines())
        assert all(line.source or line.text == "The review does not say." for line in lines)
        checked = list(sources(planned, briefing))
        assert len(checked) >= 5
        assert all(data for _, data in checked)
        whole = (planned / "review.yaml").read_text() + path.read_text()
        dates = re.findall(r"\d{4}-\d{2}-\d{2}", " ".join(line.text for line in lines))
        assert {"2026-07-01", "2026-08-01"} <= set(dates)
        assert all(each in whole for each in dates)
    assert any("Refunds within two days." in text for text, _ in checked)
    assert any("Nobody is to be made redundant" in text for text, _ in checked)


def test_what_is_not_stated_is_said_to_be_so(small: Path) -> None:
    by_role = {each.role: dict(each.parts) for each in plan_briefings(load_review(small))}
    assert [line.text for line in by_role["clerk"]["When"]] == ["The review does not say."]
    assert [line.text for line in by_role["clerk"]["What is not intended"]] == ["The review does not say."]


def test_each_operation_that_affects_a_role_is_in_its_briefing_with_evidence(small: Path) -> None:
    (small / "options" / "two.yaml").write_text(
        "id: two\ntitle: Two changes\nanswers: [RES-01]\nwhy: Forms come back\nchanges:\n"
        "  - change_duration: {step: register, factor: 0.8}\n  - change_headcount: {role: clerk, by: 1}\n"
    )
    review = load_review(small)
    found = {each.role: dict(each.parts) for each in option_briefings(review, review.option("two"))}
    monday = [line.text for line in found["clerk"]["What changes for you on Monday"]]
    assert any("20 min" in text and "16 min" in text for text in monday)
    assert any(text.startswith("Clerk: members from 2 to 3") for text in monday)
    assert sum(text.startswith("Part of: ") for text in monday) == 2
    why = found["clerk"]["Why"]
    assert [line.text for line in why][:2] == ["Forms come back.", "It responds to question RES-01."]
    assert all(line.source for line in why)
    lead = [line.text for line in found["lead"]["What changes for you on Monday"]]
    assert lead[0].startswith("Your own steps stay as they are. Next to them changes: Register the claim")
    assert "a step of your control" in found["B. Lang"]["What changes for you on Monday"][0].text


def test_an_approved_option_is_an_error_until_those_it_changes_are_told(small: Path) -> None:
    (small / "decisions.yaml").write_text(
        "decisions: [{option: quick, decision: approve_trial, by: [A. Weber], on: 2026-05-20}]\n"
    )
    assert errors(small) == [("RE980", "error")]
    record_told(load_review(small), told("clerk", "quick"))
    assert errors(small) == []


def test_pages_show_hostile_text_and_nothing_else(planned: Path) -> None:
    replace(planned / "review.yaml", "aims: [Answer sooner]", f'aims: ["{HOSTILE}"]')
    paths = write_briefings(plan_briefings(load_review(planned)), planned / "briefings")
    assert len(paths) == len(set(paths)) == 3
    for path in paths:
        page = path.read_text()
        assert "<script" not in page
        assert "&lt;script&gt;" in page


def test_the_commands_brief_and_record(planned: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from reengineer.cli import run

    assert run(["brief", str(planned), "-o", str(planned / "out")]) == 0
    assert "Not told yet: clerk, lead, B. Lang" in capsys.readouterr().out
    day = date(2026, 5, 2).isoformat()
    assert run(["told", str(planned), "--role", "clerk", "--by", "team leader", "--on", day]) == 0
    assert "Not told yet: lead, B. Lang." in capsys.readouterr().err
