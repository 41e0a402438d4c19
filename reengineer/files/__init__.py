"""Read and write the files that people and programs share, and keep the place of every value.

YAML and workbooks both become a `Document`: plain data and, beside it, where each value stands. `validate` turns a
document into records and reports everything that is wrong at once. Files are hostile until read: sizes, depths and
repeats are bounded, tags and formulas are never acted upon.
"""

from typing import TYPE_CHECKING

from reengineer._lazy import on_first_use

if TYPE_CHECKING:
    from reengineer.files._canonical import canonical_json, sha256
    from reengineer.files._document import Document, Path
    from reengineer.files._dump import dump_yaml
    from reengineer.files._json import read_json
    from reengineer.files._scalars import decimal_point
    from reengineer.files._validate import validate
    from reengineer.files._workbook import Cell, Column, Formula, NewSheet, Sheet, read_workbook, write_workbook
    from reengineer.files._write import write_bytes_atomic, write_text_atomic
    from reengineer.files._yaml import read_bytes, read_text, read_yaml

__all__ = [
    "Cell",
    "Column",
    "Document",
    "Formula",
    "NewSheet",
    "Path",
    "Sheet",
    "canonical_json",
    "decimal_point",
    "dump_yaml",
    "read_bytes",
    "read_json",
    "read_text",
    "read_workbook",
    "read_yaml",
    "sha256",
    "validate",
    "write_bytes_atomic",
    "write_text_atomic",
    "write_workbook",
]

_HOMES = {
    "canonical_json": "_canonical",
    "decimal_point": "_scalars",
    "sha256": "_canonical",
    "Document": "_document",
    "Path": "_document",
    "dump_yaml": "_dump",
    "read_json": "_json",
    "validate": "_validate",
    "Cell": "_workbook",
    "Column": "_workbook",
    "Formula": "_workbook",
    "NewSheet": "_workbook",
    "Sheet": "_workbook",
    "read_workbook": "_workbook",
    "write_workbook": "_workbook",
    "write_bytes_atomic": "_write",
    "write_text_atomic": "_write",
    "read_bytes": "_yaml",
    "read_text": "_yaml",
    "read_yaml": "_yaml",
}

__getattr__ = on_first_use(__name__, _HOMES)
