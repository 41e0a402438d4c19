"""Fit models to the logs of real processes, and say how faithful they are."""

from typing import TYPE_CHECKING

from reengineer._lazy import on_first_use

if TYPE_CHECKING:
    from reengineer.calibration._distances import DISTANCES, distances
    from reengineer.calibration._fidelity import Distance, Fidelity, assess, gate, split, starting_at
    from reengineer.calibration._fit import Evidence, Fitted, bootstrap, fit, fit_evidence, prepare
    from reengineer.calibration._items import Items, items_of
    from reengineer.calibration._labels import Match
    from reengineer.calibration._loads import nearly_full
    from reengineer.calibration._observed import Observed, ObservedStep, observe
    from reengineer.calibration._report import FitReport

__all__ = [
    "DISTANCES",
    "Distance",
    "Evidence",
    "Fidelity",
    "FitReport",
    "Fitted",
    "Items",
    "Match",
    "Observed",
    "ObservedStep",
    "assess",
    "bootstrap",
    "distances",
    "fit",
    "fit_evidence",
    "gate",
    "items_of",
    "nearly_full",
    "observe",
    "prepare",
    "split",
    "starting_at",
]

_HOMES = {
    "DISTANCES": "_distances",
    "distances": "_distances",
    "Distance": "_fidelity",
    "Fidelity": "_fidelity",
    "assess": "_fidelity",
    "gate": "_fidelity",
    "split": "_fidelity",
    "starting_at": "_fidelity",
    "Evidence": "_fit",
    "Fitted": "_fit",
    "bootstrap": "_fit",
    "fit": "_fit",
    "fit_evidence": "_fit",
    "prepare": "_fit",
    "Items": "_items",
    "items_of": "_items",
    "Match": "_labels",
    "nearly_full": "_loads",
    "Observed": "_observed",
    "ObservedStep": "_observed",
    "observe": "_observed",
    "FitReport": "_report",
}

__getattr__ = on_first_use(__name__, _HOMES)
