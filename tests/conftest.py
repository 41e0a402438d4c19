"""Give tests maps, the complaints process, and the reference material beside a checkout, where there is one."""

import gc
import importlib.util
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test, settings

from reengineer.annotations import AnnotatedMap, annotate
from reengineer.bpmn import read_bpmn

# The same examples in every checked run: what one run saw, the next one sees. Elsewhere new ones are tried each time.
settings.register_profile("checked", derandomize=True, deadline=None)
settings.register_profile("everyday", deadline=None)
settings.load_profile("checked" if os.environ.get("CI") == "true" else "everyday")

# Many tests start Python. Each of those processes, and each worker, would compile everything again if none kept it.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave tests with examples at random out of the coverage, where it is measured.

    They go over the same lines a hundred times, at twice the price, and not over the same ones in every run.
    """
    for item in items:
        if isinstance(item, pytest.Function) and is_hypothesis_test(item.obj):
            item.add_marker("no_cover")


def pytest_collection_finish() -> None:
    """Keep thousands of tests, which stay to the end, out of what is looked through for garbage again and again."""
    gc.freeze()


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of reference material; skip where it is absent, fail where CI needs it."""
    if SHARED.is_dir():
        return SHARED
    if os.environ.get("CI") == "true":
        pytest.fail(f"the reference material is missing: {SHARED}")
    pytest.skip("the reference material is not beside this checkout")


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
