"""Whatever a change is asked of, the map is changed as a whole or not at all."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from reengineer.annotations import AnnotatedMap
from reengineer.bpmn import read_bpmn, write_bpmn
from reengineer.errors import ChangeError, Problem
from reengineer.options import apply_changes, kinds
from reengineer.processmap import ProcessMap, build_map, check_behaviour
from reengineer.source import Source

ELEMENTS = ("step", "steps", "gateway", "fragment", "queue", "before", "rejoin", "replaces", "order", "cause")
PLACES = ("to", "where", "points")
PLACE = Source(file="o.yaml", line=4, column=5)


def _examples() -> ModuleType:
    spec = importlib.util.spec_from_file_location("examples_of_laws", Path(__file__).with_name("every_operation.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


EXAMPLES = _examples()
KINDS = sorted((name, number) for name, cases in EXAMPLES.CASES.items() for number in range(len(cases)))


@pytest.fixture(scope="module")
def claims(draw: Callable[..., AnnotatedMap]) -> AnnotatedMap:
    return EXAMPLES.claims(draw)  # type: ignore[no-any-return]


def asked(data: st.DataObject, annotated: AnnotatedMap, stated: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of an example, about other elements of the map."""
    nodes = st.sampled_from([node.id for node in annotated.map.nodes])
    flows = st.sampled_from([flow.id for flow in annotated.map.flows])
    groups = st.sampled_from(list(annotated.notes.resources))
    places = st.one_of(flows, nodes.map("before {}".format), nodes.map("after {}".format))

    def other(name: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: other(key, item) for key, item in value.items()}
        wanted = (
            nodes if name in ELEMENTS else places if name in PLACES else groups if name in ("role", "roles") else None
        )
        wanted = flows if name in ("flow", "default") else wanted
        if wanted is None:
            return value
        return [data.draw(wanted) for _ in value] if isinstance(value, list) else data.draw(wanted)

    return {name: other(name, value) for name, value in stated.items()}


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data(), kind=st.sampled_from(KINDS))
def test_a_map_is_changed_as_a_whole_or_not_at_all(
    claims: AnnotatedMap, data: st.DataObject, kind: tuple[str, int]
) -> None:
    name, number = kind
    stated = asked(data, claims, EXAMPLES.CASES[name][number])
    before = claims.notes.to_data()
    to_be, problems = tried(claims, name, stated)
    assert claims.notes.to_data() == before
    assert all(problem.source == PLACE and problem.message and problem.remedy for problem in problems)
    if to_be is not None:
        assert to_be.checked() == to_be
        assert [problem for problem in check_behaviour(to_be.map) if problem.severity == "error"] == []
        again = build_map(read_bpmn(write_bpmn(to_be.map.definitions)))
        assert {node.id: node.lane for node in again.nodes} == {node.id: node.lane for node in to_be.map.nodes}


def shape(map_: ProcessMap) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Return what two maps have alike that are the same one."""
    nodes: list[tuple[object, ...]] = [(each.id, each.type, each.name, each.lane, each.parent) for each in map_.nodes]
    return nodes, [(each.id, each.source, each.target, each.name, each.condition) for each in map_.flows]


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_three_changes_lead_to_the_same_map_in_one_go_and_again(
    claims: AnnotatedMap, complaints: AnnotatedMap, data: st.DataObject
) -> None:
    start = data.draw(st.sampled_from([claims, complaints]))
    before, map_, made = start.notes.to_data(), start, list[Any]()
    for name, number in data.draw(st.lists(st.sampled_from(KINDS), min_size=3, max_size=6)):
        stated = asked(data, map_, EXAMPLES.CASES[name][number])
        to_be, _ = tried(map_, name, stated)
        if to_be is not None:
            map_, made = to_be, [*made, kinds()[name].model_validate(stated)]
    at_once = [apply_changes(start, made) for _ in range(2)] if made else []
    assert all(shape(each.map) == shape(map_.map) and each.notes == map_.notes for each in at_once)
    assert len({write_bpmn(each.definitions) for each in at_once}) <= 1
    assert shape(build_map(read_bpmn(write_bpmn(map_.map.definitions)))) == shape(map_.map)
    assert [problem for problem in check_behaviour(map_.map) if problem.severity == "error"] == []
    assert start.notes.to_data() == before


def tried(claims: AnnotatedMap, name: str, stated: dict[str, Any]) -> tuple[AnnotatedMap | None, tuple[Problem, ...]]:
    """Return the map that a change leads to, or why it is refused."""
    try:
        return apply_changes(claims, [kinds()[name].model_validate(stated).placed(PLACE)]), ()
    except ValidationError:
        return None, ()
    except ChangeError as error:
        return None, error.problems
