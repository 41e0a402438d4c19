"""A map becomes a graph with shares, boundary events and the insides of sub-processes."""

from collections.abc import Callable

from reengineer.annotations import AnnotatedMap, annotate
from reengineer.boundaries._ground import flow_graph
from reengineer.bpmn import read_bpmn

Draw = Callable[..., AnnotatedMap]
NESTED = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"><process id="p">
<startEvent id="start"/><endEvent id="end"/><endEvent id="late"/>
<subProcess id="sub"><startEvent id="in"/><userTask id="check"/><endEvent id="out"/>
<sequenceFlow id="i1" sourceRef="in" targetRef="check"/><sequenceFlow id="i2" sourceRef="check" targetRef="out"/>
</subProcess>
<userTask id="wait"/><boundaryEvent id="due" attachedToRef="wait"><timerEventDefinition id="t"/></boundaryEvent>
<sequenceFlow id="f1" sourceRef="start" targetRef="sub"/><sequenceFlow id="f2" sourceRef="sub" targetRef="wait"/>
<sequenceFlow id="f3" sourceRef="wait" targetRef="end"/><sequenceFlow id="f4" sourceRef="due" targetRef="late"/>
</process></definitions>"""


def test_shares_are_the_probabilities_of_arcs(draw: Draw) -> None:
    graph = flow_graph(draw("start > ?g > a > end\ng > b > end", "version: 1\nflows: {g: {to a: 0.35, to b: rest}}"))
    assert graph.arcs["g"] == (("a", 0.35), ("b", 0.65))
    assert graph.arcs["a"] == (("end", 1.0),)
    assert (graph.starts, graph.ends, graph.all_of) == (("start",), ("end",), frozenset())


def test_without_shares_probabilities_are_unknown(draw: Draw) -> None:
    assert flow_graph(draw("start > ?g > a > end\ng > b > end")).arcs["g"] == (("a", None), ("b", None))


def test_an_activity_with_several_flows_sends_all(draw: Draw) -> None:
    graph = flow_graph(draw("start > a > b > end\na > c > end"))
    assert graph.arcs["a"] == (("b", 1.0), ("c", 1.0))
    assert graph.all_of == {"a"}


def test_blocks_are_those_of_the_map(draw: Draw) -> None:
    [block] = flow_graph(draw("start > +s > a > +j > end\ns > b > j")).blocks
    assert (block.split, block.join, block.inside) == ("s", "j", frozenset("ab"))


def test_only_a_closed_flow_of_share_0_is_left_out(draw: Draw) -> None:
    split = draw("start > ?g > a > end\ng > b > end", "version: 1\nflows: {g: {to a: 1, to b: 0}}")
    assert flow_graph(split).arcs["g"] == (("a", 1.0), ("b", 0.0))
    assert flow_graph(split, ["g_to_b", "g_to_a"]).arcs["g"] == (("a", 1.0),)


def test_sub_processes_are_entered_and_boundary_events_followed() -> None:
    graph = flow_graph(annotate(read_bpmn(NESTED)))
    assert graph.shortest_path(["start"], ["end"]) == ("start", "sub", "in", "check", "out", "wait", "end")
    assert graph.without({"check"}).shortest_path(["start"], ["end"]) is None
    assert graph.arcs["wait"] == (("end", None), ("due", None))
    assert graph.shortest_path(["wait"], ["late"]) == ("wait", "due", "late")
