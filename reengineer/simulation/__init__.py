"""Run an annotated map as a discrete-event simulation: from notes to a log and its measures."""

from reengineer.simulation._asked import measure_answers
from reengineer.simulation._check import Check
from reengineer.simulation._closeup import Closeup, look_closely
from reengineer.simulation._compile import compile_model, refused_elements
from reengineer.simulation._hooks import Hooks
from reengineer.simulation._kinds import KindResult, by_kind
from reengineer.simulation._program import Program
from reengineer.simulation._replication import DAMAGED, Replication, from_bytes, to_bytes
from reengineer.simulation._result import SimulationResult
from reengineer.simulation._run import (
    Engine,
    Job,
    Model,
    check_load,
    compiled,
    run_model,
    run_models,
    runs_in_threads,
    simulate,
)
from reengineer.simulation._schedule import Progress, Told
from reengineer.simulation._selftest import basic_checks, run_examples, theory_checks
from reengineer.simulation._settings import RunSettings
from reengineer.simulation._support import FileSupport, Support, file_support, support
from reengineer.simulation._workers import Workers, shared_workers

__all__ = [
    "DAMAGED",
    "Check",
    "Closeup",
    "Engine",
    "FileSupport",
    "Hooks",
    "Job",
    "KindResult",
    "Model",
    "Program",
    "Progress",
    "Replication",
    "RunSettings",
    "SimulationResult",
    "Support",
    "Told",
    "Workers",
    "basic_checks",
    "by_kind",
    "check_load",
    "compile_model",
    "compiled",
    "file_support",
    "from_bytes",
    "look_closely",
    "measure_answers",
    "refused_elements",
    "run_examples",
    "run_model",
    "run_models",
    "runs_in_threads",
    "shared_workers",
    "simulate",
    "support",
    "theory_checks",
    "to_bytes",
]
