"""Make new maps out of a map: redesigns as ordered lists of changes, within agreed boundaries.

A change takes an annotated map to a new one and leaves the first as it was. What it did is kept as a difference.
"""

from typing import TYPE_CHECKING

from reengineer._lazy import on_first_use

if TYPE_CHECKING:
    from reengineer.options._apply import apply_changes
    from reengineer.options._change import Change
    from reengineer.options._combine import Pairing, pairing
    from reengineer.options._diff import difference
    from reengineer.options._drafts import Draft, draft_change
    from reengineer.options._option import Costs, Option, option_schema
    from reengineer.options._parse import parse_change
    from reengineer.options._registry import kinds, read_change

__all__ = [
    "Change",
    "Costs",
    "Draft",
    "Option",
    "Pairing",
    "apply_changes",
    "difference",
    "draft_change",
    "kinds",
    "option_schema",
    "pairing",
    "parse_change",
    "read_change",
]

_HOMES = {
    "apply_changes": "_apply",
    "Change": "_change",
    "Pairing": "_combine",
    "pairing": "_combine",
    "difference": "_diff",
    "Draft": "_drafts",
    "draft_change": "_drafts",
    "Costs": "_option",
    "Option": "_option",
    "option_schema": "_option",
    "parse_change": "_parse",
    "kinds": "_registry",
    "read_change": "_registry",
}

__getattr__ = on_first_use(__name__, _HOMES)
