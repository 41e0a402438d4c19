"""Fit models to the logs of real processes, and say how faithful they are."""

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
