"""See a BPMN file as a graph of nodes and flows that can be walked, searched and checked."""

from reengineer.processmap._build import build_map
from reengineer.processmap._check import check_form
from reengineer.processmap._compare import FieldChange, MapChange, MapComparison, compare_maps
from reengineer.processmap._map import Flow, MapLane, Node, ParallelBlock, ProcessMap

__all__ = [
    "FieldChange",
    "Flow",
    "MapChange",
    "MapComparison",
    "MapLane",
    "Node",
    "ParallelBlock",
    "ProcessMap",
    "build_map",
    "check_form",
    "compare_maps",
]
