"""See a BPMN file as a graph of nodes and flows that can be walked, searched and checked."""

from typing import TYPE_CHECKING

from reengineer._lazy import on_first_use

if TYPE_CHECKING:
    from reengineer.processmap._build import build_map
    from reengineer.processmap._compare import FieldChange, MapChange, MapComparison, compare_maps
    from reengineer.processmap._event_parts import event_parts, message_ways, part_name, settled_event
    from reengineer.processmap._form import FORM_RULES, FormRule, check_form
    from reengineer.processmap._map import Flow, MapLane, Node, ParallelBlock, ProcessMap
    from reengineer.processmap._soundness import check_behaviour

__all__ = [
    "FORM_RULES",
    "FieldChange",
    "Flow",
    "FormRule",
    "MapChange",
    "MapComparison",
    "MapLane",
    "Node",
    "ParallelBlock",
    "ProcessMap",
    "build_map",
    "check_behaviour",
    "check_form",
    "compare_maps",
    "event_parts",
    "message_ways",
    "part_name",
    "settled_event",
]

_HOMES = {
    "build_map": "_build",
    "FieldChange": "_compare",
    "MapChange": "_compare",
    "MapComparison": "_compare",
    "compare_maps": "_compare",
    "event_parts": "_event_parts",
    "message_ways": "_event_parts",
    "part_name": "_event_parts",
    "settled_event": "_event_parts",
    "FORM_RULES": "_form",
    "FormRule": "_form",
    "check_form": "_form",
    "Flow": "_map",
    "MapLane": "_map",
    "Node": "_map",
    "ParallelBlock": "_map",
    "ProcessMap": "_map",
    "check_behaviour": "_soundness",
}

__getattr__ = on_first_use(__name__, _HOMES)
