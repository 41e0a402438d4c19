"""Say what of a program the loop does not run yet."""

from reengineer.simulation._program import Program


def beyond_loop(program: Program) -> tuple[str, ...]:  # noqa: ARG001 - what is new stands in one engine first
    """Return the names of what a program uses and the loop does not run; then the reference engine runs it.

    Nothing by now: a construct is named here while only the reference engine has it.
    """
    return ()
