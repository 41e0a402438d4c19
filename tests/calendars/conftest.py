"""Give the tests open-time arithmetic in both of its forms."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from reengineer.calendars import _ticks

SOURCE = Path(__file__).resolve().parents[2] / "reengineer" / "calendars" / "_ticks.py"


def _plain() -> ModuleType:
    spec = importlib.util.spec_from_file_location("plain_ticks", SOURCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def plain() -> ModuleType:
    """Return the module as Python runs it, even where it is compiled."""
    return _plain()


@pytest.fixture(scope="session", params=["installed", "plain"])
def ticks(request: pytest.FixtureRequest, plain: ModuleType) -> ModuleType:
    """Return the module in each of its forms."""
    return _ticks if request.param == "installed" else plain
