"""Every example in a docstring gives what it shows."""

import doctest
import importlib
import pkgutil

import pytest

import reengineer

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
MODULES = [
    each.name
    for each in pkgutil.walk_packages(reengineer.__path__, "reengineer.")
    if not each.name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_give_what_they_show(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name), optionflags=FLAGS).failed == 0
