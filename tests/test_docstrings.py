"""Every example in a docstring gives what it shows."""

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import reengineer

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
PACKAGE = Path(reengineer.__path__[0])
MODULES = [
    each.name
    for each in pkgutil.walk_packages(reengineer.__path__, "reengineer.")
    if not each.name.endswith("__main__")
]


def with_examples() -> list[str]:
    """Return the modules in whose source an example stands."""
    sources = (path for path in sorted(PACKAGE.rglob("*.py")) if ">>> " in path.read_text(encoding="utf-8"))
    names = (".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in sources)
    return [name.removesuffix(".__init__") for name in names]


def test_every_module_can_be_imported() -> None:
    assert len([importlib.import_module(name) for name in MODULES]) > 600


@pytest.mark.parametrize("name", with_examples())
def test_examples_give_what_they_show(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name), optionflags=FLAGS)
    assert result.attempted > 0
    assert result.failed == 0
