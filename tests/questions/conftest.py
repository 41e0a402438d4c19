"""Draw small maps in a line or two, for questions to be asked about."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest

from reengineer.annotations import AnnotatedMap, Annotations, annotate
from reengineer.bpmn import read_bpmn

Draw = Callable[..., AnnotatedMap]
_HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"><process id="p">'


def drawn(
    nodes: Mapping[str, str],
    flows: str,
    extra: Mapping[str, str] | None = None,
    attached: Mapping[str, str] | None = None,
    lanes: str = "",
) -> bytes:
    """Return a map: nodes by id with their type, flows as ``a>b b>c``, XML inside nodes, hosts of boundary events."""
    inside = extra or {}
    hosts = {event: f" attachedToRef={quoteattr(host)}" for event, host in (attached or {}).items()}
    elements = [
        f"<{kind} id={quoteattr(node)} name={quoteattr(node.capitalize())}{hosts.get(node, '')}>"
        f"{inside.get(node, '')}</{kind}>"
        for node, kind in nodes.items()
    ]
    ends = [flow.split(">") for flow in flows.split()]
    links = [f'<sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in ends]
    return f"{_HEAD}{lanes}{''.join(elements)}{''.join(links)}</process></definitions>".encode()


def chain(*steps: str, kind: str = "userTask") -> tuple[dict[str, str], str]:
    """Return the nodes and flows of a chain of tasks between a start and an end."""
    nodes = {"start": "startEvent", **dict.fromkeys(steps, kind), "end": "endEvent"}
    order = list(nodes)
    return nodes, " ".join(f"{a}>{b}" for a, b in pairwise(order))


@pytest.fixture(scope="session")
def reference(shared: Path) -> dict[str, Any]:
    """Return the reference rules, read once."""
    import yaml

    return dict(yaml.load((shared / "domain" / "question_rules.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader))


@pytest.fixture
def draw() -> Draw:
    """Return what makes an annotated map from nodes, flows and notes."""

    def make(
        nodes: Mapping[str, str], flows: str, notes: Mapping[str, object] | None = None, **more: object
    ) -> AnnotatedMap:
        definitions = read_bpmn(drawn(nodes, flows, **more), file="map.bpmn")  # type: ignore[arg-type]
        return annotate(definitions, Annotations.model_validate(notes) if notes is not None else None)

    return make


@pytest.fixture
def draw_chain(draw: Draw) -> Draw:
    """Return what makes an annotated chain of user tasks from their ids and notes on them."""

    def make(
        *steps: str, notes: Mapping[str, object] | None = None, kind: str = "userTask", **more: object
    ) -> AnnotatedMap:
        nodes, flows = chain(*steps, kind=kind)
        return draw(nodes, flows, notes, **more)

    return make
