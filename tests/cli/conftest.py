"""Give tests a small review in a folder of its own, and a way to call the command line."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from reengineer.cli import run

SMALL = Path(__file__).resolve().parents[1] / "review" / "small"


@dataclass(frozen=True)
class Called:
    """What a command gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the small review; the test runs in the folder that holds it."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(SMALL, tmp_path / "small")
    return tmp_path / "small"


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., Called]:
    """Return a function that runs a command and returns its exit code and output."""

    def call_it(*args: str | Path) -> Called:
        capsys.readouterr()
        code = run([str(arg) for arg in args])
        captured = capsys.readouterr()
        return Called(code=code, out=captured.out, err=captured.err)

    return call_it


@pytest.fixture
def contents() -> Callable[[Path], dict[str, bytes]]:
    """Return a function that gives every file below a folder with its bytes, to see that nothing was written."""

    def read(folder: Path) -> dict[str, bytes]:
        found = sorted(folder.rglob("*"))
        return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b"" for path in found}

    return read
