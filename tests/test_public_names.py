"""The names that users import, and what importing them costs."""

import ast
import importlib
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import reengineer

BARE = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"><process id="p">
<startEvent id="s" name="Letter came"/><userTask id="a" name="Answer letter"/><endEvent id="e" name="Letter answered"/>
<sequenceFlow id="f" sourceRef="s" targetRef="a"/><sequenceFlow id="g" sourceRef="a" targetRef="e"/>
</process></definitions>"""
FRONT_DOOR = Path(reengineer.__file__)
PROMISED = {
    "read_bpmn",
    "write_bpmn",
    "annotate",
    "ask",
    "load_review",
    "Boundary",
    "Option",
    "RunSettings",
    "simulate",
    "compare",
    "run_review",
    "write_report",
    "ReengineerError",
    "BoundaryError",
    "__version__",
}
HEAVY = "{'pandas', 'matplotlib', 'scipy', 'lxml', 'simpy', 'networkx', 'openpyxl', 'jinja2', 'pydantic', 'numpy'}"


def loaded_by(code: str) -> str:
    """Return which heavy libraries a fresh interpreter has loaded after running the code."""
    script = f"import sys\n{code}\nprint(sorted({HEAVY} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.splitlines()[-1]


def seconds(*arguments: str) -> float:
    """Return the shortest of several runs of the interpreter."""
    took = []
    for _ in range(7):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], capture_output=True, check=True, timeout=60)
        took.append(time.perf_counter() - start)
    return min(took)


def test_the_front_door_has_the_promised_names() -> None:
    assert set(reengineer.__all__) == PROMISED
    assert set(dir(reengineer)) == PROMISED


@pytest.mark.parametrize("name", sorted(PROMISED))
def test_each_name_can_be_imported(name: str) -> None:
    value = getattr(reengineer, name)
    assert isinstance(value, str) or value.__name__ == name


def lazy_packages() -> list[Path]:
    """Return the packages whose names are loaded on first use, by their first file."""
    files = FRONT_DOOR.parent.rglob("__init__.py")
    return sorted(path for path in files if "on_first_use(" in path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", lazy_packages(), ids=lambda path: path.parent.name)
def test_type_checkers_see_each_name_where_it_is_loaded_from(path: Path) -> None:
    package = ".".join(path.relative_to(FRONT_DOOR.parent.parent).parent.parts)
    seen = {
        alias.asname or alias.name: node.module.removeprefix(f"{package}.")
        for block in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(f"{package}.")
        for alias in node.names
    }
    module = importlib.import_module(package)
    assert seen == module._HOMES
    assert set(module.__all__) - {"__version__"} == set(seen) - {"__version__"}


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'no_such_name'"):
        reengineer.no_such_name  # noqa: B018


def test_importing_the_package_loads_no_heavy_library() -> None:
    assert loaded_by("import reengineer") == "[]"


def test_the_version_and_the_errors_load_no_heavy_library() -> None:
    assert loaded_by("import reengineer; reengineer.__version__; reengineer.BoundaryError") == "[]"


def test_help_loads_no_heavy_library() -> None:
    code = (
        "import runpy\nsys.argv = ['reengineer', '--help']\n"
        "try:\n    runpy.run_module('reengineer', run_name='__main__')\nexcept SystemExit:\n    pass"
    )
    assert loaded_by(code) == "[]"


def test_a_map_without_notes_can_be_asked_and_simulated() -> None:
    bare = reengineer.read_bpmn(BARE)
    assert reengineer.ask(bare).coverage.rules == reengineer.ask(reengineer.annotate(bare)).coverage.rules
    assert reengineer.simulate(bare, reengineer.RunSettings(cases=20, replications=2)).assumptions


@pytest.mark.parametrize("call", [reengineer.simulate, reengineer.ask, reengineer.annotate])
def test_what_is_no_map_is_told_with_what_to_write(call: Callable[[object], object]) -> None:
    with pytest.raises(TypeError, match=r"not str; write annotate\(read_bpmn\(PATH\), NOTES\)"):
        call("as-is.bpmn")


def test_what_a_shell_shows_is_one_short_line() -> None:
    review = reengineer.load_review(Path(__file__).parents[1] / "scenarios" / "complaints")
    changed = review.options["C"].apply(review.as_is, within=review.boundary)
    run = reengineer.RunSettings(cases=10, replications=2)
    results = {"as-is": reengineer.simulate(review.as_is, run), "C": reengineer.simulate(changed, run)}
    comparison = reengineer.compare(results, review.criteria)
    held = (review, review.as_is, changed.map, changed.definitions, results["C"], comparison)
    asked, step = reengineer.ask(changed), changed.steps[0]
    parts = (asked.findings[0], asked.coverage, step, step.node, changed.notes, review.boundary, review.options["C"])
    parts += (review.options["C"].changes[0], results["C"].replications[0], results["C"].event_log)
    shown = [repr(each) for each in (*held, asked, *parts)]
    assert all(len(line) < 160 and "\n" not in line for line in shown), shown
    assert repr(reengineer.annotate(reengineer.read_bpmn(BARE)).map) == "<ProcessMap 'p': nodes 3, flows 2, lanes 0>"
    assert repr(results["C"]) == "<SimulationResult of 'complaints': replications 2, cases 20, seed 1>"
    assert "None" not in repr(step.notes), "only what was stated is shown"
    assert changed._repr_html_().startswith("<svg")
