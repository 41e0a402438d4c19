"""Make small maps for the tests."""

from collections.abc import Callable

import pytest

from reengineer.bpmn import read_bpmn
from reengineer.processmap import ProcessMap, build_map

HEAD = '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D" targetNamespace="http://example.org">\n'


def flow(text: str) -> str:
    """Write the sequence flow a>b, or name:a>b."""
    name, _, ends = text.rpartition(":")
    source, target = ends.split(">")
    key = f'id="{name}" name="{name}"' if name else f'id="{source}_{target}"'
    return f'<bpmn:sequenceFlow {key} sourceRef="{source}" targetRef="{target}"/>\n'


@pytest.fixture
def make_map() -> Callable[..., ProcessMap]:
    """Return a function that makes a map of XML elements and flows written as a>b."""

    def make(inside: str, flows: str = "", *, around: str = "", executable: bool = False) -> ProcessMap:
        start = '<bpmn:process id="P" isExecutable="true">' if executable else '<bpmn:process id="P">'
        body = f"{start}\n{inside}\n{''.join(map(flow, flows.split()))}</bpmn:process>\n"
        return build_map(read_bpmn((HEAD + around + body + "</bpmn:definitions>").encode(), file="map.bpmn"))

    return make


SHORT = {
    "start": "startEvent",
    "end": "endEvent",
    "task": "task",
    "xor": "exclusiveGateway",
    "and": "parallelGateway",
    "or": "inclusiveGateway",
    "await": "eventBasedGateway",
    "sub": "subProcess",
    "catch": "intermediateCatchEvent",
    "throw": "intermediateThrowEvent",
}


@pytest.fixture
def chart(make_map: Callable[..., ProcessMap]) -> Callable[..., ProcessMap]:
    """Return a function that makes a map of nodes written as kind:id and flows written as a>b."""

    def make(nodes: str, flows: str) -> ProcessMap:
        parts = (item.split(":") for item in nodes.split())
        inside = "\n".join(f'<bpmn:{SHORT[kind]} id="{key}" name="{key.upper()}"/>' for kind, key in parts)
        return make_map(inside, flows)

    return make
