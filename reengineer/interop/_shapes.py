"""Hold the shapes and connectors of a drawing, and tell by words what they mean in BPMN."""

import re
from collections.abc import Iterable
from dataclasses import replace

from reengineer._records import dataclass
from reengineer.interop._drawing_words import in_english
from reengineer.source import Source

TASKS = {
    "business rule": "businessRuleTask", "user": "userTask", "manual": "manualTask", "service": "serviceTask",
    "send": "sendTask", "receive": "receiveTask", "script": "scriptTask",
}  # fmt: skip
TRIGGERS = {
    "message": "message", "timer": "timer", "error": "error", "escalation": "escalation", "cancel": "cancel",
    "compensation": "compensate", "compensate": "compensate", "conditional": "conditional", "rule": "conditional",
    "link": "link", "signal": "signal", "terminate": "terminate",
}  # fmt: skip
ACTIVITIES = frozenset((*TASKS.values(), "task", "subProcess", "transaction", "adHocSubProcess", "callActivity"))
HOLDERS = frozenset(("subProcess", "transaction", "adHocSubProcess"))
EVENTS = frozenset(
    ("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "intermediateEvent", "boundaryEvent")
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_WORD = re.compile(r"[^a-z]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Hold a place: left and top corner, width and height, in pixels, downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        """Return the middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def area(self) -> float:
        """Return the size."""
        return self.width * self.height

    def holds(self, point: tuple[float, float], slack: float = 0.0) -> bool:
        """Say whether a point lies inside, or outside by no more than the slack."""
        across = self.x - slack <= point[0] <= self.x + self.width + slack
        return across and self.y - slack <= point[1] <= self.y + self.height + slack

    def border_distance(self, point: tuple[float, float]) -> float:
        """Return how far a point is from the border, inside or outside."""
        dx = min(abs(point[0] - self.x), abs(point[0] - self.x - self.width))
        dy = min(abs(point[1] - self.y), abs(point[1] - self.y - self.height))
        if self.holds(point):
            return min(dx, dy)
        outside_x = max(self.x - point[0], 0.0, point[0] - self.x - self.width)
        outside_y = max(self.y - point[1], 0.0, point[1] - self.y - self.height)
        return float((outside_x**2 + outside_y**2) ** 0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """Say what a shape is.

    Parameters
    ----------
    kind : str
        The XML name of a BPMN element, or pool, lane, intermediateEvent (told more exactly by its place).
    trigger : str
        Of an event; empty for none.
    throws, interrupts, collapsed, by_event : bool
    loop : str
        standard, parallel or sequential; empty for none.
    is_sure : bool
        Whether nothing had to be assumed.
    """

    kind: str
    trigger: str = ""
    throws: bool = False
    interrupts: bool = True
    collapsed: bool = False
    by_event: bool = False
    loop: str = ""
    is_sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Hold one shape that was told."""

    id: str
    name: str
    meaning: Meaning
    box: Box
    place: Source
    attached: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """Hold one connector; its ends are ids of shapes, None where it hangs loose.

    Parameters
    ----------
    kind : str
        sequence, message or association.
    """

    id: str
    name: str
    kind: str
    source: str | None
    target: str | None
    points: tuple[tuple[float, float], ...]
    place: Source
    is_default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Hold one page of a drawing."""

    name: str
    shapes: tuple[Shape, ...]
    connectors: tuple[Connector, ...]


_SIDE = 256.0
_MOST_SQUARES = 100
_MOST_LARGE = 200


class Nearby:
    """Find the shapes at a point without looking at all of them: the page is divided into squares.

    Parameters
    ----------
    shapes : iterable of Shape
    slack : float
        Pixels by which a point may miss a shape.
    """

    def __init__(self, shapes: Iterable[Shape], slack: float) -> None:
        self.slack = slack
        self._squares: dict[tuple[int, int], list[Shape]] = {}
        self._large: list[Shape] = []
        for shape in shapes:
            box = shape.box
            columns, rows = (
                range(int((start - slack) // _SIDE), int((start + size + slack) // _SIDE) + 1)
                for start, size in ((box.x, box.width), (box.y, box.height))
            )
            if len(columns) * len(rows) > _MOST_SQUARES:
                # Nobody draws hundreds of steps of the size of a wall.
                self._large = [*self._large, shape][:_MOST_LARGE]
                continue
            for column in columns:
                for row in rows:
                    self._squares.setdefault((column, row), []).append(shape)

    def nearest(self, point: tuple[float, float]) -> Shape | None:
        """Return the shape whose border is nearest to a point, or else the smallest step or event around it.

        None where there is none; what holds other steps is not meant by a point well inside it.
        """
        here = self._squares.get((int(point[0] // _SIDE), int(point[1] // _SIDE)), [])
        near = [
            (shape.box.border_distance(point), shape.box.area, shape.id, shape)
            for shape in (*here, *self._large)
            if shape.box.border_distance(point) <= self.slack
        ]
        if near:
            return min(near)[3]
        around = [
            (shape.box.area, shape.id, shape)
            for shape in here
            if shape.meaning.kind not in HOLDERS and shape.box.holds(point)
        ]
        return min(around)[2] if around else None


def words_in(texts: Iterable[str]) -> str:
    """Return what names and properties say, in small letters with single blanks."""
    split = (in_english(_CAMEL.sub(" ", text)) for text in texts)
    return f" {' '.join(' '.join(_NOT_WORD.sub(' ', text).split()) for text in split)} "


def _has(words: str, *options: str) -> bool:
    return any(f" {option} " in words for option in options)


def meaning_of(words: str) -> Meaning | None:
    """Return what a shape is by the words of its master and properties; None where they say nothing of BPMN."""
    if _has(words, "choreography", "conversation"):
        return None
    for told in (_frame, _data, _gateway, _event, _activity):
        found = told(words)
        if found is not None:
            return found
    return None


def _frame(words: str) -> Meaning | None:
    if _has(words, "pool", "participant", "cff container"):
        return Meaning(kind="pool")
    if _has(words, "lane", "swimlane", "swim lane"):
        return Meaning(kind="lane")
    if _has(words, "annotation"):
        return Meaning(kind="textAnnotation")
    return Meaning(kind="group") if words.split() and set(words.split()) <= {"group"} else None


def _data(words: str) -> Meaning | None:
    if _has(words, "data store", "datastore"):
        return Meaning(kind="dataStoreReference")
    if _has(words, "data object", "data input", "data output", "dataobject"):
        return Meaning(kind="dataObjectReference")
    return None


def _gateway(words: str) -> Meaning | None:
    if not _has(words, "gateway", "decision"):
        return None
    if _has(words, "event", "event based", "exclusive event"):
        return Meaning(kind="eventBasedGateway")
    for options, kind in (
        (("parallel", "and"), "parallelGateway"),
        (("inclusive", "or"), "inclusiveGateway"),
        (("complex",), "complexGateway"),
        (("exclusive", "xor"), "exclusiveGateway"),
    ):
        if _has(words, *options):
            return Meaning(kind=kind)
    return Meaning(kind="exclusiveGateway", is_sure=False)


def _event(words: str) -> Meaning | None:
    if _has(words, "sub process", "subprocess", "task"):
        return None
    position = next(
        (
            kind
            for options, kind in (
                (("boundary",), "boundaryEvent"),
                (("intermediate",), "intermediateEvent"),
                (("start", "startevent"), "startEvent"),
                (("end", "endevent"), "endEvent"),
            )
            if _has(words, *options)
        ),
        None,
    )
    if position is None:
        return None
    trigger = next((kind for word, kind in TRIGGERS.items() if _has(words, word)), "")
    return Meaning(
        kind=position,
        trigger=trigger,
        throws=_has(words, "throw", "throwing"),
        interrupts=not _has(words, "non interrupting", "noninterrupting"),
        is_sure=bool(trigger) or _has(words, "none", "plain", "general"),
    )


def _activity(words: str) -> Meaning | None:
    loop = next(
        (
            kind
            for options, kind in (
                (("sequential multi instance", "multi instance sequential", "sequential"), "sequential"),
                (("parallel multi instance", "multi instance", "multiinstance"), "parallel"),
                (("loop", "standard loop"), "standard"),
            )
            if _has(words, *options)
        ),
        "",
    )
    if _has(words, "call activity", "call", "reusable"):
        return Meaning(kind="callActivity", collapsed=not _has(words, "expanded"), loop=loop)
    if _has(words, "sub process", "subprocess", "transaction"):
        kind = "transaction" if _has(words, "transaction") else "subProcess"
        kind = "adHocSubProcess" if _has(words, "ad hoc", "adhoc") else kind
        collapsed = not _has(words, "expanded")
        return Meaning(kind=kind, collapsed=collapsed, by_event=_has(words, "event"), loop=loop)
    if not _has(words, "task", "activity"):
        return Meaning(kind="task", is_sure=False) if _has(words, "process") else None
    kind = next((tag for word, tag in TASKS.items() if _has(words, word)), "task")
    return Meaning(kind=kind, loop=loop, is_sure=kind != "task" or _has(words, "abstract", "none"))


def ends_flow(words: str) -> bool:
    """Say whether the words of a master are those of a flow chart's first and last shape."""
    return _has(words, "start end", "terminator")


def connector_kind(words: str) -> str | None:
    """Return what a connector is by the words of its master; None where it is none of BPMN's."""
    if _has(words, "message flow", "message"):
        return "message"
    if _has(words, "association", "annotation connector"):
        return "association"
    if _has(words, "flow", "connector", "sequence"):
        return "sequence"
    return None


def sure(meaning: Meaning) -> Meaning:
    """Return a meaning of which nothing is in doubt."""
    return replace(meaning, is_sure=True)
