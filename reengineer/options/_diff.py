"""Say what a change did to a map: elements that came and went, and what became of the others."""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from reengineer.annotations import AnnotatedMap, Difference
from reengineer.processmap import Flow, Node

Row = tuple[str, str, str, str]


def difference(before: AnnotatedMap, after: AnnotatedMap, *, operation: str, title: str) -> Difference:
    """Return the difference between two maps, in document order: nodes, flows, notes, shares, people, stand-ins."""
    then, now = _elements(before), _elements(after)
    return Difference(
        operation=operation,
        title=title,
        added=tuple(element for element in now if element not in then),
        removed=tuple(element for element in then if element not in now),
        changed=tuple(_changed(before, after)),
    )


def _elements(annotated: AnnotatedMap) -> dict[str, Node | Flow | None]:
    nodes: dict[str, Node | Flow | None] = {node.id: node for node in annotated.map.nodes}
    flows = {flow.id: flow for flow in annotated.map.flows}
    lanes = {f"lane {lane.id}": None for lane in annotated.map.lanes}
    return nodes | flows | lanes


def _changed(before: AnnotatedMap, after: AnnotatedMap) -> Iterator[Row]:
    kept = after.map.index.nodes.keys()
    for node in after.map.nodes:
        then = before.map.index.nodes.get(node.id)
        if then is not None and then is not node:
            yield from _fields(node.id, _of_node(then), _of_node(node))
    for flow in after.map.flows:
        was = before.map.index.flows.get(flow.id)
        if was is not None and was is not flow:
            yield from _fields(flow.id, _of_flow(was), _of_flow(flow))
    for section in ("steps", "events"):
        # Notes go with their element, which is listed as removed.
        then_here = {ref: notes for ref, notes in getattr(before.notes, section).items() if ref in kept}
        yield from _records(then_here, getattr(after.notes, section))
    for section in ("resources", "cases", "calendars"):
        yield from _records(getattr(before.notes, section), getattr(after.notes, section))
    yield from _shares(before, after)
    for new, steps in after.stands_for.items():
        if before.stands_for.get(new) != steps:
            yield (new, "stands for", "", ", ".join(steps))


def _of_node(node: Node) -> dict[str, str]:
    return {"name": node.name, "type": node.type, "lane": node.lane_name or node.lane or ""}


def _of_flow(flow: Flow) -> dict[str, str]:
    return {"from": flow.source, "to": flow.target, "condition": flow.condition or ""}


def _records(then: Mapping[str, BaseModel], now: Mapping[str, BaseModel]) -> Iterator[Row]:
    for name in (*now, *(name for name in then if name not in now)):
        old, new = then.get(name), now.get(name)
        if old is not new and old != new:
            yield from _fields(name, _of_record(old), _of_record(new))


def _of_record(record: BaseModel | None) -> dict[str, str]:
    if record is None:
        return {}
    data: dict[str, object] = record.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {key: _text(value) for key, value in data.items()}


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_text(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_text(item)}" for key, item in value.items())
    return "" if value is None else str(value)


def _shares(before: AnnotatedMap, after: AnnotatedMap) -> Iterator[Row]:
    for gateway in after.notes.flows:
        if before.notes.flows.get(gateway) != after.notes.flows[gateway]:
            then = before.notes.flows.get(gateway, {})
            now = after.notes.flows[gateway]
            yield from _fields(
                gateway,
                {f"share of {flow}": str(share) for flow, share in then.items()},
                {f"share of {flow}": str(share) for flow, share in now.items()},
            )


def _fields(element: str, then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Row]:
    for key in (*now, *(key for key in then if key not in now)):
        old, new = then.get(key, ""), now.get(key, "")
        if old != new:
            yield (element, key, old, new)
