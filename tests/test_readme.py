"""The README does what it says."""

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
LINES = README.read_text(encoding="utf-8").splitlines()
DEMO = "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/reengineer demo"
TESTS = "python3 -m venv .venv && .venv/bin/pip install -q -e '.[test]' && .venv/bin/python -m pytest -n auto"


@pytest.mark.parametrize("command", [DEMO, TESTS])
def test_each_command_is_there_once_in_both_forms(command: str) -> None:
    windows = command.replace("python3 -m", "py -m").replace("'", "").replace(".venv/bin/", ".venv\\Scripts\\")
    assert LINES.count(command) == 1
    assert LINES.count(windows) == 1


def test_the_checks_run_the_commands_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "readme_line pytest" in script
    assert "readme_line 'reengineer demo'" in script
    assert "-m pytest -n auto" not in script


def test_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("page", [README, ROOT / "docs" / "reference" / "python.md"], ids=lambda page: page.stem)
def test_worked_examples_give_what_they_show(monkeypatch: pytest.MonkeyPatch, page: Path) -> None:
    monkeypatch.chdir(ROOT)
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    done = doctest.testfile(str(page), module_relative=False, optionflags=flags, encoding="utf-8")
    assert done.attempted >= 8
    assert done.failed == 0
