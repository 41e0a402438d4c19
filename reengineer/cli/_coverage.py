"""Say what becomes of each kind of element in a file."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reengineer.cli._shared import table
from reengineer.errors import counted

if TYPE_CHECKING:
    from reengineer.bpmn import Coverage
    from reengineer.simulation import FileSupport

KEPT, WITH_EVENT = "kept untouched", "read with its event"


def coverage_rows(path: str) -> list[dict[str, str | int | None]]:
    """Return a row for each kind of element, the most frequent first.

    Parameters
    ----------
    path : str
        Of a BPMN file.

    Returns
    -------
    list of dict
        element, namespace, count, becomes, and the line of the first.

    Raises
    ------
    BpmnError
        Where the file cannot be read.
    """
    from reengineer.bpmn import coverage, read_bpmn
    from reengineer.simulation import file_support, support

    definitions = read_bpmn(path)
    nodes = {kind.type: kind for kind in file_support(definitions)}
    fates = {each.construct: each.fate for each in support()}
    return [
        {
            "element": item.name,
            "namespace": item.namespace,
            "count": item.count,
            "line": item.source.line,
            "becomes": _becomes(item, nodes, fates),
        }
        for item in coverage(definitions)
    ]


def _becomes(item: "Coverage", nodes: "dict[str, FileSupport]", fates: dict[str, str]) -> str:
    if item.use == "kept":
        return KEPT
    if item.name in nodes:
        return ", ".join(_parts(nodes[item.name]))
    return fates.get(item.name, WITH_EVENT)


def _parts(kind: "FileSupport") -> Iterator[str]:
    """Give what becomes of the nodes of one kind; with numbers where that differs."""
    codes = ", ".join(dict.fromkeys(problem.code for problem in kind.problems))
    shares = {
        "simulated": kind.simulated,
        f"refused ({codes})": kind.refused,
        "within a sub-process": kind.inside,
    }
    given = {words: count for words, count in shares.items() if count}
    for words, count in given.items():
        yield words if len(given) == 1 else f"{count} {words}"


def coverage_lines(path: str) -> Iterator[str]:
    """Give the rows as a table, and a count of what becomes of what."""
    rows = coverage_rows(path)
    cells = [[str(row[key] or "") for key in ("element", "count", "line", "becomes")] for row in rows]
    for row, cell in zip(rows, cells, strict=True):
        if row["namespace"] and row["becomes"] == KEPT:
            cell[0] += f" ({row['namespace']})"
    yield table(("element", "count", "line", "what becomes of it"), cells, right=(1, 2))
    kept = sum(row["becomes"] == KEPT for row in rows)
    yield f"{path}: {counted(len(rows), 'kind')} of element, {kept or 'none'} of them kept without being read"
