"""Read and write the models of other tools: Prosimos, QBP (BIMP, Apromore), BPSim, and drawings."""

from reengineer.interop._bpsim import read_bpsim
from reengineer.interop._bpsim_scenario import NAMESPACES as BPSIM_NAMESPACES
from reengineer.interop._drawing import is_drawing, read_drawing
from reengineer.interop._imported import Imported
from reengineer.interop._prosimos import read_prosimos
from reengineer.interop._qbp import QBP as QBP_NAMESPACE
from reengineer.interop._qbp import read_qbp
from reengineer.interop._write_bpsim import write_bpsim
from reengineer.interop._write_prosimos import write_prosimos
from reengineer.interop._written import Exported

__all__ = [
    "BPSIM_NAMESPACES",
    "QBP_NAMESPACE",
    "Exported",
    "Imported",
    "is_drawing",
    "read_bpsim",
    "read_drawing",
    "read_prosimos",
    "read_qbp",
    "write_bpsim",
    "write_prosimos",
]
