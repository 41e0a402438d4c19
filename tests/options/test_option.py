"""Option files are read with their places, and options lead from one map to another."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reengineer.annotations import AnnotatedMap
from reengineer.boundaries import Boundary
from reengineer.bpmn import write_bpmn
from reengineer.errors import BoundaryError, ChangeError, ReviewError
from reengineer.options import Option, option_schema
from reengineer.options.changes import DeleteStep, Unbatch

FILE = b"""id: A
title: Two changes
answers: [AUTO-01]
changes:
  - automate_step: {step: b, share: 0.5, unit_cost: 1 GBP}
  - delete_step:
      step: c
costs: {one_off: 100 GBP (80 GBP to 120 GBP), per_year: 5 GBP, months: 2, redeployment: none go, tasks: [dpia]}
"""


@pytest.fixture
def chain(draw: Callable[..., AnnotatedMap]) -> AnnotatedMap:
    return draw("start > a > b > c > end")


def test_changes_keep_their_order_and_their_places() -> None:
    option = Option.read(FILE, name="a.yaml")
    assert [change.operation for change in option.changes] == ["automate_step", "delete_step"]
    assert [change.source.place for change in option.changes] == ["a.yaml:5:5", "a.yaml:6:5"]


def test_an_option_is_read_from_a_path(scenario: Path) -> None:
    option = Option.read(scenario / "options" / "same.yaml")
    assert (option.id, option.changes) == ("same", ())


def test_what_a_boundary_must_know_is_passed_on() -> None:
    proposal = Option.read(FILE, name="a.yaml").proposal()
    assert (proposal.id, proposal.one_off, proposal.per_year, proposal.currency) == ("A", 120, 5, "GBP")
    assert (proposal.months, proposal.redeployment, proposal.tasks) == (2, "none go", ("dpia",))


def test_each_change_sees_what_the_one_before_left(chain: AnnotatedMap) -> None:
    to_be = Option.read(FILE, name="a.yaml").apply(chain)
    assert to_be.map.find("c") is None
    assert to_be.map.flow("b_to_c").target == "end"
    assert [difference.operation for difference in to_be.differences] == ["automate_step", "delete_step"]


def test_the_map_given_is_never_altered(chain: AnnotatedMap) -> None:
    before = (repr(chain), write_bpmn(chain.map.definitions))
    Option.read(FILE, name="a.yaml").apply(chain)
    assert (repr(chain), write_bpmn(chain.map.definitions)) == before


def test_an_option_without_changes_gives_the_same_map(chain: AnnotatedMap) -> None:
    assert Option(id="same", title="Nothing").apply(chain) is chain


def test_changes_may_be_given_as_records_or_as_a_file_has_them() -> None:
    records = Option(id="x", title="x", changes=(DeleteStep(step="b"),))
    assert records == Option(id="x", title="x", changes=[{"delete_step": {"step": "b"}}])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="tuple"):
        Option(id="x", title="x", changes="delete_step")  # type: ignore[arg-type]


def test_an_error_names_the_place_of_the_change(chain: AnnotatedMap) -> None:
    with pytest.raises(ChangeError) as caught:
        Option.read(FILE.replace(b"step: c", b"step: cc"), name="a.yaml").apply(chain)
    assert str(caught.value).startswith('a.yaml:6:5: delete_step: "cc" is not in the map')


def test_all_problems_of_a_file_come_at_once_with_places() -> None:
    wrong = (
        FILE.replace(b"title", b"titel").replace(b"share: 0.5", b"share: 5").replace(b"      step: c", b"      stp: c")
    )
    with pytest.raises(ReviewError) as caught:
        Option.read(wrong, name="a.yaml")
    places = [(problem.source.line, problem.code) for problem in caught.value.problems]
    assert places == [(1, "RE111"), (2, "RE110"), (5, "RE112"), (7, "RE111"), (7, "RE110")]


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        (b"delete_stp", "RE401", 'nearest: "delete_step"'),
        (b"paint_it", "RE401", "there is no operation"),
    ],
)
def test_operations_that_cannot_be_made_are_refused_by_name(name: bytes, code: str, words: str) -> None:
    with pytest.raises(ChangeError) as caught:
        Option.read(FILE.replace(b"delete_step", name), name="a.yaml")
    [problem] = caught.value.problems
    assert (problem.code, problem.source.place) == (code, "a.yaml:6:5")
    assert words in problem.message
    assert "change_cost, change_duration" in problem.remedy


@pytest.mark.parametrize("line", [b"{}", b"{delete_step: {step: a}, unbatch: {step: a}}", b"{delete_step: null}"])
def test_a_line_is_one_operation(line: bytes) -> None:
    with pytest.raises(ReviewError, match="exactly one operation"):
        Option.read(b"id: x\ntitle: x\nchanges:\n  - " + line, name="a.yaml")


@pytest.mark.parametrize(
    "text", [b"", b"- a\n", b"id: x\ntitle: x\nchanges: no\n", b"id: x\ntitle: x\nchanges: [no]\n"]
)
def test_a_file_that_is_no_option_is_refused(text: bytes) -> None:
    with pytest.raises(ReviewError):
        Option.read(text, name="a.yaml")


def test_a_missing_file_is_a_problem_with_the_file() -> None:
    with pytest.raises(ReviewError, match="no such file"):
        Option.read("nowhere.yaml")


def test_a_change_without_meaning_is_left_to_its_kind(chain: AnnotatedMap) -> None:
    with pytest.raises(ChangeError, match="neither a batch nor a release"):
        Option(id="x", title="x", changes=(Unbatch(step="a"),)).apply(chain)


def test_within_a_boundary_every_breach_is_named(chain: AnnotatedMap) -> None:
    boundary = Boundary(process="p", locked_steps=[{"step": "c"}])  # type: ignore[list-item]
    option = Option.read(FILE, name="a.yaml")
    with pytest.raises(BoundaryError) as caught:
        option.apply(chain, within=boundary)
    assert [problem.code for problem in caught.value.problems] == ["B102", "B103", "B103"]
    assert [breach.problem for breach in option.breaches(chain, boundary)] == list(caught.value.problems)


def test_within_what_is_permitted_it_applies(chain: AnnotatedMap) -> None:
    boundary = Boundary(process="p", permitted_changes=[{"op": "automate_step"}, {"op": "delete_step"}])  # type: ignore[list-item]
    assert Option.read(FILE, name="a.yaml").apply(chain, within=boundary).map.find("c") is None


def test_the_schema_knows_every_operation() -> None:
    schema = option_schema()
    assert set(schema["$defs"]["Change"]["properties"]) >= {"add_triage", "empower", "unbatch"}
    assert set(schema["properties"]) == {"id", "title", "answers", "why", "changes", "costs"}
