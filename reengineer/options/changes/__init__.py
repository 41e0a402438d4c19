"""Hold the kinds of change, one file each, named as the operation is."""

from typing import TYPE_CHECKING

from reengineer._lazy import on_first_use

if TYPE_CHECKING:
    from reengineer.options.changes.add_callback import AddCallback
    from reengineer.options.changes.add_control import AddControl
    from reengineer.options.changes.add_exception_path import AddExceptionPath
    from reengineer.options.changes.add_proactive_update import AddProactiveUpdate
    from reengineer.options.changes.add_triage import AddTriage, Route
    from reengineer.options.changes.assign_case_manager import AssignCaseManager
    from reengineer.options.changes.automate_step import AutomateStep
    from reengineer.options.changes.buffer_information import BufferInformation
    from reengineer.options.changes.change_abandonment import ChangeAbandonment
    from reengineer.options.changes.change_arrivals import ChangeArrivals
    from reengineer.options.changes.change_calendar import ChangeCalendar, Shift
    from reengineer.options.changes.change_channel import ChangeChannel
    from reengineer.options.changes.change_cost import ChangeCost
    from reengineer.options.changes.change_duration import ChangeDuration
    from reengineer.options.changes.change_error_rate import ChangeErrorRate
    from reengineer.options.changes.change_headcount import ChangeHeadcount
    from reengineer.options.changes.change_patience import ChangePatience
    from reengineer.options.changes.change_priority_rule import ChangePriorityRule
    from reengineer.options.changes.change_rework_prob import ChangeReworkProb
    from reengineer.options.changes.change_routing import ChangeRouting
    from reengineer.options.changes.collect_feedback import CollectFeedback
    from reengineer.options.changes.cross_train import CrossTrain
    from reengineer.options.changes.deflect_demand import DeflectDemand
    from reengineer.options.changes.delete_step import DeleteStep
    from reengineer.options.changes.empower import Empower
    from reengineer.options.changes.insource_step import InsourceStep
    from reengineer.options.changes.investigate import Investigate
    from reengineer.options.changes.level_demand import LevelDemand
    from reengineer.options.changes.merge_steps import MergeSteps
    from reengineer.options.changes.move_step import MoveStep
    from reengineer.options.changes.outsource_step import OutsourceStep
    from reengineer.options.changes.parallelise import Parallelise
    from reengineer.options.changes.pool_resources import PoolResources
    from reengineer.options.changes.reassign_step import ReassignStep
    from reengineer.options.changes.reduce_failure_demand import ReduceFailureDemand
    from reengineer.options.changes.relocate_control import RelocateControl
    from reengineer.options.changes.remove_control import RemoveControl
    from reengineer.options.changes.remove_gateway import RemoveGateway
    from reengineer.options.changes.reorder_knockouts import ReorderKnockouts
    from reengineer.options.changes.replace_fragment import ReplaceFragment
    from reengineer.options.changes.sequentialise import Sequentialise
    from reengineer.options.changes.set_batch import SetBatch
    from reengineer.options.changes.set_sla import SetSla
    from reengineer.options.changes.split_step import SplitStep, StepPart
    from reengineer.options.changes.standardise_step import StandardiseStep
    from reengineer.options.changes.train import Train
    from reengineer.options.changes.unbatch import Unbatch
    from reengineer.options.changes.validate_at_entry import ValidateAtEntry

__all__ = [
    "AddCallback",
    "AddControl",
    "AddExceptionPath",
    "AddProactiveUpdate",
    "AddTriage",
    "AssignCaseManager",
    "AutomateStep",
    "BufferInformation",
    "ChangeAbandonment",
    "ChangeArrivals",
    "ChangeCalendar",
    "ChangeChannel",
    "ChangeCost",
    "ChangeDuration",
    "ChangeErrorRate",
    "ChangeHeadcount",
    "ChangePatience",
    "ChangePriorityRule",
    "ChangeReworkProb",
    "ChangeRouting",
    "CollectFeedback",
    "CrossTrain",
    "DeflectDemand",
    "DeleteStep",
    "Empower",
    "InsourceStep",
    "Investigate",
    "LevelDemand",
    "MergeSteps",
    "MoveStep",
    "OutsourceStep",
    "Parallelise",
    "PoolResources",
    "ReassignStep",
    "ReduceFailureDemand",
    "RelocateControl",
    "RemoveControl",
    "RemoveGateway",
    "ReorderKnockouts",
    "ReplaceFragment",
    "Route",
    "Sequentialise",
    "SetBatch",
    "SetSla",
    "Shift",
    "SplitStep",
    "StandardiseStep",
    "StepPart",
    "Train",
    "Unbatch",
    "ValidateAtEntry",
]

_HOMES = {
    "AddCallback": "add_callback",
    "AddControl": "add_control",
    "AddExceptionPath": "add_exception_path",
    "AddProactiveUpdate": "add_proactive_update",
    "AddTriage": "add_triage",
    "Route": "add_triage",
    "AssignCaseManager": "assign_case_manager",
    "AutomateStep": "automate_step",
    "BufferInformation": "buffer_information",
    "ChangeAbandonment": "change_abandonment",
    "ChangeArrivals": "change_arrivals",
    "ChangeCalendar": "change_calendar",
    "Shift": "change_calendar",
    "ChangeChannel": "change_channel",
    "ChangeCost": "change_cost",
    "ChangeDuration": "change_duration",
    "ChangeErrorRate": "change_error_rate",
    "ChangeHeadcount": "change_headcount",
    "ChangePatience": "change_patience",
    "ChangePriorityRule": "change_priority_rule",
    "ChangeReworkProb": "change_rework_prob",
    "ChangeRouting": "change_routing",
    "CollectFeedback": "collect_feedback",
    "CrossTrain": "cross_train",
    "DeflectDemand": "deflect_demand",
    "DeleteStep": "delete_step",
    "Empower": "empower",
    "InsourceStep": "insource_step",
    "Investigate": "investigate",
    "LevelDemand": "level_demand",
    "MergeSteps": "merge_steps",
    "MoveStep": "move_step",
    "OutsourceStep": "outsource_step",
    "Parallelise": "parallelise",
    "PoolResources": "pool_resources",
    "ReassignStep": "reassign_step",
    "ReduceFailureDemand": "reduce_failure_demand",
    "RelocateControl": "relocate_control",
    "RemoveControl": "remove_control",
    "RemoveGateway": "remove_gateway",
    "ReorderKnockouts": "reorder_knockouts",
    "ReplaceFragment": "replace_fragment",
    "Sequentialise": "sequentialise",
    "SetBatch": "set_batch",
    "SetSla": "set_sla",
    "SplitStep": "split_step",
    "StepPart": "split_step",
    "StandardiseStep": "standardise_step",
    "Train": "train",
    "Unbatch": "unbatch",
    "ValidateAtEntry": "validate_at_entry",
}

__getattr__ = on_first_use(__name__, _HOMES)
