"""Give tests a copy of the small review."""

import shutil
from pathlib import Path

import pytest

SMALL = Path(__file__).resolve().parent / "small"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a copy of the small review in a folder of its own."""
    shutil.copytree(SMALL, tmp_path / "small")
    return tmp_path / "small"
