"""The notebook of the tutorial runs from top to bottom, and what it shows is safe HTML."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "docs" / "tutorial" / "in-a-notebook.ipynb"


def run_cell(source: str, names: dict[str, Any]) -> Any:
    """Run a cell as a notebook does; return the value of its last line, None where that is no expression."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)  # noqa: S102 - our own notebook
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last is not None else None  # noqa: S307


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    folder = tmp_path_factory.mktemp("notebook")
    for name in ("models", "scenarios"):
        (folder / name).symlink_to(ROOT / name)
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    names: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return [run_cell("".join(cell["source"]), names) for cell in cells if cell["cell_type"] == "code"]


def test_the_notebook_holds_no_stored_output() -> None:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells if cell["cell_type"] == "code")


def test_map_questions_result_and_comparison_show_themselves(shown: list[Any]) -> None:
    pages = [value._repr_html_() for value in shown[:4]]
    assert pages[0].startswith("<svg")
    assert "<ol><li>" in pages[1]
    assert "5 replications, seed 1" in pages[2]
    assert "<b>better</b>" in pages[3]


def test_tables_are_tidy(shown: list[Any]) -> None:
    frame, means = shown[4], shown[5]
    assert list(frame["criterion"]) == ["cycle", "cost", "waiting", "manager"]
    assert set(means.index) == {"as-is", "C"}


def test_the_last_cells_decide_and_write(shown: list[Any]) -> None:
    assert shown[6][0] == "C"
    assert Path(shown[7]).name == "report.html"


def test_names_cannot_bring_tags_in() -> None:
    from dataclasses import replace

    from reengineer.comparison import compare
    from reengineer.criteria import Criterion

    class Two:
        """Answer every measure with two numbers."""

        seed, engine, version, horizon_s, warm_up_s, replications = 1, "x", "0", 1.0, 0.0, (0, 1)

        class settings:  # noqa: N801 - as the attribute is called
            length, cases = 1.0, None

        def values(self, _measure: Any) -> list[float]:
            return [1.0, 2.0]

    found = compare({"as-is": Two()}, [Criterion(id="a<b>", measure="cycle_time", better="lower")])  # type: ignore[dict-item]
    hostile = replace(found, outcomes=(replace(found.outcomes[0], title="<script>x</script>"),))
    assert "<script" not in hostile._repr_html_()
    assert "a<b>" not in hostile._repr_html_()
