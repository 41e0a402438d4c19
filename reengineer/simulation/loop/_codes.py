"""Name the numbers by which the loop says why it comes back, and what went wrong."""

DONE, NEEDS_ROOM, IN_TROUBLE, PAUSED = range(4)
"""Why the loop comes back."""

TOO_MANY_ROUNDS, TOO_MANY_VISITS, BAD_DURATION = 1, 2, 3
"""Trouble that ends a run."""
