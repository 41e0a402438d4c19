"""Say how two maps differ: what came, what went, what changed and what moved."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from statistics import median

from reengineer._records import dataclass
from reengineer.bpmn import Bounds
from reengineer.processmap._describe import Described, Describer, Value
from reengineer.processmap._map import ProcessMap
from reengineer.processmap._match import Match, match_maps

KINDS = ("process", "pool", "lane", "step", "event", "gateway", "flow", "message")
_MOVES = frozenset(("pool", "lane", "inside"))
_SHIFT = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """Say what one property was and is, in words; empty where there is none."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MapChange:
    """Say what became of one element.

    Parameters
    ----------
    kind : str
        process, pool, lane, step, event, gateway, flow or message.
    status : str
        added, removed, changed, or moved where only its pool, lane or sub-process is another one.
    before, after : str or None
        Its id in the two maps.
    name, type : str
        As in the second map, or in the first where it was removed.
    fields : tuple of FieldChange
        What is different, moves included.
    """

    kind: str
    status: str
    before: str | None = None
    after: str | None = None
    name: str = ""
    type: str = ""
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MapComparison:
    """Hold how two maps differ.

    Parameters
    ----------
    changes : tuple of MapChange
        By kind; what was removed first, then in the order of the second map.
    match : Match
        Which element is which.
    renumbered : int
        How many nodes and flows are the same and bear another id.
    redrawn : tuple of (str, str)
        The ids, in both maps, of nodes that stand elsewhere in the picture or have another size. A picture that was
        shifted as a whole counts as the same.
    """

    changes: tuple[MapChange, ...] = ()
    match: Match = field(repr=False)
    renumbered: int = 0
    redrawn: tuple[tuple[str, str], ...] = ()

    def count(self, status: str) -> int:
        """Return how many elements have a status."""
        return sum(change.status == status for change in self.changes)

    def marks(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return the marks for a picture of the first and for one of the second map, by the id of the element."""
        before = {item.before: _mark(item) for item in self.changes if item.before is not None}
        return before, {item.after: _mark(item) for item in self.changes if item.after is not None}


def _mark(change: MapChange) -> str:
    return "changed" if change.status == "moved" else change.status


def compare_maps(before: ProcessMap, after: ProcessMap) -> MapComparison:
    """Return how the second map differs from the first.

    Elements are matched by id where ids mean the same in both maps, else by name, type and neighbours. What differs in
    the pictures alone is no change.
    """
    match = match_maps(before, after)
    # Ids of different kinds are only the same in broken files; nodes then win.
    same = {**match.messages, **match.processes, **match.pools, **match.lanes, **match.flows, **match.nodes}
    changes = [
        change
        for (group, left), (_, right) in zip(Describer(before).all(), Describer(after).all(), strict=True)
        for change in _changes(left, right, getattr(match, group), same)
    ]
    pairs = (*match.nodes.items(), *match.flows.items())
    return MapComparison(
        changes=tuple(sorted(changes, key=lambda change: KINDS.index(change.kind))),
        match=match,
        renumbered=sum(one != other for one, other in pairs),
        redrawn=tuple(_redrawn(before, after, match.nodes)),
    )


def _changes(
    left: Mapping[str, Described], right: Mapping[str, Described], match: Mapping[str, str], same: Mapping[str, str]
) -> Iterator[MapChange]:
    for key, was in left.items():
        if key not in match:
            yield MapChange(kind=was.kind, status="removed", before=key, name=was.name, type=was.type)
    origin = {there: key for key, there in match.items()}
    for key, now in right.items():
        if key not in origin:
            yield MapChange(kind=now.kind, status="added", after=key, name=now.name, type=now.type)
            continue
        fields = tuple(_differing(left[origin[key]].fields, now.fields, same))
        if fields:
            status = "moved" if all(each.field in _MOVES for each in fields) else "changed"
            about = {"before": origin[key], "after": key, "name": now.name, "type": now.type}
            yield MapChange(kind=now.kind, status=status, fields=fields, **about)


def _differing(was: Mapping[str, Value], now: Mapping[str, Value], same: Mapping[str, str]) -> Iterator[FieldChange]:
    for name in (*now, *(name for name in was if name not in now)):
        old, new = was.get(name, _NOTHING), now.get(name, _NOTHING)
        if _NOTHING in (old, new) and "no" in (old.words, new.words):
            # Another type of element has no such property.
            continue
        if old.refers_to is None and new.refers_to is None:
            differ = old.words != new.words
        else:
            differ = (old.refers_to and same.get(old.refers_to, _GONE)) != new.refers_to
        if differ:
            yield FieldChange(field=name, before=old.words, after=new.words)


_NOTHING = Value("")
_GONE = "\0"


def _redrawn(before: ProcessMap, after: ProcessMap, nodes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    pairs = [
        (key, there, was, now)
        for key, there in nodes.items()
        if (was := _bounds(before, key)) is not None and (now := _bounds(after, there)) is not None
    ]
    if not pairs:
        return
    dx = median(now.x - was.x for _, _, was, now in pairs)
    dy = median(now.y - was.y for _, _, was, now in pairs)
    for key, there, was, now in pairs:
        placed = was.moved(dx, dy)
        here, wanted = (now.x, now.y, now.width, now.height), (placed.x, placed.y, placed.width, placed.height)
        if any(abs(one - other) > _SHIFT for one, other in zip(here, wanted, strict=True)):
            yield key, there


def _bounds(of: ProcessMap, node: str) -> Bounds | None:
    shape = of.definitions.diagram.shapes.get(of.index.nodes[node].element.id or "")
    return shape.bounds if shape is not None else None
