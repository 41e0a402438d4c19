"""Let a program's user decide durations and routes in Python."""

from collections.abc import Callable

from reengineer._records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """Replace draws by a user's own functions; such a run needs the reference engine.

    Parameters
    ----------
    duration : callable or None
        ``duration(element, case, visit)`` gives seconds of work or delay, 0 or more, or None for the draw. `element`
        is the BPMN id, `case` counts from 1 in order of start, `visit` from 1.
    route : callable or None
        ``route(gateway, case, visit)`` gives the id of an element that a flow of the gateway leads to, or None for
        the draw.
    """

    duration: Callable[[str, int, int], float | None] | None = None
    route: Callable[[str, int, int], str | None] | None = None
