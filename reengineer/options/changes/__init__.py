"""Hold the kinds of change, one file each."""

from reengineer.options.changes.add_triage import AddTriage, Route
from reengineer.options.changes.automate_step import AutomateStep
from reengineer.options.changes.change_duration import ChangeDuration
from reengineer.options.changes.change_headcount import ChangeHeadcount
from reengineer.options.changes.change_routing import ChangeRouting
from reengineer.options.changes.delete_step import DeleteStep
from reengineer.options.changes.empower import Empower
from reengineer.options.changes.merge_steps import MergeSteps
from reengineer.options.changes.reassign_step import ReassignStep
from reengineer.options.changes.remove_control import RemoveControl
from reengineer.options.changes.unbatch import Unbatch

BUILT_IN = (
    AddTriage,
    AutomateStep,
    ChangeDuration,
    ChangeHeadcount,
    ChangeRouting,
    DeleteStep,
    Empower,
    MergeSteps,
    ReassignStep,
    RemoveControl,
    Unbatch,
)

__all__ = [
    "BUILT_IN",
    "AddTriage",
    "AutomateStep",
    "ChangeDuration",
    "ChangeHeadcount",
    "ChangeRouting",
    "DeleteStep",
    "Empower",
    "MergeSteps",
    "ReassignStep",
    "RemoveControl",
    "Route",
    "Unbatch",
]
