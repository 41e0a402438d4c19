"""Source archive and wheels hold what they must, with a compiler and without, and what is built from them works."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ("models", "scenarios")
NEEDED = ("pyproject.toml", "setup.py", "joining.py", "MANIFEST.in", "README.md", "LICENSE", "reengineer", *SAMPLES)
COMPILED = (".so", ".pyd")
EVERYDAY = (
    "tests/calendars",
    "tests/theory",
    "tests/simulation/test_draws.py",
    "tests/simulation/test_engine_by_hand.py",
    "tests/simulation/test_run.py",
    "tests/simulation/test_schedule.py",
    "tests/review/test_results_folder.py",
)
"""Everyday tests in which being compiled matters."""

pytestmark = pytest.mark.wheel
no_cc = pytest.mark.skipif(sys.platform == "win32", reason="CC names no compiler on Windows")


def run(*words: str | Path, **environment: str) -> str:
    command = [str(word) for word in words]
    done = subprocess.run(
        command, env=os.environ | environment, capture_output=True, text=True, check=False, timeout=900
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what is built from, without what was compiled in place."""
    folder = tmp_path_factory.mktemp("tree")
    unwanted = shutil.ignore_patterns("__pycache__", "*.so", "*.pyd", "*.c", "results")
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=unwanted)
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def archive(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the source archive."""
    made = tmp_path_factory.mktemp("archive")
    run(sys.executable, "-m", "build", "--sdist", "-o", made, tree)
    return next(made.glob("*.tar.gz"))


def wheel_of(archive: Path, to: Path, **environment: str) -> Path:
    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", to, archive, **environment)
    return next(to.glob("*.whl"))


@pytest.fixture(scope="module")
def compiled(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return wheel_of(archive, tmp_path_factory.mktemp("compiled"))


@pytest.fixture(scope="module")
def plain(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return wheel_of(archive, tmp_path_factory.mktemp("plain"), CC="/bin/false")


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Callable[[Path], dict[str, str]]]:
    """Return the function that unpacks a wheel and gives the environment in which it is found before all else."""

    def install(wheel: Path) -> dict[str, str]:
        run(sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", tmp_path / "site", wheel)
        return {"PYTHONPATH": str(tmp_path / "site"), "PYTHONSAFEPATH": "1"}

    return install


def names(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


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
        if path.is_file()
    }


def test_the_wheel_holds_modules_data_samples_and_compiled_modules(tree: Path, compiled: Path) -> None:
    inside = names(compiled)
    assert data_files(tree) | samples(tree) <= inside
    assert not [name for name in inside if name.startswith(("tests/", "docs/", "models/", "scenarios/"))]
    typed = {name.removesuffix(".pxd") for name in inside if name.endswith(".pxd") and "/loop/" not in name}
    joined = {"reengineer/_cyutility", "reengineer/simulation/loop/_compiled"}
    assert {name.split(".")[0] for name in inside if name.endswith(COMPILED)} == typed | joined


def test_a_compiled_wheel_says_so(compiled: Path, installed: Callable[[Path], dict[str, str]]) -> None:
    environment = installed(compiled)
    assert "compiled: yes" in run(sys.executable, "-m", "reengineer", "--version", **environment)
    run(sys.executable, "-m", "reengineer", "selftest", **environment)


@no_cc
def test_without_a_compiler_the_wheel_holds_the_same_sources(tree: Path, plain: Path) -> None:
    inside = names(plain)
    assert data_files(tree) | samples(tree) <= inside
    assert not [name for name in inside if name.endswith(COMPILED)]


@no_cc
def test_without_a_compiler_the_everyday_tests_pass(plain: Path, installed: Callable[[Path], dict[str, str]]) -> None:
    environment = installed(plain)
    assert "compiled: no" in run(sys.executable, "-m", "reengineer", "--version", **environment)
    run(sys.executable, "-m", "pytest", "-q", "-n", "auto", *(ROOT / each for each in EVERYDAY), **environment)


@no_cc
def test_a_compiler_that_fails_at_one_module_leaves_none_compiled(archive: Path, tmp_path: Path) -> None:
    compiler = tmp_path / "cc"
    compiler.write_text(
        '#!/bin/sh\ncase "$*" in *_quantiles.c*) exit 1;; esac\nexec cc -O0 "$@" -O0\n', encoding="utf-8"
    )
    compiler.chmod(0o755)
    wheel = wheel_of(archive, tmp_path / "made", CC=str(compiler))
    assert not [name for name in names(wheel) if name.endswith(COMPILED)]
