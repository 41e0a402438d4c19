"""Make the changes of an option one after the other, and check what they lead to."""

from collections.abc import Sequence

from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change


def apply_changes(as_is: AnnotatedMap, changes: Sequence[Change]) -> AnnotatedMap:
    """Return the map that changes lead to; each is judged on the map as changed so far.

    Raises
    ------
    ChangeError
        A change does not apply, or the map at the end is broken; the map given stays as it is.
    """
    to_be = as_is
    for change in changes:
        to_be = change.apply(to_be)
    if changes:
        from reengineer.options._structure import check_structure

        check_structure(as_is, to_be, changes)
    return to_be
