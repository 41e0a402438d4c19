"""The rules about pictures: what is not drawn, what lies over what, and sizes."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reengineer.bpmn import Bounds, read_bpmn
from reengineer.errors import Problem
from reengineer.processmap import build_map, check_form

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC">'
)
Places = dict[str, tuple[float, float, float, float]]


def shapes(places: Places, more: str = "") -> str:
    """Write one diagram."""
    drawn = "".join(
        f'<di:BPMNShape bpmnElement="{key}" {more if key == "p" else ""}>'
        f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/></di:BPMNShape>'
        for key, (x, y, width, height) in places.items()
    )
    return f"<di:BPMNDiagram><di:BPMNPlane>{drawn}</di:BPMNPlane></di:BPMNDiagram>"


def pictured(code: str, inside: str, *diagrams: str, around: str = "") -> list[Problem]:
    """Return the findings of a rule over a process with diagrams."""
    process = f'<bpmn:process id="P">{inside}</bpmn:process>'
    text = HEAD + around + process + "".join(diagrams) + "</bpmn:definitions>"
    return [item for item in check_form(build_map(read_bpmn(text.encode()))) if item.code == code]


def tasks(keys: str) -> str:
    return "".join(f'<bpmn:task id="{key}" name="{key.upper()}"/>' for key in keys)


def elements(problems: list[Problem]) -> list[str | None]:
    return [item.source.element_id for item in problems]


AT = {"a": (0, 0, 100, 80), "b": (200, 0, 100, 80)}


def test_a_file_without_a_picture_is_told_once() -> None:
    (problem,) = pictured("RE291", tasks("ab"))
    assert (problem.severity, problem.source.element_id) == ("advice", None)


def test_what_the_picture_leaves_out_is_named_together() -> None:
    (problem,) = pictured("RE291", tasks("abcd"), shapes(AT))
    assert problem.severity == "warning"
    assert problem.message == "the picture does not show 2 elements: C, D"
    assert pictured("RE291", tasks("ab"), shapes(AT)) == []


def test_data_objects_have_no_shape_of_their_own() -> None:
    assert pictured("RE291", tasks("ab") + '<bpmn:dataObject id="d"/>', shapes(AT)) == []


def test_what_a_closed_sub_process_hides_is_advice() -> None:
    inside = f'<bpmn:subProcess id="p" name="P">{tasks("a")}</bpmn:subProcess>'
    closed = pictured("RE291", inside, shapes({"p": (0, 0, 100, 80)}, 'isExpanded="false"'))
    opened = pictured("RE291", inside, shapes({"p": (0, 0, 100, 80)}, 'isExpanded="true"'))
    assert [item.severity for item in closed + opened] == ["advice", "warning"]


@pytest.mark.parametrize(("left", "expected"), [(50, ["b"]), (98, ["b"]), (99.5, []), (100, []), (200, [])])
def test_shapes_that_lie_over_each_other_are_found(left: float, expected: list[str]) -> None:
    found = pictured("RE292", tasks("ab"), shapes({"a": (0, 0, 100, 80), "b": (left, 10, 100, 80)}))
    assert elements(found) == expected


def test_a_boundary_event_may_lie_over_its_own_activity_only() -> None:
    event = '<bpmn:boundaryEvent id="t" attachedToRef="{}"/>'
    places: Places = {**AT, "t": (80, 60, 36, 36)}
    assert pictured("RE292", tasks("ab") + event.format("a"), shapes(places)) == []
    assert elements(pictured("RE292", tasks("ab") + event.format("b"), shapes(places))) == ["t"]


def test_pages_of_a_file_do_not_lie_over_each_other() -> None:
    one, two = shapes({"a": (0, 0, 100, 80)}), shapes({"b": (0, 0, 100, 80)})
    assert pictured("RE292", tasks("ab"), one, two) == []


def test_what_sticks_out_of_its_pool_is_found() -> None:
    pool = '<bpmn:collaboration id="C"><bpmn:participant id="o" name="O" processRef="P"/></bpmn:collaboration>'
    found = pictured("RE292", tasks("ab"), shapes({**AT, "o": (-10, -10, 250, 200)}), around=pool)
    assert elements(found) == ["b"]
    assert pictured("RE292", tasks("ab"), shapes({**AT, "o": (-10, -10, 400, 200)}), around=pool) == []


def test_what_sticks_out_of_an_open_sub_process_is_found() -> None:
    inside = f'<bpmn:subProcess id="p" name="P">{tasks("ab")}</bpmn:subProcess>'
    places: Places = {**AT, "p": (-10, -10, 250, 200)}
    assert elements(pictured("RE292", inside, shapes(places, 'isExpanded="true"'))) == ["b"]
    assert pictured("RE292", inside, shapes(places, 'isExpanded="false"')) == []


def test_a_shape_of_a_size_of_its_own_is_named() -> None:
    places: Places = {"a": (0, 0, 100, 80), "b": (200, 0, 100, 80), "c": (400, 0, 105, 80), "d": (600, 0, 150, 80)}
    (problem,) = pictured("RE295", tasks("abcd"), shapes(places))
    assert problem.message.endswith("measure 100 by 80, and these do not: D")
    places["d"] = (600, 0, 100, 80)
    assert pictured("RE295", tasks("abcd"), shapes(places)) == []


def test_where_no_size_is_usual_that_alone_is_said() -> None:
    places: Places = {key: (200 * place, 0, 60 + 40 * place, 80) for place, key in enumerate("abcd")}
    (problem,) = pictured("RE295", tasks("abcd"), shapes(places))
    assert problem.message == "the activities of the picture have 4 different sizes"


def test_an_open_sub_process_is_as_large_as_it_needs_to_be() -> None:
    inside = tasks("ab") + '<bpmn:subProcess id="p" name="P"/>'
    places: Places = {**AT, "p": (0, 200, 500, 300)}
    assert pictured("RE295", inside, shapes(places, 'isExpanded="true"')) == []
    assert elements(pictured("RE295", inside, shapes(places))) == ["p"]


PLACE = st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(5, 80), st.integers(5, 80))


@given(st.lists(PLACE, max_size=5), st.booleans())
def test_the_sweep_finds_what_a_look_at_every_pair_finds(places: list[tuple[int, int, int, int]], turned: bool) -> None:
    drawn = [(y, x, height, width) if turned else (x, y, width, height) for x, y, width, height in places]
    keys = "abcde"[: len(drawn)]
    bounds = [Bounds(*map(float, place)) for place in drawn]
    later = {keys[j] for i, j in combinations(range(len(keys)), 2) if bounds[i].overlaps(bounds[j], -1.0)}
    found = pictured("RE292", tasks(keys), shapes(dict(zip(keys, drawn, strict=True))))
    assert set(elements(found)) == later


def test_a_heap_of_shapes_is_told_in_short() -> None:
    text = "".join(f'<bpmn:task id="t{number}" name="T{number}"/>' for number in range(300))
    found = pictured("RE292", text, shapes({f"t{number}": (0, 0, 100, 80) for number in range(300)}))
    assert len(found) == 299
    assert max(len(item.message) for item in found) < 100
