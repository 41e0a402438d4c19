"""Read and write the models of other tools: Prosimos, QBP (BIMP, Apromore), BPSim, and drawings."""

from reengineer.interop._bpsim import read_bpsim
from reengineer.interop._drawing import is_drawing, read_drawing
from reengineer.interop._imported import Imported
from reengineer.interop._prosimos import read_prosimos
from reengineer.interop._qbp import read_qbp

__all__ = ["Imported", "is_drawing", "read_bpsim", "read_drawing", "read_prosimos", "read_qbp"]
