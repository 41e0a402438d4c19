"""Lay values and changes over the elements of a map."""

from collections.abc import Mapping
from dataclasses import replace

from reengineer._records import dataclass
from reengineer.bpmn import Activity, Bounds
from reengineer.report._captions import tag
from reengineer.report._heat import Overlay, Scale, ink_on
from reengineer.report._scene import Thing
from reengineer.report._shapes import LINE_COLOUR, Look

MARKS: Mapping[str, tuple[str, str, str]] = {
    "added": ("+", "#005f99", ""),
    "removed": ("×", "#a83f00", "7 4"),
    "changed": ("~", "#7a5200", ""),
}
"""For each mark its sign, its colour and how its outline is broken."""

_OTHER_MARK = ("•", "#4a4a4a", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint:
    """Hold what is laid over a map, by id of the elements concerned, and the lane of each node."""

    overlay: Mapping[str, Overlay]
    marks: Mapping[str, str]
    scale: Scale
    lanes: Mapping[str, str]
    legend: str = ""

    def look(self, key: str) -> Look:
        """Return how the shape of an element is painted."""
        look = Look()
        if key in self.overlay:
            shade = self.scale.shade(self.overlay[key].value)
            look = replace(look, fill=shade, ink=ink_on(shade))
        if key in self.marks:
            _, colour, dash = MARKS.get(self.marks[key], _OTHER_MARK)
            look = replace(look, line=colour, extra_width=1.7, dash=dash)
        return look

    def line_colour(self, key: str) -> str:
        """Return the colour of a flow."""
        return MARKS.get(self.marks[key], _OTHER_MARK)[1] if key in self.marks else LINE_COLOUR

    def about(self, key: str) -> str:
        """Return the description of an element: who does it, its value, its mark."""
        parts = [f"Lane {self.lanes[key]}." if self.lanes.get(key) else ""]
        if key in self.overlay:
            parts.append(f"{self.legend or 'Value'}: {self.overlay[key].text}.")
        if key in self.marks:
            parts.append(f"{self.marks[key].capitalize()}.")
        return " ".join(part for part in parts if part)

    def tags(self, thing: Thing) -> tuple[str, list[Bounds]]:
        """Return the tags at the upper edge of a shape, and the room that they take.

        A mark is a tag of sign and word. A value is one where the shape has no room for it inside.
        """
        parts = []
        top = thing.bounds.y - 10
        if thing.key in self.marks:
            word = self.marks[thing.key]
            sign, colour, _ = MARKS.get(word, _OTHER_MARK)
            parts.append(tag(f"{sign} {word}", thing.bounds, top, colour))
            top -= 19
        if thing.key in self.overlay and not holds_value(thing):
            shade = self.scale.shade(self.overlay[thing.key].value)
            parts.append(tag(self.overlay[thing.key].text, thing.bounds, top, shade, ink_on(shade), LINE_COLOUR))
        rooms = [room for _, room in parts]
        return "".join(body for body, _ in parts), rooms


def holds_value(thing: Thing) -> bool:
    """Say whether a value is printed inside the shape: tasks and closed sub-processes."""
    return isinstance(thing.element, Activity) and not thing.is_open
