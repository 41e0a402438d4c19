"""Keep what decision makers agreed may change, and check options against it.

A boundary is a closed world: what it does not permit is forbidden, and a lock beats a permission. It is checked on the
operations of an option and on the map that they lead to, since a control can be defeated without deleting anything.
What cannot be decided for lack of data is *not shown*, never *complies*.
"""

from typing import TYPE_CHECKING

from reengineer._lazy import on_first_use

if TYPE_CHECKING:
    from reengineer.boundaries._boundary import Boundary
    from reengineer.boundaries._ground import Breach, Proposal
    from reengineer.boundaries._outcomes import Verdict, check_outcome, measure_of
    from reengineer.boundaries._proofs import Proof
    from reengineer.boundaries._records import OutcomeLimit, Waiver
    from reengineer.boundaries._seen import check_separation

__all__ = [
    "Boundary",
    "Breach",
    "OutcomeLimit",
    "Proof",
    "Proposal",
    "Verdict",
    "Waiver",
    "check_outcome",
    "check_separation",
    "measure_of",
]

_HOMES = {
    "Boundary": "_boundary",
    "Breach": "_ground",
    "Proposal": "_ground",
    "Verdict": "_outcomes",
    "check_outcome": "_outcomes",
    "measure_of": "_outcomes",
    "Proof": "_proofs",
    "OutcomeLimit": "_records",
    "Waiver": "_records",
    "check_separation": "_seen",
}

__getattr__ = on_first_use(__name__, _HOMES)
