"""Make small BPMN files for the tests."""

from collections.abc import Callable

import pytest

from reengineer.bpmn import Definitions, read_bpmn

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:tns="http://example.org/t" xmlns:x="http://example.org/x" id="D" targetNamespace="http://example.org/t">\n'
)
TAIL = "</bpmn:definitions>\n"


@pytest.fixture
def xml() -> Callable[..., bytes]:
    """Return a function that wraps the inside of a process, and what stands around it, into a file."""

    def make(inside: str, *, around: str = "", head: str = HEAD) -> bytes:
        body = f'  <bpmn:process id="P" isExecutable="false">\n{inside}  </bpmn:process>\n'
        return (head + around + body + TAIL).encode()

    return make


@pytest.fixture
def read(xml: Callable[..., bytes]) -> Callable[..., Definitions]:
    """Return a function that reads the inside of a process."""
    return lambda inside, **more: read_bpmn(xml(inside, **more), file="map.bpmn")


ROAD = """\
    <bpmn:laneSet id="L">
      <bpmn:lane id="front" name="Front office">
        <bpmn:flowNodeRef>s</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>a</bpmn:flowNodeRef>
      </bpmn:lane>
      <bpmn:lane id="back" name="Back office">
        <bpmn:flowNodeRef>b</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>e</bpmn:flowNodeRef>
      </bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="s" name="Call">
      <bpmn:outgoing>f1</bpmn:outgoing>
    </bpmn:startEvent>
    <bpmn:userTask id="a" name="Ask &amp; note">
      <bpmn:extensionElements><x:owner level="2">Ann</x:owner></bpmn:extensionElements>
      <bpmn:incoming>f1</bpmn:incoming>
      <bpmn:outgoing>f2</bpmn:outgoing>
    </bpmn:userTask>
    <!-- the long part -->
    <bpmn:task id="b" name="Build">
      <bpmn:incoming>f2</bpmn:incoming>
      <bpmn:outgoing>f3</bpmn:outgoing>
    </bpmn:task>
    <bpmn:endEvent id="e">
      <bpmn:incoming>f3</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a"/>
    <bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="b"/>
    <bpmn:sequenceFlow id="f3" sourceRef="b" targetRef="e"/>
    <bpmn:textAnnotation id="note"><bpmn:text>Twice a day</bpmn:text></bpmn:textAnnotation>
    <bpmn:association id="tie" sourceRef="b" targetRef="note"/>
"""


def shape(key: str, x: int, y: int, width: int, height: int) -> str:
    """Write a shape."""
    bounds = f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/>'
    return f'    <bpmndi:BPMNShape id="{key}_di" bpmnElement="{key}">{bounds}</bpmndi:BPMNShape>\n'


def edge(key: str, *points: tuple[int, int]) -> str:
    """Write a line."""
    line = "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in points)
    return f'    <bpmndi:BPMNEdge id="{key}_di" bpmnElement="{key}">{line}</bpmndi:BPMNEdge>\n'


PICTURE = (
    '  <bpmndi:BPMNDiagram id="G">\n   <bpmndi:BPMNPlane id="G1" bpmnElement="P">\n'
    + shape("front", 0, 0, 600, 120)
    + shape("back", 0, 120, 600, 120)
    + shape("s", 60, 42, 36, 36)
    + shape("a", 150, 20, 100, 80)
    + shape("b", 300, 140, 100, 80)
    + shape("e", 500, 162, 36, 36)
    + edge("f1", (96, 60), (150, 60))
    + edge("f2", (250, 60), (350, 60), (350, 140))
    + edge("f3", (400, 180), (500, 180))
    + "   </bpmndi:BPMNPlane>\n  </bpmndi:BPMNDiagram>\n"
)


@pytest.fixture
def road_xml() -> bytes:
    """Return a file with two lanes, two tasks and a diagram."""
    return (HEAD + '  <bpmn:process id="P">\n' + ROAD + "  </bpmn:process>\n" + PICTURE + TAIL).encode()


@pytest.fixture
def road(road_xml: bytes) -> Definitions:
    """Return the definitions of a file with two lanes, two tasks and a diagram."""
    return read_bpmn(road_xml, file="road.bpmn")


@pytest.fixture
def bare_road() -> Definitions:
    """Return the same definitions without a diagram."""
    return read_bpmn(
        (HEAD + '  <bpmn:process id="P">\n' + ROAD + "  </bpmn:process>\n" + TAIL).encode(), file="road.bpmn"
    )
