"""Hold the package to its layout: what lies where, who imports whom, how long things are."""

import ast
import importlib.util
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "reengineer"
SOURCES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
KEPT = ("reengineer", "tests", "docs", "models", "scenarios", "benchmarks", ".ci", ".github")
TEXTS = {
    ".py",
    ".pxd",
    ".md",
    ".rst",
    ".yaml",
    ".yml",
    ".toml",
    ".cfg",
    ".in",
    ".bpmn",
    ".html",
    ".css",
    ".txt",
    ".csv",
    "",
}
# Brackets keep the patterns from finding themselves.
FOREIGN_WORDS = [r"/w[o]rk/", r"/f[a]rm/", r"[Ss]ub[a]gent", r"\.\./sh[a]red\b", r"\b[Cc]l[a]ude\b", r"\bL[L]M\b"]
UNFINISHED = [r"\bT[O]DO\b", r"\bF[I]XME\b", r"\bX[X]X\b", r"\braise NotImplemented[E]rror\b"]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield every statement below a tree, and no expression: no function stands in one."""
    for node in ast.iter_child_nodes(tree):
        if not isinstance(node, ast.expr):
            yield node
            yield from statements(node)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in statements(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    whole = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is None:
        return whole
    first = function.body[0]
    return whole - ((first.end_lineno or first.lineno) - first.lineno + 1)


def imports(path: Path) -> Iterator[ast.AST]:
    """Yield the statements of a module; none where not even its words could import the package's root."""
    text = path.read_text(encoding="utf-8")
    if "import reengineer" in text or re.search(r"\breengineer\s+import\b", text):
        yield from statements(ast.parse(text))


def imports_the_root(node: ast.AST) -> bool:
    if isinstance(node, ast.Import):
        return any(each.name == "reengineer" for each in node.names)
    return isinstance(node, ast.ImportFrom) and node.module == "reengineer"


def texts() -> Iterator[Path]:
    for folder in KEPT:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in TEXTS and not {"__pycache__", "_build"} & set(path.parts):
                yield path
    yield from (path for path in sorted(ROOT.glob("[!.]*")) if path.is_file() and path.suffix in TEXTS)


def stages() -> set[str]:
    found = {path.stem for path in PACKAGE.glob("*.py")} | {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    return found - {"__init__", "__main__"}


def test_no_module_imports_from_the_front_door() -> None:
    guilty = [f"{name_of(path)}:{node.lineno}" for path in SOURCES for node in imports(path) if imports_the_root(node)]
    assert guilty == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    banned = {"utils", "util", "common", "misc", "helpers", "models"}
    assert [name_of(path) for path in PACKAGE.rglob("*") if path.stem.strip("_") in banned] == []


def test_packages_nest_two_deep_at_most() -> None:
    assert [name_of(path) for path in SOURCES if len(path.relative_to(PACKAGE).parts) > 3] == []


def test_files_and_functions_are_short() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert len(lengths) > 600
    assert {name: length for name, length in lengths.items() if length > 400} == {}
    long = [f"{name_of(path)}: {each.name}" for path in SOURCES for each in functions(path) if lines_of(each) > 50]
    assert long == []


def test_every_stage_has_a_place_in_the_layers() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = next(each["layers"] for each in settings["tool"]["importlinter"]["contracts"] if each["type"] == "layers")
    placed = {name.strip("()") for layer in layers for name in re.split(r"\s*[|:]\s*", layer)}
    assert stages() - placed == set()


def test_every_package_folder_with_modules_is_a_package() -> None:
    folders = {path.parent for path in SOURCES}
    assert [name_of(folder) for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


def test_test_files_have_names_of_their_own() -> None:
    names = [path.name for path in TESTS if path.name != "conftest.py"]
    assert sorted(names) == sorted(set(names))
    assert "__init__.py" not in names


def test_no_foreign_words() -> None:
    pattern = re.compile("|".join(FOREIGN_WORDS))
    found = [
        f"{name_of(path)}:{number}"
        for path in texts()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


def test_nothing_is_marked_unfinished() -> None:
    pattern = re.compile("|".join(UNFINISHED))
    assert [name_of(path) for path in SOURCES if pattern.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("types", sorted(PACKAGE.rglob("*.pxd")), ids=name_of)
def test_compiled_module_is_as_new_as_its_source(types: Path) -> None:
    spec = importlib.util.find_spec(".".join(types.relative_to(ROOT).with_suffix("").parts))
    assert spec is not None
    assert spec.origin is not None
    loaded = Path(spec.origin)
    if loaded.suffix != ".py":
        newest = max(loaded.with_name(types.stem + suffix).stat().st_mtime for suffix in (".py", ".pxd"))
        assert loaded.stat().st_mtime >= newest, "run: pip install -e ."
