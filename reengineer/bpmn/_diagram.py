"""Hold what a file says about its picture: shapes, edges, and their places in pixels."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import TypeVar

from reengineer._records import dataclass

Point = tuple[float, float]
_Place = TypeVar("_Place")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Place a rectangle: left, top, width and height, in pixels, y downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return the x of the right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Return the y of the lower side."""
        return self.y + self.height

    @property
    def centre(self) -> Point:
        """Return the middle as (x, y)."""
        return (self.x + self.width / 2, self.y + self.height / 2)

    def overlaps(self, other: "Bounds", margin: float = 0.0) -> bool:
        """Say whether two rectangles come nearer to each other than `margin` pixels."""
        beside = self.right + margin <= other.x or other.right + margin <= self.x
        above = self.bottom + margin <= other.y or other.bottom + margin <= self.y
        return not (beside or above)

    def contains(self, other: "Bounds") -> bool:
        """Say whether the other rectangle lies within this one."""
        within_x = self.x <= other.x and other.right <= self.right
        return within_x and self.y <= other.y and other.bottom <= self.bottom

    def moved(self, dx: float = 0.0, dy: float = 0.0) -> "Bounds":
        """Return the rectangle moved right and down."""
        return Bounds(self.x + dx, self.y + dy, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Shape:
    """Place a node, lane, pool, data object or artifact."""

    bounds: Bounds | None = None
    is_horizontal: bool | None = None
    is_expanded: bool | None = None
    label_bounds: Bounds | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """Place a flow or association by the points that its line runs through."""

    waypoints: tuple[Point, ...] = ()
    label_bounds: Bounds | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagramCounts:
    """Count what the diagrams of a file hold; `dangling` shapes and edges refer to nothing."""

    diagrams: int = 0
    shapes: int = 0
    edges: int = 0
    dangling: int = 0


class LaterCounts(DiagramCounts):
    """Be counts that are made when they are first asked for; a pickle holds what they are."""

    __slots__ = ("_read",)

    def __init__(self, read: Callable[[], DiagramCounts]) -> None:
        object.__setattr__(self, "_read", read)

    def __getattribute__(self, name: str) -> object:
        if name in ("diagrams", "shapes", "edges", "dangling"):
            return getattr(object.__getattribute__(self, "_read")(), name)
        return object.__getattribute__(self, name)

    def _plain(self) -> tuple[int, int, int, int]:
        return (self.diagrams, self.shapes, self.edges, self.dangling)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, DiagramCounts):
            return NotImplemented
        return self._plain() == (other.diagrams, other.shapes, other.edges, other.dangling)

    def __hash__(self) -> int:
        return hash(self._plain())

    def __repr__(self) -> str:
        return repr(_counts(*self._plain()))

    def __reduce__(self) -> tuple[Callable[..., DiagramCounts], tuple[int, int, int, int]]:
        return _counts, self._plain()


def _counts(diagrams: int, shapes: int, edges: int, dangling: int) -> DiagramCounts:
    return DiagramCounts(diagrams=diagrams, shapes=shapes, edges=edges, dangling=dangling)


class Later(Mapping[str, _Place]):
    """Be a mapping that is read when it is first looked into; simulating a map, say, asks for no place in it.

    Parameters
    ----------
    read : callable
        Called once at most; a pickle holds what it gave.
    """

    __slots__ = ("_found", "_read")

    def __init__(self, read: Callable[[], Mapping[str, _Place]]) -> None:
        self._read = read
        self._found: Mapping[str, _Place] | None = None

    def _all(self) -> Mapping[str, _Place]:
        if self._found is None:
            self._found = self._read()
        return self._found

    def __getitem__(self, key: str) -> _Place:
        return self._all()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __repr__(self) -> str:
        return repr(self._all())

    def __reduce__(self) -> tuple[type[dict[str, _Place]], tuple[Mapping[str, _Place]]]:
        return dict, (self._all(),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """Hold shapes and edges by the id of the element they draw; the first where an element is drawn more than once.

    `pages` holds the number of the diagram, from 1, of what a further diagram of the file draws.
    """

    shapes: Mapping[str, Shape] = field(default_factory=dict)
    edges: Mapping[str, Edge] = field(default_factory=dict)
    pages: Mapping[str, int] = field(default_factory=dict)
    counts: DiagramCounts = DiagramCounts()

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to draw from."""
        return not self.shapes
