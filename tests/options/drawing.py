"""Draw small maps for tests from a few words."""

from itertools import pairwise

from reengineer.annotations import AnnotatedMap, annotate
from reengineer.bpmn import read_bpmn

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="d"><process id="p">'
KINDS = {"?": "exclusiveGateway", "+": "parallelGateway", "o": "inclusiveGateway", "~": "intermediateCatchEvent"}


def draw(text: str, notes: str = "", lanes: str = "") -> AnnotatedMap:
    """Draw chains such as ``start > log > ?done`` and join them with notes in YAML.

    ``?x`` is an exclusive, ``+x`` a parallel gateway, ``o:x`` an inclusive one, ``~x`` a catch event; names that begin
    with start or end are events; ``*x`` is a service task; the rest are user tasks. A flow is called ``a_to_b``.
    Lanes are given as ``name: a b, other: c``.
    """
    types: dict[str, str] = {}
    flows: list[tuple[str, str]] = []
    for chain in (line for line in text.strip().splitlines() if line.strip()):
        names = [_named(word.strip(), types) for word in chain.split(">")]
        flows += [pair for pair in pairwise(names) if pair not in flows]
    parts = [HEAD, _lanes(lanes)]
    parts += [f'<{kind} id="{name}" name="{name.capitalize()}"/>' for name, kind in types.items()]
    parts += [f'<sequenceFlow id="{a}_to_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in flows]
    file = "".join(parts) + "</process></definitions>"
    plain = read_bpmn(file.encode(), file="map.bpmn")
    return annotate(plain, None) if not notes else annotate(plain, _read(notes))


def _read(notes: str) -> object:
    from reengineer.annotations import Annotations
    from reengineer.files import read_yaml, validate

    return validate(Annotations, read_yaml(notes.encode(), name="notes.yaml"))


def _named(word: str, types: dict[str, str]) -> str:
    kind = next((KINDS[mark] for mark in KINDS if mark != "o" and word.startswith(mark)), "")
    name = word.lstrip("?+~*").removeprefix("o:")
    if word.startswith("o:"):
        kind = KINDS["o"]
    elif word.startswith("*"):
        kind = "serviceTask"
    elif name.startswith("start"):
        kind = "startEvent"
    elif name.startswith("end"):
        kind = "endEvent"
    types.setdefault(name, kind or "userTask")
    return name


def _lanes(lanes: str) -> str:
    if not lanes:
        return ""
    drawn = []
    for lane in lanes.split(","):
        name, _, nodes = lane.strip().partition(":")
        refs = "".join(f"<flowNodeRef>{node}</flowNodeRef>" for node in nodes.split())
        drawn.append(f'<lane id="lane_{name}" name="{name}">{refs}</lane>')
    return f'<laneSet id="lanes">{"".join(drawn)}</laneSet>'
