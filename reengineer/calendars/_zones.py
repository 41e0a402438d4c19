"""Know the time zones by name."""

from functools import cache
from importlib.resources import files


@cache
def time_zones() -> frozenset[str]:
    """Return the names of the time zones, such as ``Europe/London``.

    They are those of the installed zone data, the same on every machine: what a machine calls its own, such as
    ``localtime``, would mean another zone on the next one.
    """
    return frozenset((files("tzdata") / "zones").read_text(encoding="utf-8").split())
