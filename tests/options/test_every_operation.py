"""What holds of every operation: the map given stays, the map made is whole, and others can read it."""

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from reengineer.annotations import AnnotatedMap, annotate
from reengineer.bpmn import read_bpmn, write_bpmn
from reengineer.errors import ChangeError
from reengineer.operations import OPERATIONS
from reengineer.options import Change, Option, apply_changes, kinds
from reengineer.processmap import build_map, check_behaviour
from reengineer.source import Source


def _examples() -> ModuleType:
    spec = importlib.util.spec_from_file_location("every_operation", Path(__file__).with_name("every_operation.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


EXAMPLES = _examples()
CASES = [(name, number) for name, cases in EXAMPLES.CASES.items() for number in range(len(cases))]
EVERY = pytest.mark.parametrize(("name", "number"), CASES, ids=[f"{name} {number + 1}" for name, number in CASES])
CHANGES_NOTHING = {"investigate", "collect_feedback"}
CHOSEN_IDS = {"quick"}


@pytest.fixture(scope="module")
def claims(draw: Callable[..., AnnotatedMap]) -> AnnotatedMap:
    return EXAMPLES.claims(draw)  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def make(draw: Callable[..., AnnotatedMap], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, int], Change]:
    """Return the change of an example, as if it stood in an option file beside the part that one of them names."""
    folder = tmp_path_factory.mktemp("options")
    (folder / "part.bpmn").write_bytes(EXAMPLES.part(draw))

    def made(name: str, number: int) -> Change:
        change = kinds()[name].model_validate(EXAMPLES.CASES[name][number])
        return change.placed(Source(file=str(folder / "option.yaml"), line=5, column=5))

    return made


Make = Callable[[str, int], Change]
Made = Callable[[str, int], AnnotatedMap]


@pytest.fixture(scope="module")
def to_be(claims: AnnotatedMap, make: Make) -> Made:
    """Return what an example leads to; each is made once."""
    known: dict[tuple[str, int], AnnotatedMap] = {}

    def found(name: str, number: int) -> AnnotatedMap:
        if (name, number) not in known:
            known[name, number] = apply_changes(claims, [make(name, number)])
        return known[name, number]

    return found


def test_every_operation_has_an_example() -> None:
    assert set(EXAMPLES.CASES) == set(OPERATIONS)


@EVERY
def test_the_map_given_stays_as_it_is(claims: AnnotatedMap, make: Make, name: str, number: int) -> None:
    before = (claims.map, claims.notes.to_data(), claims.stands_for, claims.differences)
    apply_changes(claims, [make(name, number)])
    assert (claims.map, claims.notes.to_data(), claims.stands_for, claims.differences) == before


@EVERY
def test_the_same_change_makes_the_same_map(
    claims: AnnotatedMap, make: Make, to_be: Made, name: str, number: int
) -> None:
    again = apply_changes(claims, [make(name, number)])
    assert again == to_be(name, number)
    assert write_bpmn(again.definitions) == write_bpmn(to_be(name, number).definitions)


@EVERY
def test_notes_fit_the_map_that_is_made(to_be: Made, name: str, number: int) -> None:
    made = to_be(name, number)
    assert annotate(made.map, made.notes).notes == made.checked().notes


@EVERY
def test_the_map_that_is_made_behaves(to_be: Made, name: str, number: int) -> None:
    assert check_behaviour(to_be(name, number).map) == ()


@EVERY
def test_the_map_is_written_and_read_again_as_it_is(to_be: Made, name: str, number: int) -> None:
    made = to_be(name, number).map
    again = build_map(read_bpmn(write_bpmn(made.definitions)))
    assert [(node.id, node.type, node.lane) for node in again.nodes] == [
        (node.id, node.type, node.lane) for node in made.nodes
    ]
    assert {flow.id: (flow.source, flow.target) for flow in again.flows} == {
        flow.id: (flow.source, flow.target) for flow in made.flows
    }


@EVERY
def test_whatever_is_on_the_map_is_drawn_and_apart(to_be: Made, name: str, number: int) -> None:
    made = to_be(name, number).map
    diagram = made.definitions.diagram
    assert {node.id for node in made.nodes} <= set(diagram.shapes)
    assert {flow.id for flow in made.flows} <= set(diagram.edges)
    places = [(node.id, diagram.shapes[node.id].bounds) for node in made.nodes]
    overlaps = [(a, b) for a, first in places for b, second in places if a < b and first.overlaps(second)]  # type: ignore[union-attr,arg-type]
    assert overlaps == []


@EVERY
def test_new_elements_are_called_after_the_operation(claims: AnnotatedMap, to_be: Made, name: str, number: int) -> None:
    [done] = to_be(name, number).differences
    new = [element.removeprefix("lane ") for element in done.added if element not in CHOSEN_IDS]
    assert all(re.fullmatch(rf"[a-z]+_{name}_\w+", element) for element in new), new
    assert set(done.removed) <= {*claims.map.index.nodes, *claims.map.index.flows}


@EVERY
def test_the_difference_says_what_was_done(to_be: Made, name: str, number: int) -> None:
    [done] = to_be(name, number).differences
    assert done.operation == name
    assert done.title.startswith(name.replace("_", " "))
    assert bool(done.added or done.removed or done.changed) == (name not in CHANGES_NOTHING)


def strange(name: str, value: Any) -> Any:
    """Return a parameter that names nothing on the map."""
    return [strange(name, item) for item in value] if isinstance(value, list) else "nowhere"


NAMING = [
    (name, parameter, code)
    for name, cases in EXAMPLES.CASES.items()
    for parameter in cases[0]
    for code in ["RE403" if parameter in OPERATIONS[name].subjects else "RE405" if parameter == "role" else ""]
    if code
]


@pytest.mark.parametrize(("name", "parameter", "code"), NAMING)
def test_what_is_not_on_the_map_is_refused_with_its_place(
    claims: AnnotatedMap, name: str, parameter: str, code: str
) -> None:
    stated = {**EXAMPLES.CASES[name][0], parameter: strange(parameter, EXAMPLES.CASES[name][0][parameter])}
    line = ", ".join(f"{key}: {value!r}" for key, value in stated.items())
    option = Option.read(f"id: o\ntitle: t\nchanges:\n  - {name}: {{{line}}}\n".encode(), name="o.yaml")
    with pytest.raises(ChangeError) as caught:
        option.apply(claims)
    problem = caught.value.problems[0]
    assert (problem.code, problem.source.place) == (code, "o.yaml:4:5")
    assert "nowhere" in problem.message
    assert problem.remedy
