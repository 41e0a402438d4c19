"""Join the modules of the event loop into one for Cython, so that C sees all of it at once.

The loop is written as small modules of plain Python, with a file of types beside each. A C compiler that sees them one
at a time calls from one to the other through pointers, and compiles what Cython adds to each of them once a module.
Joined, the loop is quicker, and built in a third of the time. What is joined is made at the build and never edited:

* a function ``start`` of the module ``_walk`` becomes ``walk__start``, typed as its ``.pxd`` says;
* a constant becomes a constant of C;
* a column of a class, in its ``.pxd`` an array such as ``int64_t[::1]``, becomes a pointer. Python owns the array, as
  an attribute of a class built upon this one, and says by ``point`` where it lies.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

FUNCTION = re.compile(
    r"c(?:p?)def (?:inline )?(?P<type>[\w.]+) (?P<name>\w+)\((?P<arguments>.*)\) noexcept(?: nogil)?:?$"
)
COLUMN = re.compile(r"\s+cdef (?:public |readonly )(?P<const>const )?(?P<type>int64_t|double)\[::1\] (?P<names>.*)$")
HEAD = """# cython: language_level=3
from libc.stdint cimport int64_t, uint64_t
from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
cimport cython
cimport libc.math as math
from reengineer.calendars._ticks cimport Calendars

cdef void *_address(column) except? NULL:
    cdef Py_buffer view
    PyObject_GetBuffer(column, &view, PyBUF_SIMPLE)
    cdef void *address = view.buf
    PyBuffer_Release(&view)
    return address

