"""Run all rules of form over a map."""

from collections.abc import Callable, Iterable
from itertools import chain

from reengineer.errors import Problem
from reengineer.processmap._form._calls import check_calls
from reengineer.processmap._form._events import check_events
from reengineer.processmap._form._flows import check_flows
from reengineer.processmap._form._gateways import check_gateways
from reengineer.processmap._form._labels import check_labels
from reengineer.processmap._form._picture import check_picture
from reengineer.processmap._form._reach import check_reach
from reengineer.processmap._form._roots import check_roots
from reengineer.processmap._form._scopes import check_scopes
from reengineer.processmap._map import ProcessMap

_CHECKS: tuple[Callable[[ProcessMap], Iterable[Problem]], ...] = (
    check_scopes,
    check_reach,
    check_gateways,
    check_flows,
    check_events,
    check_calls,
    check_labels,
    check_roots,
    check_picture,
)


def check_form(map_: ProcessMap) -> tuple[Problem, ...]:
    """Return what is wrong or odd about the form of a map, in the order of the file.

    Findings of the reader come along: they are about form too. Severity ``error`` says that a case can get stuck or
    that there is nothing to run, ``warning`` that the map means something else than it looks, ``advice`` that it could
    be clearer. `FORM_RULES` lists them all.
    """
    problems = chain(map_.problems, *(check(map_) for check in _CHECKS))
    return tuple(sorted(problems, key=lambda problem: problem.source.line or 0))
