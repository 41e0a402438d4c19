"""Join a map with what is known of its steps, branches, people and demand."""

from typing import TYPE_CHECKING

from reengineer._lazy import on_first_use

if TYPE_CHECKING:
    from reengineer.annotations._annotated import AnnotatedMap, Difference, Step
    from reengineer.annotations._arrival_file import ArrivalTable
    from reengineer.annotations._assume import assume_all, assumptions, complete
    from reengineer.annotations._attributes import AttributeNotes
    from reengineer.annotations._demand import Arrivals, CaseNotes, CasePriority, WorkInHand, work_in_hand
    from reengineer.annotations._extension_form import NAMESPACE
    from reengineer.annotations._facts import ProcessNotes, StepFacts, TransitionNotes
    from reengineer.annotations._fields import hours_minutes
    from reengineer.annotations._observed import files_named, values_read
    from reengineer.annotations._people import CalendarNotes, Clock, MemberNotes, ResourceNotes
    from reengineer.annotations._prefill import prefill
    from reengineer.annotations._read import annotate, annotated_map
    from reengineer.annotations._records import Annotations
    from reengineer.annotations._refits import Refit, Refits
    from reengineer.annotations._routing import takes_several
    from reengineer.annotations._sampling import InputRange
    from reengineer.annotations._steps import (
        BatchNotes,
        BatchRule,
        CallBackNotes,
        EscalationNotes,
        EventNotes,
        EventPartNotes,
        Evidence,
        LoopNotes,
        Need,
        Release,
        SatisfactionNotes,
        StepNotes,
        ValueNotes,
    )
    from reengineer.annotations._timer_starts import with_timer_starts
    from reengineer.annotations._to_extensions import embed_annotations, without_annotations
    from reengineer.annotations._to_workbook import prefill_workbook, write_annotations
    from reengineer.annotations._waiting import timer_delay

__all__ = [
    "NAMESPACE",
    "AnnotatedMap",
    "Annotations",
    "ArrivalTable",
    "Arrivals",
    "AttributeNotes",
    "BatchNotes",
    "BatchRule",
    "CalendarNotes",
    "CallBackNotes",
    "CaseNotes",
    "CasePriority",
    "Clock",
    "Difference",
    "EscalationNotes",
    "EventNotes",
    "EventPartNotes",
    "Evidence",
    "InputRange",
    "LoopNotes",
    "MemberNotes",
    "Need",
    "ProcessNotes",
    "Refit",
    "Refits",
    "Release",
    "ResourceNotes",
    "SatisfactionNotes",
    "Step",
    "StepFacts",
    "StepNotes",
    "TransitionNotes",
    "ValueNotes",
    "WorkInHand",
    "annotate",
    "annotated_map",
    "assume_all",
    "assumptions",
    "complete",
    "embed_annotations",
    "files_named",
    "hours_minutes",
    "prefill",
    "prefill_workbook",
    "takes_several",
    "timer_delay",
    "values_read",
    "with_timer_starts",
    "without_annotations",
    "work_in_hand",
    "write_annotations",
]

_HOMES = {
    "AnnotatedMap": "_annotated",
    "Difference": "_annotated",
    "Step": "_annotated",
    "ArrivalTable": "_arrival_file",
    "assume_all": "_assume",
    "assumptions": "_assume",
    "complete": "_assume",
    "AttributeNotes": "_attributes",
    "Arrivals": "_demand",
    "CaseNotes": "_demand",
    "CasePriority": "_demand",
    "WorkInHand": "_demand",
    "work_in_hand": "_demand",
    "NAMESPACE": "_extension_form",
    "ProcessNotes": "_facts",
    "StepFacts": "_facts",
    "TransitionNotes": "_facts",
    "hours_minutes": "_fields",
    "files_named": "_observed",
    "values_read": "_observed",
    "CalendarNotes": "_people",
    "Clock": "_people",
    "MemberNotes": "_people",
    "ResourceNotes": "_people",
    "prefill": "_prefill",
    "annotate": "_read",
    "annotated_map": "_read",
    "Annotations": "_records",
    "Refit": "_refits",
    "Refits": "_refits",
    "takes_several": "_routing",
    "InputRange": "_sampling",
    "BatchNotes": "_steps",
    "BatchRule": "_steps",
    "CallBackNotes": "_steps",
    "EscalationNotes": "_steps",
    "EventNotes": "_steps",
    "EventPartNotes": "_steps",
    "Evidence": "_steps",
    "LoopNotes": "_steps",
    "Need": "_steps",
    "Release": "_steps",
    "SatisfactionNotes": "_steps",
    "StepNotes": "_steps",
    "ValueNotes": "_steps",
    "with_timer_starts": "_timer_starts",
    "embed_annotations": "_to_extensions",
    "without_annotations": "_to_extensions",
    "prefill_workbook": "_to_workbook",
    "write_annotations": "_to_workbook",
    "timer_delay": "_waiting",
}

__getattr__ = on_first_use(__name__, _HOMES)
