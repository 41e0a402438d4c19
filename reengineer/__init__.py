"""Question, redesign and simulate a service process drawn in BPMN, within agreed boundaries.

One road, one stage a module: a map is read, annotated, questioned, redesigned within a boundary, simulated, compared
and reported. The names here are loaded when they are first used; the types they return come from their stage.
"""

from typing import TYPE_CHECKING

from reengineer._lazy import on_first_use

if TYPE_CHECKING:
    from reengineer._version import __version__
    from reengineer.annotations import annotate
    from reengineer.boundaries import Boundary
    from reengineer.bpmn import read_bpmn, write_bpmn
    from reengineer.comparison import compare
    from reengineer.errors import BoundaryError, ReengineerError
    from reengineer.options import Option
    from reengineer.questions import ask
    from reengineer.report import write_report
    from reengineer.review import load_review, run_review
    from reengineer.simulation import RunSettings, simulate

__all__ = [
    "Boundary",
    "BoundaryError",
    "Option",
    "ReengineerError",
    "RunSettings",
    "__version__",
    "annotate",
    "ask",
    "compare",
    "load_review",
    "read_bpmn",
    "run_review",
    "simulate",
    "write_bpmn",
    "write_report",
]

_HOMES = {
    "Boundary": "boundaries",
    "BoundaryError": "errors",
    "Option": "options",
    "ReengineerError": "errors",
    "RunSettings": "simulation",
    "__version__": "_version",
    "annotate": "annotations",
    "ask": "questions",
    "compare": "comparison",
    "load_review": "review",
    "read_bpmn": "bpmn",
    "run_review": "review",
    "simulate": "simulation",
    "write_bpmn": "bpmn",
    "write_report": "report",
}

__getattr__ = on_first_use(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted(__all__)
