"""Make a small model from a few words: for worked examples, checks against theory, and tests."""

from collections.abc import Iterable, Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap, Annotations, annotate
from reengineer.bpmn import read_bpmn

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """Describe a process without a diagram.

    Parameters
    ----------
    nodes : mapping of str to str
        Ids and XML names such as ``task``, in document order. A ``messageCatch`` is an intermediate catch event.
    flows : iterable of (str, str)
        Source and target, in document order; their ids are ``source-target``.
    notes : mapping
        Annotations, as the YAML file holds them.
    """

    nodes: Mapping[str, str]
    flows: Iterable[tuple[str, str]]
    notes: Mapping[str, Any]

    def bpmn(self) -> bytes:
        """Return the process as BPMN."""
        nodes = "".join(_node(node, tag) for node, tag in self.nodes.items())
        flows = "".join(
            f"<sequenceFlow id={quoteattr(f'{source}-{target}')} "
            f"sourceRef={quoteattr(source)} targetRef={quoteattr(target)}/>"
            for source, target in self.flows
        )
        process = f'<process id="sketch" isExecutable="false">{nodes}{flows}</process>'
        head = f'<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="{MODEL}" id="d" targetNamespace="sketch">'
        return f"{head}{process}</definitions>".encode()

    def annotated(self) -> AnnotatedMap:
        """Return the map with its notes."""
        return annotate(read_bpmn(self.bpmn()), Annotations.model_validate(dict(self.notes)))


def _node(node: str, tag: str) -> str:
    if tag == "messageCatch":
        return f"<intermediateCatchEvent id={quoteattr(node)}><messageEventDefinition/></intermediateCatchEvent>"
    return f"<{tag} id={quoteattr(node)} name={quoteattr(node)}/>"
