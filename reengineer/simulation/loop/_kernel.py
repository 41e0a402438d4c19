"""Choose the compiled loop where there is one; without it the modules of this folder run as they are."""

from importlib import import_module
from types import ModuleType


def _compiled() -> ModuleType | None:
    try:
        return import_module("reengineer.simulation.loop._compiled")
    except ImportError:
        return None


COMPILED = _compiled()
"""All modules of the loop, joined at the build and compiled as one; None where nothing is compiled."""


def compiled() -> bool:
    """Say whether the engine runs compiled; the numbers are the same either way."""
    return COMPILED is not None


class Table:
    """Hold columns; compiled, a class of C takes the place of each class below and holds where the columns lie."""

    def point(self, name: str, column: object) -> None:
        """Say where a column lies. Uncompiled there is nobody who must know."""


class StateTable(Table):
    """Hold what changes while a run goes."""


class RulesTable(Table):
    """Hold what a program says."""


if COMPILED is not None:
    globals().update(StateTable=COMPILED.State, RulesTable=COMPILED.Rules)
