"""The wheel holds what it must, with a compiler and without."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NEEDED = ("pyproject.toml", "setup.py", "README.md", "LICENSE", "reengineer", "models", "scenarios")
COMPILED = (".so", ".pyd")

pytestmark = pytest.mark.wheel


def build(folder: Path, **environment: str) -> set[str]:
    """Build a wheel of a copy of the tree and return the names of the files in it."""
    unwanted = shutil.ignore_patterns("__pycache__", "*.so", "*.pyd", "*.c")
    for name in NEEDED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=unwanted)
        else:
            shutil.copy(source, folder / name)
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", "made", "."]
    subprocess.run(command, cwd=folder, env=os.environ | environment, check=True, timeout=600)
    return set(zipfile.ZipFile(next((folder / "made").glob("*.whl"))).namelist())


def data_files(root: Path) -> set[str]:
    kinds = {".py", ".pxd", ".yaml", ".json", ".html", ".css", ".svg", ".j2", ".typed"}
    return {
        path.relative_to(root).as_posix()
        for path in (root / "reengineer").rglob("*")
        if (path.suffix in kinds or path.name == "py.typed") and "__pycache__" not in path.parts
    }


def samples(root: Path) -> set[str]:
    return {
        f"reengineer/samples/{path.relative_to(root).as_posix()}"
        for folder in ("models", "scenarios")
        for path in (root / folder).rglob("*")
        if path.is_file() and not {"results", "__pycache__"} & set(path.parts)
    }


def test_the_wheel_holds_modules_data_samples_and_compiled_modules(tmp_path: Path) -> None:
    inside = build(tmp_path)
    assert data_files(tmp_path) | samples(tmp_path) <= inside
    assert not [name for name in inside if name.startswith(("tests/", "docs/", "models/", "scenarios/"))]
    typed = {name.removesuffix(".pxd") for name in inside if name.endswith(".pxd")}
    assert {name.split(".")[0] for name in inside if name.endswith(COMPILED)} == typed


@pytest.mark.skipif(sys.platform == "win32", reason="CC names no compiler on Windows")
def test_without_a_compiler_the_wheel_holds_the_same_sources(tmp_path: Path) -> None:
    inside = build(tmp_path, CC="/bin/false")
    assert data_files(tmp_path) | samples(tmp_path) <= inside
    assert not [name for name in inside if name.endswith(COMPILED)]
