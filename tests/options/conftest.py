"""Give the tests maps: small drawn ones, and the complaints process."""

import importlib.util
from collections.abc import Callable
from pathlib import Path

import pytest

from reengineer.annotations import AnnotatedMap, annotate
from reengineer.bpmn import read_bpmn

ROOT = Path(__file__).resolve().parents[2]


def _drawing() -> Callable[..., AnnotatedMap]:
    place = ROOT / "tests" / "options" / "drawing.py"
    spec = importlib.util.spec_from_file_location("drawing_of_maps", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.draw


@pytest.fixture(scope="session")
def draw() -> Callable[..., AnnotatedMap]:
    """Return the function that draws small maps."""
    return _drawing()


@pytest.fixture(scope="session")
def complaints() -> AnnotatedMap:
    """Return the complaints process as it is."""
    model = ROOT / "models" / "complaints"
    return annotate(read_bpmn(model / "as-is.bpmn"), model / "annotations.yaml")


@pytest.fixture(scope="session")
def scenario() -> Path:
    """Return the folder of the complaints review."""
    return ROOT / "scenarios" / "complaints"
