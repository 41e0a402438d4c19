"""The documentation leads somewhere, knows every error, and its commands run."""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from reengineer.cli import run

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = [path for path in sorted(DOCS.rglob("*.md")) if "_build" not in path.parts]
CODE = re.compile(r"\"((?:RE|B)\d{3})\"")


def name_of(path: Path) -> str:
    return path.relative_to(DOCS).as_posix()


def commands(page: Path) -> list[str]:
    """Return the commands that a page tells its reader to type, in order."""
    blocks = re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def codes_in_the_package() -> Iterator[str]:
    for path in sorted((ROOT / "reengineer").rglob("*.py")):
        yield from CODE.findall(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_error_has_a_section() -> None:
    page = (DOCS / "reference" / "errors.md").read_text(encoding="utf-8")
    described = re.findall(r"^### ((?:RE|B)\d{3})\b", page, re.MULTILINE)
    assert len(described) == len(set(described))
    assert set(described) == set(codes_in_the_package())


def typed(words: list[str], folder: Path) -> tuple[int, str]:
    """Run a command in a process of its own, as a reader does; return its exit code and what it complained of."""
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=folder, capture_output=True, text=True, check=False, timeout=300
    )
    return done.returncode, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=name_of)
def test_the_commands_of_a_page_run_one_after_the_other(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The page that everybody reads first has real processes; half of their time is the start of Python."""
    for folder in ("models", "scenarios"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("results"))
    shutil.copytree(DOCS / "tutorial" / "whole-review", tmp_path / "whole-review")
    monkeypatch.chdir(tmp_path)
    for command in commands(page):
        words = shlex.split(command)
        assert words[0] == "reengineer"
        if page.name == "first-review.md":
            code, told = typed(words, tmp_path)
        else:
            code, told = run(words[1:]), capsys.readouterr().err
        # `check` of a folder that is not filled in yet says so, with code 1.
        assert code == 0 or (words[1] == "check" and code == 1), f"{command}\n{told}"