"""
KEPT = ("Calendars", "OpenTime")
"""Classes that stay in their own modules."""


@dataclass(slots=True)
class Unit:
    """Hold one module that is joined: its source, its types, and the names that they define."""

    path: Path
    tree: ast.Module = field(init=False)
    types: list[str] = field(init=False)
    signatures: dict[str, list[str]] = field(default_factory=dict)
    constants: dict[str, int | float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tree = ast.parse(self.path.read_text(encoding="utf-8"))
        self.types = self.path.with_suffix(".pxd").read_text(encoding="utf-8").splitlines()

    @property
    def name(self) -> str:
        """Return what the names of its functions begin with in the joined module."""
        return self.path.stem.removeprefix("_")

    @property
    def module(self) -> str:
        """Return its name as it is imported."""
        return ".".join(self.path.with_suffix("").parts)


def constants_of(path: Path) -> dict[str, int | float]:
    """Return the numbers that a module gives names to, and those that it takes from other modules of the package."""
    found: dict[str, object] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom):
            found |= _imported(node)
        elif isinstance(node, ast.Assign):
            found |= _assigned(node, found)
    return {name: value for name, value in found.items() if isinstance(value, int | float)}


def _imported(node: ast.ImportFrom) -> dict[str, int | float]:
    names = {alias.name for alias in node.names if alias.name.isupper()}
    path = Path(*(node.module or "").split(".")).with_suffix(".py")
    if not names or not path.is_file():
        return {}
    return {name: value for name, value in constants_of(path).items() if name in names}


def _assigned(node: ast.Assign, known: dict[str, object]) -> dict[str, object]:
    """Return the names that an assignment gives to what can be worked out without running the module."""
    try:
        code = compile(ast.Expression(node.value), "constants", "eval")
        value = eval(code, {"__builtins__": {"range": range}}, known)  # noqa: S307 - the package's own source
    except (NameError, TypeError, AttributeError):
        return {}
    found: dict[str, object] = {}
    for target in node.targets:
        if isinstance(target, ast.Name):
            found[target.id] = value
        elif isinstance(target, ast.Tuple):
            found |= {each.id: one for each, one in zip(target.elts, value, strict=True) if isinstance(each, ast.Name)}
    return found


def joined(paths: list[Path], exported: tuple[str, ...]) -> str:
    """Return the source of one module, for Cython, that does what the modules do.

    Parameters
    ----------
    paths : list of Path
        Modules, relative to the folder above the package; each with its types beside it.
    exported : tuple of str
        Functions that Python calls, as ``module.name``.
    """
    units = [Unit(path) for path in paths]
    for unit in units:
        unit.constants = constants_of(unit.path)
        unit.signatures = dict(_signatures(unit))
    constants, classes, functions = [], [], []
    for unit in units:
        constants += [_constant(unit, name, value) for name, value in unit.constants.items()]
        classes += list(_classes(unit))
        functions += list(_functions(unit, units, exported))
    macros = 'cdef extern from *:\n    """\n' + "\n".join(line for line, _ in constants) + '\n    """\n'
    return HEAD + macros + "\n".join(line for _, line in constants) + "\n\n" + "\n".join(classes + functions)


def _constant(unit: Unit, name: str, value: float) -> tuple[str, str]:
    """Return how C and Cython name a constant."""
    kind, text = ("double", repr(value)) if isinstance(value, float) else ("int64_t", f"(int64_t){value}LL")
    return f"    #define {unit.name}__{name} ({text})", f"    const {kind} {unit.name}__{name}"


def _signatures(unit: Unit) -> Iterator[tuple[str, list[str]]]:
    """Yield the typed functions of a module: name, and the lines that stand before its body in the joined module."""
    before: list[str] = []
    for line in unit.types:
        if line.startswith("@cython.locals"):
            before = [line]
        elif match := FUNCTION.match(line):
            arguments = re.sub(r"(const )?(int64_t|double)\[::1\] ", r"\1\2 *", match["arguments"])
            if unit.name == "ticks":
                arguments = match["arguments"]
            yield (
                match["name"],
                [*before, f"cdef {match['type']} {unit.name}__{match['name']}({arguments}) noexcept nogil:"],
            )
            before = []
        elif not line.startswith(" "):
            before = []


def _classes(unit: Unit) -> Iterator[str]:
    """Yield the classes of a module: plain members as they are, columns as pointers that `point` sets."""
    lines = iter(unit.types)
    for line in lines:
        match = re.match(r"cdef class (\w+)", line)
        if not match or match[1] in KEPT:
            continue
        columns: dict[str, str] = {}
        yield f"cdef class {match[1]}:"
        for member in takewhile(lambda line: line.startswith("    "), lines):
            if column := COLUMN.match(member):
                kind = f"{column['const'] or ''}{column['type']}"
                columns |= {name.strip(): kind for name in column["names"].split(",")}
            else:
                yield re.sub(r"cdef (?:public |readonly )?(ticks\.)?(\w+)", r"cdef public \2", member)
        yield from (f"    cdef {kind} *{name}" for name, kind in columns.items())
        yield from _point(match[1].upper(), columns)


def _point(label: str, columns: dict[str, str]) -> Iterator[str]:
    """Yield the method that sets the pointer of a column, and the table of their places."""
    yield "    def point(self, str name, column):"
    yield "        cdef void *address = _address(column)"
    yield f"        cdef int place = {label}_PLACES[name]  # unknown where what is compiled is older than its source"
    for place, (name, kind) in enumerate(columns.items()):
        yield f"        {'el' if place else ''}if place == {place}:"
        yield f"            self.{name} = <{kind} *>address"
    yield f"{label}_PLACES = { ({name: place for place, name in enumerate(columns)}) }"
    yield ""


def _functions(unit: Unit, units: list[Unit], exported: tuple[str, ...]) -> Iterator[str]:
    """Yield the functions of a module, under their new names."""
    aliases = _aliases(unit, units)
    yield from _inline(unit)
    for node in unit.tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in unit.signatures:
            renamed = _Renamed(unit, aliases, node)
            body = [renamed.visit(each) for each in node.body if not _is_docstring(each)]
            *before, head = unit.signatures[node.name]
            if f"{unit.name}.{node.name}" in exported:
                head = re.sub(r"cdef \S+ \w+\((.*)\) noexcept nogil:", rf"def {node.name}(\1):", head)
            yield "\n".join([*before, head, *(_indented(each) for each in body), ""])


def _aliases(unit: Unit, units: list[Unit]) -> dict[str, Unit]:
    """Return the joined modules that a module uses, by the names that it calls them."""
    modules = {each.module: each for each in units}
    return {
        alias.asname or alias.name: modules[f"{node.module}.{alias.name}"]
        for node in unit.tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if f"{node.module}.{alias.name}" in modules
    }


def _inline(unit: Unit) -> Iterator[str]:
    """Yield the functions whose body stands with the types."""
    lines = iter(unit.types)
    for line in lines:
        match = FUNCTION.match(line)
        if match and line.endswith(":"):
            head = unit.signatures[match["name"]][-1]
            yield head if "nogil" in line else head.replace(" nogil:", ":")
            for inside in takewhile(lambda line: line.startswith(" "), lines):
                yield re.sub(r"\b(\w+)\(", lambda call: _called(unit, call[1]) + "(", inside)
            yield ""


def _called(unit: Unit, name: str) -> str:
    return f"{unit.name}__{name}" if name in unit.signatures else name


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _indented(node: ast.stmt) -> str:
    return "\n".join(f"    {line}" for line in ast.unparse(node).splitlines())


class _Renamed(ast.NodeTransformer):
    """Give names of a module, and of the modules that it uses, the names that they have when joined."""

    def __init__(self, unit: Unit, aliases: dict[str, Unit], function: ast.FunctionDef) -> None:
        stored = {
            each.id for each in ast.walk(function) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
        }
        self.own = {*unit.signatures, *unit.constants} - stored - {each.arg for each in function.args.args}
        self.unit, self.aliases = unit, aliases

    def visit_Name(self, node: ast.Name) -> ast.Name:
        if node.id in self.own:
            return ast.Name(f"{self.unit.name}__{node.id}", node.ctx)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if isinstance(node.value, ast.Name) and node.value.id in self.aliases:
            return ast.Name(f"{self.aliases[node.value.id].name}__{node.attr}", node.ctx)
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        """Leave the annotation out: the types file says what a variable is."""
        return self.visit(ast.Assign([node.target], node.value, lineno=node.lineno)) if node.value else ast.Pass()
