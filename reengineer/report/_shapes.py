"""Draw the shapes of BPMN, without their labels."""

from reengineer._records import dataclass
from reengineer.bpmn import (
    Activity,
    AdHocSubProcess,
    BoundaryEvent,
    Bounds,
    CallActivity,
    DataElement,
    DataStoreReference,
    Element,
    EndEvent,
    Event,
    EventBasedGateway,
    Gateway,
    IntermediateThrowEvent,
    MultiInstanceLoopCharacteristics,
    StandardLoopCharacteristics,
    StartEvent,
    SubProcess,
    Transaction,
)
from reengineer.report._icons import event_icon, foot_icons, gateway_icon, task_icon
from reengineer.report._labels import INK, number

LINE_COLOUR = "#333333"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Say how a shape is painted: fill, ink of its signs, line, and how much thicker and how broken the line is."""

    fill: str = "#ffffff"
    ink: str = INK
    line: str = LINE_COLOUR
    extra_width: float = 0.0
    dash: str = ""

    def stroke(self, width: float, dash: str = "") -> str:
        """Return the attributes of the line."""
        broken = self.dash or dash
        dashes = f' stroke-dasharray="{broken}"' if broken else ""
        return f'stroke="{self.line}" stroke-width="{number(width + self.extra_width)}"{dashes}'


PLAIN = Look()


def rectangle(bounds: Bounds, attributes: str, radius: float = 0.0) -> str:
    """Return a rectangle with the attributes given, its corners rounded where `radius` is above 0."""
    place = f'x="{number(bounds.x)}" y="{number(bounds.y)}"'
    size = f'width="{number(bounds.width)}" height="{number(bounds.height)}"'
    corner = f' rx="{number(radius)}"' if radius else ""
    return f"<rect {place} {size}{corner} {attributes}/>"


def _inner(bounds: Bounds, gap: float) -> Bounds:
    width, height = max(bounds.width - 2 * gap, 1.0), max(bounds.height - 2 * gap, 1.0)
    return Bounds(bounds.x + gap, bounds.y + gap, width, height)


def draw_shape(element: Element, bounds: Bounds, look: Look = PLAIN, *, is_open: bool = False) -> str:
    """Return the shape of a flow node, data element or something unknown; `is_open` for a sub-process shown inside."""
    if isinstance(element, Activity):
        return _activity(element, bounds, look, is_open=is_open)
    if isinstance(element, Event):
        return _event(element, bounds, look)
    if isinstance(element, Gateway):
        return _gateway(element, bounds, look)
    if isinstance(element, DataStoreReference):
        return _store(bounds, look)
    if isinstance(element, DataElement):
        return _page(element, bounds, look)
    return rectangle(bounds, f'fill="none" {look.stroke(1, "3 3")}', 4)


def _activity(element: Activity, bounds: Bounds, look: Look, *, is_open: bool) -> str:
    width = 4.0 if isinstance(element, CallActivity) else 1.5
    is_event = isinstance(element, SubProcess) and element.triggered_by_event
    frame = f'fill="{look.fill}" {look.stroke(width, "2 4" if is_event else "")}'
    parts = [rectangle(bounds, frame, 10)]
    if isinstance(element, Transaction):
        parts.append(rectangle(_inner(bounds, 3), f'fill="none" {look.stroke(1.2)}', 8))
    if not isinstance(element, SubProcess):
        parts.append(task_icon(element.tag, bounds.x + 5, bounds.y + 5, look.ink))
    parts.append(foot_icons(foot_signs(element, is_open=is_open), bounds.centre[0], bounds.bottom - 3, look.ink))
    return "".join(parts)


def foot_signs(element: Activity, *, is_open: bool = False) -> list[str]:
    """Return the names of the signs at an activity's foot, in the order of the specification's examples."""
    signs = []
    if isinstance(element.loop, StandardLoopCharacteristics):
        signs.append("loop")
    elif isinstance(element.loop, MultiInstanceLoopCharacteristics):
        signs.append("sequential" if element.loop.is_sequential else "parallel")
    if isinstance(element, AdHocSubProcess):
        signs.append("adhoc")
    if element.is_for_compensation:
        signs.append("compensation")
    if isinstance(element, SubProcess) and not is_open:
        signs.append("collapsed")
    return signs


def _event(element: Event, bounds: Bounds, look: Look) -> str:
    x, y = bounds.centre
    radius = min(bounds.width, bounds.height) / 2
    dash = "4 3" if _is_gentle(element) else ""
    width = 3.2 if isinstance(element, EndEvent) else 1.5
    circle = f'<circle cx="{number(x)}" cy="{number(y)}"'
    parts = [f'{circle} r="{number(radius)}" fill="{look.fill}" {look.stroke(width, dash)}/>']
    if not isinstance(element, StartEvent | EndEvent):
        inner = radius - max(radius / 6, 2)
        parts.append(f'{circle} r="{number(max(inner, 1))}" fill="none" {look.stroke(1.2, dash)}/>')
    filled = isinstance(element, EndEvent | IntermediateThrowEvent)
    parts.append(event_icon(trigger_of(element), (x, y), radius * 0.88, filled=filled, ink=look.ink))
    return "".join(parts)


def _is_gentle(element: Event) -> bool:
    """Say whether the event interrupts nothing though it could."""
    if isinstance(element, BoundaryEvent):
        return not element.cancel_activity
    return isinstance(element, StartEvent) and not element.is_interrupting


def trigger_of(element: Event) -> str:
    """Return the one trigger of an event, ``multiple`` or ``parallelMultiple`` of several, or ``none``."""
    count = len(element.event_definitions) + len(element.event_definition_refs)
    if count > 1:
        return "parallelMultiple" if element.parallel_multiple else "multiple"
    return element.event_definitions[0].kind if element.event_definitions else "none"


def _gateway(element: Gateway, bounds: Bounds, look: Look) -> str:
    (x, y), half_width, half_height = bounds.centre, bounds.width / 2, bounds.height / 2
    corners = ((x, y - half_height), (x + half_width, y), (x, y + half_height), (x - half_width, y))
    points = " ".join(f"{number(a)},{number(b)}" for a, b in corners)
    tag = element.tag
    if isinstance(element, EventBasedGateway) and element.instantiate:
        tag = "parallelEventGateway" if element.event_gateway_type.lower() == "parallel" else "startingEventGateway"
    sign = gateway_icon(tag, (x, y), min(bounds.width, bounds.height), look.ink)
    return f'<polygon points="{points}" fill="{look.fill}" {look.stroke(1.5)} stroke-linejoin="round"/>{sign}'


def _page(element: DataElement, bounds: Bounds, look: Look) -> str:
    fold = min(bounds.width, bounds.height) / 3.5
    x, y, right, bottom = (number(one) for one in (bounds.x, bounds.y, bounds.right, bounds.bottom))
    turn, under = number(bounds.right - fold), number(bounds.y + fold)
    outline = f"M{x} {y}H{turn}L{right} {under}V{bottom}H{x}ZM{turn} {y}V{under}H{right}"
    several = foot_icons(["parallel"], bounds.centre[0], bounds.bottom - 2, look.ink) if element.is_collection else ""
    return f'<path d="{outline}" fill="{look.fill}" {look.stroke(1.3)} stroke-linejoin="round"/>{several}'


def _store(bounds: Bounds, look: Look) -> str:
    rim = min(bounds.height / 6, 8.0)
    half = number(bounds.width / 2)
    x, right, top, bottom = (number(one) for one in (bounds.x, bounds.right, bounds.y + rim, bounds.bottom - rim))
    arc = f"A{half} {number(rim)} 0 0"
    rings = "".join(
        f"M{x} {number(bounds.y + rim + n * rim * 0.7)}{arc} 0 {right} {number(bounds.y + rim + n * rim * 0.7)}"
        for n in range(3)
    )
    outline = f"M{x} {top}{arc} 1 {right} {top}V{bottom}{arc} 1 {x} {bottom}Z"
    return (
        f'<path d="{outline}" fill="{look.fill}" {look.stroke(1.3)}/><path d="{rings}" fill="none" {look.stroke(1.1)}/>'
    )
