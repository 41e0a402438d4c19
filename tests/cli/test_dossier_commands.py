"""Status, notes and decisions: what the folder holds is what is told, and nobody decides what they may not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reengineer.files import read_yaml
from reengineer.review import load_review, read_decisions, read_log

Call = Callable[..., Any]
PLAN = """
as_of: 2026-06-01
people: [head of refunds]
plan:
  purpose: Refunds within two days
  collections:
    - {id: survey, what: customers, method: survey, target_n: 3, due: 2026-05-01, owner: team leader, file: said.csv}
    - {id: notes, what: clerks, method: interview, target_n: 2, due: 2026-07-01, owner: head, file: notes.txt}
  milestones:
    - {stage: boundary, due: 2026-05-01, owner: head of refunds}
    - {stage: results, due: 2026-05-15, owner: analyst}
    - {stage: decision, due: 2026-08-01, owner: head of refunds}
"""


def alter(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def planned(small: Path) -> Path:
    path = small / "review.yaml"
    kept = [line for line in path.read_text().splitlines() if not line.startswith(("as_of", "people"))]
    path.write_text("\n".join(kept) + PLAN)
    return small


def stages(call: Call) -> dict[str, tuple[str, bool]]:
    printed = call("status", "small", "--json").json
    assert printed["schema"] == "reengineer/status/1"
    return {each["stage"]: (each["state"], each["overdue"]) for each in printed["stages"]}


def test_a_folder_at_four_stages(planned: Path, call: Call) -> None:
    first = stages(call)
    assert first["boundary"] == ("begun", True)
    assert first["results"] == ("not begun", True)
    assert first["decision"] == ("not begun", False)
    assert first["evidence"] == ("not begun", False)

    # Sealing a planned review leaves those concerned to be told.
    assert call("check", "small", "--seal").code == 1
    for role in ("clerk", "lead"):
        assert call("told", "small", "--role", role, "--by", "head", "--on", "2026-03-02").code == 0
    assert call("check", "small").code == 0
    (planned / "said.csv").write_text("date,channel,comment\n" + "2026-05-01,survey,fine\n" * 3)
    second = stages(call)
    assert second["boundary"] == ("done", False)
    assert second["evidence"] == ("begun", False)

    call("simulate", "small", "--replications", "2", "--no-ranges")
    third = stages(call)
    assert third["results"] == ("done", False)

    call("decide", "small", "--option", "quick", "--decision", "reject", "--by", "A. Weber", "--on", "2026-05-20")
    fourth = stages(call)
    assert fourth["decision"] == ("done", False)
    alter(planned / "options" / "quick.yaml", "title:", "title: other #")
    assert stages(call)["results"] == ("begun", True)


def test_collections_are_counted_against_the_plan(planned: Path, call: Call) -> None:
    (planned / "said.csv").write_text('date,channel,comment\n2026-05-01,survey,"two\nlines"\n2026-05-01,survey,x\n')
    (planned / "notes.txt").write_text("one\n\ntwo\n")
    printed = call("status", "small", "--json").json
    got = {each["id"]: (each["got"], each["planned"], each["overdue"]) for each in printed["collections"]}
    assert got == {"survey": (2, 3, True), "notes": (2, 2, False)}
    words = call("status", "small").out
    assert "2 of 3" in words
    assert "OVERDUE" in words


def test_what_is_missing_names_whom_to_ask(planned: Path, call: Call) -> None:
    notes = planned / "annotations.yaml"
    kept = [line for line in notes.read_text().splitlines() if "duration" not in line or "decide" not in line]
    notes.write_text("\n".join(kept) + "\n")
    printed = call("status", "small", "--json").json
    assert printed["missing"]
    assert all(each["ask"] for each in printed["missing"])


def test_a_plan_that_is_wrong_is_placed(planned: Path, call: Call) -> None:
    alter(planned / "review.yaml", "target_n: 3", "target_n: 0")
    called = call("status", "small")
    assert called.code == 3
    assert "review.yaml:" in called.err


def test_notes_are_logged(small: Path, call: Call) -> None:
    assert call("note", "small", "Interviews\n moved", "--by", "Team leader").code == 0
    [entry] = read_log(small).entries
    assert (entry.by, entry.kind, entry.text) == ("Team leader", "note", "Interviews moved")
    assert "Team leader, note: Interviews moved" in call("status", "small").out
    assert call("note", "small", " ", "--by", "x").code == 2


DECIDE = ("decide", "small", "--on", "2026-05-20")


@pytest.fixture
def ready(small: Path, call: Call) -> Path:
    call("check", "small", "--seal")
    call("simulate", "small", "--replications", "2", "--no-ranges")
    return small


def test_an_approval_is_recorded_with_what_it_rests_on(ready: Path, call: Call) -> None:
    called = call(
        *DECIDE, "--option", "quick", "--decision", "approve_full", "--by", "A. Weber", "--by", "B. Lang",
        "--condition", "two weeks of watching", "--action", "train clerks; team leader; 2026-07-01; all trained",
    )  # fmt: skip
    assert called.code == 0, called.err
    [decision] = read_decisions(ready).decisions
    boundary = load_review(ready).boundary
    assert boundary is not None
    assert (decision.option, decision.boundary_sha256) == ("quick", boundary.digest())
    assert decision.results_sha256 is not None
    assert decision.actions[0].owner == "team leader"
    assert read_log(ready).entries[-1].kind == "decision"
    assert "train clerks" in call("status", "small").out
    call(*DECIDE, "--option", "quick", "--decision", "defer", "--by", "A. Weber")
    data = read_yaml(ready / "decisions.yaml").data
    assert isinstance(data, dict)
    assert len(data["decisions"]) == 2


def refused(call: Call, ready: Path, *args: str) -> tuple[int, str]:
    called = call(*DECIDE, *args)
    assert not (ready / "decisions.yaml").exists()
    return called.code, called.err


def test_a_forbidden_option_cannot_be_approved(ready: Path, call: Call) -> None:
    code, err = refused(call, ready, "--option", "alone", "--decision", "approve_trial", "--by", "A. Weber")
    assert code == 4
    assert "[B103]" in err


def test_only_who_signed_may_decide_and_only_as_far_as_their_authority_goes(ready: Path, call: Call) -> None:
    approve = ("--option", "quick", "--decision", "approve_full")
    code, err = refused(call, ready, *approve, "--by", "Nobody")
    assert (code, "has not signed the boundary" in err) == (3, True)
    code, err = refused(call, ready, *approve, "--by", "B. Lang")
    assert "approve_full needs authority approve_full, and none of B. Lang has it" in err
    code, err = refused(call, ready, *approve, "--by", "A. Weber")
    assert (code, "alters steps of control C-TWO" in err) == (3, True)


def test_a_cost_above_the_limit_of_who_decides_is_refused(small: Path, call: Call) -> None:
    owner = "authority: approve_full, date: 2026-03-01"
    alter(small / "boundary.yaml", owner, owner.replace("date", "limit: 500, date"))
    text = (small / "options" / "quick.yaml").read_text()
    (small / "options" / "quick.yaml").write_text(text + "\ncosts: {one_off: 900 EUR}\n")
    call("check", "small", "--seal")
    called = call(*DECIDE, "--option", "quick", "--decision", "approve_full", "--by", "A. Weber", "--by", "B. Lang")
    assert called.code == 4
    assert "needs authority approve_full above 500" in called.err
    assert not (small / "decisions.yaml").exists()


def test_a_draft_decides_nothing(small: Path, call: Call) -> None:
    alter(small / "boundary.yaml", "status: agreed", "status: draft")
    code, err = refused(call, small, "--option", "quick", "--decision", "reject", "--by", "A. Weber")
    assert (code, "nothing can be decided: the boundary is draft" in err) == (3, True)


@pytest.mark.slow
def test_an_approval_needs_results_of_the_files_as_they_are(small: Path, call: Call) -> None:
    call("check", "small", "--seal")
    approve = ("--option", "quick", "--decision", "approve_full", "--by", "A. Weber", "--by", "B. Lang")
    assert "there are no results to decide on" in refused(call, small, *approve)[1]
    call("simulate", "small", "--replications", "2", "--no-ranges")
    alter(small / "options" / "quick.yaml", "title:", "title: other #")
    assert "changed since the results were made" in refused(call, small, *approve)[1]


@pytest.mark.slow
def test_a_limit_that_is_not_shown_blocks_an_approval(small: Path, call: Call) -> None:
    path = small / "boundary.yaml"
    path.write_text(path.read_text() + "constraints: {outcomes: [{measure: csat, min: 70}]}\n")
    call("check", "small", "--seal")
    call("simulate", "small", "--replications", "2", "--no-ranges")
    approve = ("--option", "quick", "--decision", "approve_full", "--by", "A. Weber", "--by", "B. Lang")
    assert "a limit is left open: csat mean" in refused(call, small, *approve)[1]


def test_an_action_that_is_wrong_is_refused(ready: Path, call: Call) -> None:
    code, err = refused(
        call, ready, "--option", "quick", "--decision", "defer", "--by", "A. Weber", "--action", "train; x"
    )
    assert (code, "set apart by semicolons" in err) == (2, True)


def test_a_plan_is_made_kept_edited_and_scheduled(small: Path, call: Call) -> None:
    made = call("plan", "small", "--option", "quick", "-o", "implementation.yaml", "--gantt", "plan.svg")
    assert made.code == 0, made.err
    assert Path("plan.svg").read_text().startswith("<svg")
    assert "has not been approved" in made.out
    path = Path("implementation.yaml")
    first = call("plan", "small", "--option", "quick", "-o", path, "--json").json
    assert first["schema"] == "reengineer/plan/1"
    path.write_text(path.read_text().replace("days: 5.0", "days: 50.0", 1))
    second = call("plan", "small", "--option", "quick", "-o", path, "--start", "2026-12-01", "--json").json
    assert second["days"] > first["days"]
    assert second["tasks"][0]["begins_on"] == "2026-12-01"
    assert call("plan", "small", "--option", "same", "-o", path).code == 2


def test_a_forbidden_option_has_no_plan(small: Path, call: Call) -> None:
    assert call("plan", "small", "--option", "alone").code == 4
