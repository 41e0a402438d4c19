"""The page of criteria names all 36, commands that exist, and tests that exist."""

import ast
import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reengineer.cli._main import COMMANDS
from reengineer.files import read_yaml

ROOT = Path(__file__).resolve().parents[1]
WANTED = [*(f"R{n}" for n in range(1, 5)), "R4b", *(f"R{n}" for n in range(5, 21)), *(f"I{n}" for n in range(1, 16))]


def rows() -> list[dict[str, Any]]:
    data = read_yaml(ROOT / "docs" / "reference" / "criteria.yaml").data
    assert isinstance(data, list)
    return data


@cache
def names_in(name: str) -> frozenset[str]:
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_criterion_has_one_row() -> None:
    assert [row["id"] for row in rows()] == WANTED
    assert len(WANTED) == 36


@pytest.mark.parametrize("row", rows(), ids=lambda row: str(row["id"]))
def test_a_row_names_commands_and_tests_that_exist(row: dict[str, Any]) -> None:
    assert set(row) == {"id", "title", "commands", "leaves", "shown_by"}
    assert row["commands"]
    assert set(row["commands"]) <= set(COMMANDS)
    assert row["shown_by"]
    for name in row["shown_by"]:
        path, _, test = name.partition("::")
        assert test.startswith("test_")
        assert test in names_in(path), name


def test_every_command_that_makes_something_of_a_review_serves_a_criterion() -> None:
    served = {name for row in rows() for name in row["commands"]}
    about_the_program = {"demo", "fit", "explain", "schema", "selftest"}
    assert set(COMMANDS) - served - about_the_program == set()


def test_the_page_shows_every_row() -> None:
    spec = importlib.util.spec_from_file_location("generated", ROOT / "docs" / "_generated.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = module.PAGES["criteria"]()
    assert all(f"| {name} |" in page for name in WANTED)
