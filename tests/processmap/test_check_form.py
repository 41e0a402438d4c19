"""The form of a map: each oddity has a code, a severity and a place."""

from collections.abc import Callable

import pytest

from reengineer.processmap import ProcessMap, check_form

MakeMap = Callable[..., ProcessMap]
START, END = '<bpmn:startEvent id="s" name="S"/>', '<bpmn:endEvent id="e" name="E"/>'
NOT_REACHED = [("RE245", "warning", "a"), ("RE245", "warning", "e")]
SOUND = ("start:s xor:x task:a task:b xor:j end:e", "s>x yes:x>a no:x>b a>j b>j j>e")


def codes(made: ProcessMap) -> list[tuple[str, str, str | None]]:
    """Return code, severity and element of each finding; that the small maps have no picture goes without saying."""
    found = [(item.code, item.severity, item.source.element_id) for item in check_form(made)]
    return [item for item in found if item != ("RE291", "advice", None)]


def test_a_sound_map_has_no_finding(chart: MakeMap) -> None:
    assert codes(chart(*SOUND)) == []


@pytest.mark.parametrize(
    ("nodes", "flows", "expected"),
    [
        ("task:a end:e", "a>e", [("RE242", "warning", "a")]),
        ("start:s start:t xor:x end:e", "s>x t>x x>e", [("RE243", "warning", "P")]),
        ("start:s task:a", "s>a", [("RE244", "warning", "a")]),
        ("start:s end:e task:a task:b", "s>e a>b b>a", [("RE245", "warning", "a"), ("RE245", "warning", "b")]),
        ("start:s xor:g task:a end:e", "s>g a>e", [("RE247", "warning", "g"), *NOT_REACHED]),
        ("start:s xor:g end:e", "s>g g>e", [("RE248", "advice", "g")]),
        (
            "start:s and:p task:x task:y and:g task:a task:b end:e end:f",
            "s>p p>x p>y x>g y>g g>a g>b a>e b>f",
            [("RE249", "advice", "g")],
        ),
        ("start:s task:a end:e end:f", "s>a a>e a>f", [("RE250", "warning", "a")]),
        ("start:s xor:x task:a task:b end:e", "s>x yes:x>a no:x>b b>a a>e", [("RE251", "advice", "a")]),
        ("start:s xor:x task:a task:b end:e", "s>x yes:x>a no:x>b a>e b>e", [("RE251", "advice", "e")]),
        ("start:s xor:x end:e end:f", "s>x x>e x>f", [("RE257", "advice", "x")]),
        ("start:s task:a end:e", "s>a a>e e>s", [("RE253", "warning", "s"), ("RE253", "warning", "e")]),
    ],
)
def test_each_oddity_of_flows_is_found(
    chart: MakeMap, nodes: str, flows: str, expected: list[tuple[str, str, str]]
) -> None:
    found = [item for item in codes(chart(nodes, flows)) if item[0] != "RE246"]
    assert sorted(found) == sorted(expected)


def test_a_loop_without_a_way_out_is_an_error(chart: MakeMap) -> None:
    found = codes(chart("start:s xor:x task:a task:b", "s>x x>a a>b b>x"))
    assert [item for item in found if item[0] == "RE246"] == [("RE246", "error", key) for key in ("s", "x", "a", "b")]


def test_nothing_to_run_is_said(make_map: MakeMap) -> None:
    assert codes(make_map("")) == [("RE241", "warning", "P")]
    assert codes(make_map('<bpmn:task id="a" name="A"/>', "a>a"))[0] == ("RE242", "error", "P")


def test_a_file_without_a_process_is_an_error() -> None:
    from reengineer.bpmn import Definitions
    from reengineer.processmap import build_map

    assert codes(build_map(Definitions())) == [("RE240", "error", None)]


def test_links_need_a_partner(make_map: MakeMap) -> None:
    link = '<bpmn:linkEventDefinition name="{}"/>'
    inside = (
        START + f'<bpmn:intermediateThrowEvent id="t">{link.format("A")}</bpmn:intermediateThrowEvent>'
        f'<bpmn:intermediateCatchEvent id="c">{link.format("B")}</bpmn:intermediateCatchEvent>' + END
    )
    found = [item for item in codes(make_map(inside, "s>t c>e")) if item[0] == "RE252"]
    assert found == [("RE252", "warning", "t"), ("RE252", "warning", "c")]


def test_calls_are_resolved_within_the_file(make_map: MakeMap) -> None:
    inside = START + '<bpmn:callActivity id="c" name="C" calledElement="{}"/>' + END
    around = (
        '<bpmn:globalUserTask id="G"/><bpmn:process id="Q"><bpmn:startEvent id="q" name="Q"/>'
        '<bpmn:endEvent id="r" name="R"/><bpmn:sequenceFlow id="q_r" sourceRef="q" targetRef="r"/></bpmn:process>'
    )
    assert codes(make_map(inside.format("Q"), "s>c c>e", around=around)) == []
    assert codes(make_map(inside.format("G"), "s>c c>e", around=around)) == []
    assert codes(make_map(inside.format("gone"), "s>c c>e")) == [("RE254", "warning", "c")]
    assert codes(make_map(inside.format("P"), "s>c c>e")) == [("RE255", "error", "c")]


def test_labels_are_asked_for_and_told_apart(make_map: MakeMap) -> None:
    inside = (
        START + '<bpmn:task id="a"/><bpmn:task id="b" name="B"/>'
        '<bpmn:task id="c" name="B"/><bpmn:endEvent id="e" name="E"/>'
    )
    assert codes(make_map(inside, "s>a a>b b>c c>e")) == [("RE256", "advice", "a"), ("RE258", "advice", "c")]


def test_boundary_events_and_compensation_are_no_surprise(make_map: MakeMap) -> None:
    inside = (
        START + '<bpmn:task id="a" name="A"/><bpmn:task id="u" name="U" isForCompensation="true"/>'
        '<bpmn:boundaryEvent id="b" name="B" attachedToRef="a"><bpmn:compensateEventDefinition/></bpmn:boundaryEvent>'
        '<bpmn:boundaryEvent id="t" name="T" attachedToRef="a"><bpmn:timerEventDefinition/></bpmn:boundaryEvent>'
        '<bpmn:endEvent id="e" name="E"/><bpmn:endEvent id="f" name="F"/>'
        '<bpmn:association id="x" sourceRef="b" targetRef="u"/>'
    )
    assert codes(make_map(inside, "s>a a>e t>f")) == []
    assert ("RE253", "warning", "t") in codes(make_map(inside, "s>a a>e t>f a>t"))


def test_findings_of_the_reader_come_along_in_order(make_map: MakeMap) -> None:
    made = make_map('<bpmn:startEvent id="s" name="S"/>\n\n<bpmn:endEvent id="e" name="E"/>', "s>e s>gone")
    assert codes(made) == [("RE212", "warning", "s_gone")]
