"""A boundary file is read as a whole, sealed by hashes, and lapses."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from reengineer.annotations import AnnotatedMap
from reengineer.boundaries import Boundary
from reengineer.errors import ReviewError

FILE = b"""version: 1
process: p
agreed:
  status: agreed
  by: [{name: A. Owner, authority: approve_full, date: 2026-09-01}]
  review_by: 2027-03-01
locked_steps:
  - {step: send, why: the law, by: C. Check}
permitted_changes:
  - {op: empower, max_limit: 250, currency: GBP}
  - {op: change_headcount, roles: [clerk], min: -1, max: 2}
controls:
  - {id: C-1, steps: [send], must: {on_every_path: {from: start, to: end}}}
"""
MAP = b"<map/>"
DAY = date(2026, 11, 1)


def read(text: bytes = FILE) -> Boundary:
    return Boundary.read(text, name="boundary.yaml")


def codes(boundary: Boundary, day: date = DAY, data: bytes = MAP) -> list[tuple[str, str]]:
    return [(problem.code, problem.severity) for problem in boundary.status(day, data)]


def test_the_example_of_the_schema_is_read(shared: Path) -> None:
    boundary = Boundary.read(shared / "domain" / "boundaries_example.yaml")
    assert boundary.rules.minimum_check_share[0].min == 0.25
    assert boundary.controls[0].must.on_every_path is not None
    assert boundary.controls[0].must.on_every_path.from_ == "ack_due"
    assert [(entry.op, entry.bounds()) for entry in boundary.permitted_changes][:2] == [
        ("automate_step", (("max", "share", 0.8),)),
        ("empower", (("max", "limit", 250.0),)),
    ]


def test_the_boundary_of_the_complaints_review_fits_its_map(scenario: Path, complaints: AnnotatedMap) -> None:
    assert Boundary.read(scenario / "boundary.yaml").findings(complaints) == ()


def test_entries_know_their_places() -> None:
    assert read().place(("locked_steps", 0)).place == "boundary.yaml:8:5"
    assert Boundary(process="p").place(("locked_steps", 0)).place == ""


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        (b"permitted_changes", b"permited_changes", 9, 'Nearest: "permitted_changes"'),
        (b"op: empower", b"op: empowr", 10, 'no operation "empowr"'),
        (b"max_limit", b"max_limt", 10, 'has no limit "max_limt" (nearest: "max_limit"'),
        (b"max_limit: 250", b"max_limit: lots", 10, '"max_limit" of empower must be a number'),
        (b"max_limit: 250", b"max_limit: [250]", 10, '"max_limit" of empower must be a number'),
        (b"roles: [clerk]", b"roles: clerk", 11, '"roles" of change_headcount must be a list'),
        (b"status: agreed", b"status: fine", 4, "not one of the words"),
        (b"2027-03-01", b"soon", 6, "date"),
        (b"{from: start, to: end}", b"{from: start}", 13, "'to' is missing"),
    ],
)
def test_what_is_wrong_with_the_file_is_said_with_its_place(old: bytes, new: bytes, line: int, words: str) -> None:
    with pytest.raises(ReviewError) as caught:
        read(FILE.replace(old, new))
    assert (caught.value.problems[0].code, caught.value.problems[0].source.line) == ("B001", line)
    assert words in str(caught.value)


def test_every_problem_comes_at_once() -> None:
    with pytest.raises(ReviewError) as caught:
        read(FILE.replace(b"status: agreed", b"status: fine").replace(b"why", b"wy"))
    assert [problem.source.line for problem in caught.value.problems] == [4, 8]


def test_a_duplicate_key_or_a_missing_file_is_an_error_of_the_review() -> None:
    for source in (FILE + b"process: q\n", "nowhere.yaml", b""):
        with pytest.raises(ReviewError):
            Boundary.read(source)


@pytest.mark.parametrize(
    "entry",
    [
        {"constraints": {"outcomes": [{"measure": "cycle_time"}]}},
        {"constraints": {"outcomes": [{"measure": "cycle_tyme", "max": 3}]}},
        {"constraints": {"opening_hours": {"earliest": "8 o'clock"}}},
        {"forbidden_changes": [{"op": "nothing"}]},
        {"rules": {"minimum_check_share": [{"step": "qa", "min": 25}]}},
    ],
)
def test_entries_that_make_no_sense_are_refused(entry: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Boundary(process="p", **entry)  # type: ignore[arg-type]


def test_a_sealed_boundary_on_its_own_map_holds() -> None:
    assert read().seal(MAP).status(DAY, MAP) == read().seal(MAP).status(date(2027, 3, 1), MAP)
    assert [code for code, _ in codes(read().seal(MAP))] == ["B004"]


def test_controls_need_someone_who_may_approve_them() -> None:
    signed = FILE.replace(b"authority: approve_full", b"authority: approve_controls")
    assert codes(read(signed).seal(MAP)) == []


def test_layout_and_comments_do_not_break_the_seal_and_content_does() -> None:
    digest = read().digest()
    assert (
        read(b"# a comment\n" + FILE.replace(b"why: the law, by: C. Check", b"by: C. Check, why: 'the law'")).digest()
        == digest
    )
    assert read(FILE.replace(b"250", b"500")).digest() != digest
    assert read().seal(MAP).digest() == digest


def test_a_placeholder_is_no_seal() -> None:
    unsealed = read(FILE + b'process_sha256: "<written when the boundary is agreed>"\n')
    problem = unsealed.status(DAY, MAP)[1]
    assert (problem.code, problem.severity) == ("B003", "warning")
    assert "not sealed: process_sha256 and boundary_sha256" in problem.message


def test_an_altered_map_or_boundary_is_an_error() -> None:
    sealed = read(FILE.replace(b"approve_full", b"approve_controls")).seal(MAP)
    assert codes(sealed, data=b"other") == [("B003", "error")]
    altered = sealed.model_copy(update={"locked_steps": ()})
    assert codes(altered) == [("B003", "error")]
    assert "changed after agreement on 2026-09-01" in sealed.status(DAY, b"other")[0].message


def test_a_boundary_lapses_after_its_day() -> None:
    problem = read().seal(MAP).status(date(2027, 3, 2), MAP)[-1]
    assert (problem.code, problem.message) == ("B005", "the boundary lapsed on 2027-03-01")


@pytest.mark.parametrize(
    ("status", "found"),
    [(b"draft", [("B004", "warning")]), (b"proposed", [("B004", "warning")]), (b"superseded", [("B005", "error")])],
)
def test_what_is_not_agreed_decides_nothing(status: bytes, found: list[tuple[str, str]]) -> None:
    assert codes(read(FILE.replace(b"status: agreed", b"status: " + status))) == found


def test_agreed_by_nobody_is_not_agreed() -> None:
    unsigned = Boundary(process="p", agreed={"status": "agreed"}).seal(MAP)  # type: ignore[arg-type]
    assert codes(unsigned) == [("B004", "error")]


def test_a_boundary_has_a_schema() -> None:
    assert "on_every_path" in str(Boundary.model_json_schema())
