"""Say what of a program the loop does not run yet."""

from collections.abc import Iterator

from reengineer.simulation._program import Program


def beyond_loop(program: Program) -> tuple[str, ...]:
    """Return the names of what a program uses and the loop does not run; then the reference engine runs it."""
    return tuple(_beyond(program))


def _beyond(program: Program) -> Iterator[str]:
    uses = {
        "populations of customers": bool(program.demand.population.any()),
    }
    yield from (name for name, used in uses.items() if used)
