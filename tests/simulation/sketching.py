"""Draw processes at random: blocks within blocks, with people, hours, ties, work of no length and clocks."""

from typing import Any

from hypothesis import strategies as st

from reengineer.simulation._sketch import Sketch

WORK = ("0 min", "7 min", "exponential(9 min)", "gamma(mean=20 min, cv=0.7)", "uniform(1 min, 30 min)")
HOURS = ("00:00-24:00", "09:00-17:00", "20:00-24:00")


class Drawing:
    """Draw a process piece by piece; every block has one way in and one way out."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.nodes: dict[str, str] = {"S": "startEvent"}
        self.flows: list[tuple[str, str]] = []
        self.shares: dict[str, dict[str, Any]] = {}

    def node(self, tag: str) -> str:
        name = f"n{len(self.nodes)}"
        self.nodes[name] = tag
        return name

    def block(self, depth: int) -> tuple[str, str]:
        kind = self.draw(st.sampled_from(["task", "task", "chain", "xor", "and", "loop"] if depth else ["task"]))
        if kind == "task":
            name = self.node("task")
            return name, name
        if kind == "chain":
            first, second = self.block(depth - 1), self.block(depth - 1)
            self.flows.append((first[1], second[0]))
            return first[0], second[1]
        return self.loop(depth) if kind == "loop" else self.split(kind, depth)

    def split(self, kind: str, depth: int) -> tuple[str, str]:
        tag = "exclusiveGateway" if kind == "xor" else "parallelGateway"
        start, branches, end = self.node(tag), [self.block(depth - 1), self.block(depth - 1)], self.node(tag)
        for first, last in branches:
            self.flows += [(start, first), (last, end)]
        if kind == "xor":
            self.shares[start] = {f"to {branches[0][0]}": 0.4, f"to {branches[1][0]}": "rest"}
        return start, end

    def loop(self, depth: int) -> tuple[str, str]:
        start, (first, last), end = self.node("exclusiveGateway"), self.block(depth - 1), self.node("exclusiveGateway")
        self.flows += [(start, first), (last, end), (end, start)]
        after = self.node("task")
        self.flows.append((end, after))
        self.shares[end] = {f"to {start}": 0.3, f"to {after}": "rest"}
        return start, after


@st.composite
def sketches(draw: st.DrawFn) -> Sketch:
    drawing = Drawing(draw)
    first, last = drawing.block(2)
    drawing.nodes["E"] = "endEvent"
    drawing.flows = [("S", first), *drawing.flows, (last, "E")]
    tasks = [name for name, tag in drawing.nodes.items() if tag == "task"]
    groups = st.sampled_from([None, "one", "two"])
    steps = {name: _step(draw(st.sampled_from(WORK)), draw(groups)) for name in tasks}
    return Sketch(nodes=drawing.nodes, flows=drawing.flows, notes=_notes(draw, steps) | {"flows": drawing.shares})


def _step(duration: str, group: str | None) -> dict[str, str]:
    return {"duration": duration, "cost": "0.10 GBP"} | ({"role": group} if group else {})


def _notes(draw: st.DrawFn, steps: dict[str, Any]) -> dict[str, Any]:
    hours = {name: {"mon-fri": draw(st.sampled_from(HOURS))} for name in ("one", "two")}
    people = {name: {"members": draw(st.integers(1, 3)), "calendar": name, "cost": "20 GBP/h"} for name in hours}
    arrivals = draw(st.sampled_from(["25 min", "exponential(25 min)"]))
    cases = {"case": {"start": "S", "arrivals": arrivals}}
    return {"currency": "GBP", "calendars": hours, "resources": people, "steps": steps, "cases": cases}
