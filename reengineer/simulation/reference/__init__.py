"""Run a program on SimPy, word for word as the page on semantics says: every construct, one rule at a time."""

from reengineer.simulation.reference._engine import LiteralEngine, ReferenceEngine

__all__ = ["LiteralEngine", "ReferenceEngine"]
