"""Let the machine look for options: within the boundary, in a race, and tested again before they are proposed.

The road in: `make_space` says what may be tried, `optimise` tries it and returns what it `Found`.
The names here are loaded when they are first used.
"""

from typing import TYPE_CHECKING

from reengineer._lazy import on_first_use

if TYPE_CHECKING:
    from reengineer.search._build import Written, make_space
    from reengineer.search._found import SCHEMA, Found, Proposal
    from reengineer.search._judge import Judged, Study, judge
    from reengineer.search._optimise import BUDGET, MOST, SearchPlan, optimise
    from reengineer.search._race import RUNGS
    from reengineer.search._retest import Retested, fresh_seed, retest_settings
    from reengineer.search._search import EXHAUSTIVE, Searched, SearchProgress
    from reengineer.search._space import Lever, Point, Setting, Space
    from reengineer.search._written import LeverNotes, SearchNotes

__all__ = [
    "BUDGET",
    "EXHAUSTIVE",
    "MOST",
    "RUNGS",
    "SCHEMA",
    "Found",
    "Judged",
    "Lever",
    "LeverNotes",
    "Point",
    "Proposal",
    "Retested",
    "SearchNotes",
    "SearchPlan",
    "SearchProgress",
    "Searched",
    "Setting",
    "Space",
    "Study",
    "Written",
    "fresh_seed",
    "judge",
    "make_space",
    "optimise",
    "retest_settings",
]

_HOMES = {
    "Written": "_build",
    "make_space": "_build",
    "SCHEMA": "_found",
    "Found": "_found",
    "Proposal": "_found",
    "Judged": "_judge",
    "Study": "_judge",
    "judge": "_judge",
    "BUDGET": "_optimise",
    "MOST": "_optimise",
    "SearchPlan": "_optimise",
    "optimise": "_optimise",
    "RUNGS": "_race",
    "Retested": "_retest",
    "fresh_seed": "_retest",
    "retest_settings": "_retest",
    "EXHAUSTIVE": "_search",
    "Searched": "_search",
    "SearchProgress": "_search",
    "Lever": "_space",
    "Point": "_space",
    "Setting": "_space",
    "Space": "_space",
    "LeverNotes": "_written",
    "SearchNotes": "_written",
}

__getattr__ = on_first_use(__name__, _HOMES)
