"""Run an annotated map as a discrete-event simulation: from notes to a log and its measures."""

from typing import TYPE_CHECKING

from reengineer._lazy import on_first_use

if TYPE_CHECKING:
    from reengineer.simulation._asked import measure_answers
    from reengineer.simulation._closeup import Closeup, look_closely
    from reengineer.simulation._hooks import Hooks
    from reengineer.simulation._kept import DAMAGED, KeptReplications, from_bytes, run_inputs, to_bytes
    from reengineer.simulation._kinds import KindResult, by_kind
    from reengineer.simulation._limits import Watch
    from reengineer.simulation._program import Program
    from reengineer.simulation._replication import Replication
    from reengineer.simulation._result import SimulationResult
    from reengineer.simulation._run import (
        Engine,
        Job,
        Model,
        check_load,
        run_model,
        run_models,
        runs_in_threads,
        simulate,
    )
    from reengineer.simulation._schedule import Progress, Told
    from reengineer.simulation._settings import RunSettings
    from reengineer.simulation._workers import Workers, shared_workers
    from reengineer.simulation.compiling._compile import compile_model, refused_elements
    from reengineer.simulation.compiling._prepare import Prepared, prepare
    from reengineer.simulation.compiling._support import FileSupport, Support, file_support, support
    from reengineer.simulation.loop._kernel import compiled
    from reengineer.simulation.selftest._check import Check
    from reengineer.simulation.selftest._examples import run_examples
    from reengineer.simulation.selftest._selftest import basic_checks, theory_checks

__all__ = [
    "DAMAGED",
    "Check",
    "Closeup",
    "Engine",
    "FileSupport",
    "Hooks",
    "Job",
    "KeptReplications",
    "KindResult",
    "Model",
    "Prepared",
    "Program",
    "Progress",
    "Replication",
    "RunSettings",
    "SimulationResult",
    "Support",
    "Told",
    "Watch",
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
    "prepare",
    "refused_elements",
    "run_examples",
    "run_inputs",
    "run_model",
    "run_models",
    "runs_in_threads",
    "shared_workers",
    "simulate",
    "support",
    "theory_checks",
    "to_bytes",
]

_HOMES = {
    "measure_answers": "_asked",
    "Check": "selftest._check",
    "Closeup": "_closeup",
    "look_closely": "_closeup",
    "compile_model": "compiling._compile",
    "refused_elements": "compiling._compile",
    "Hooks": "_hooks",
    "KindResult": "_kinds",
    "by_kind": "_kinds",
    "Watch": "_limits",
    "Prepared": "compiling._prepare",
    "prepare": "compiling._prepare",
    "Program": "_program",
    "DAMAGED": "_kept",
    "KeptReplications": "_kept",
    "from_bytes": "_kept",
    "run_inputs": "_kept",
    "to_bytes": "_kept",
    "Replication": "_replication",
    "SimulationResult": "_result",
    "Engine": "_run",
    "Job": "_run",
    "Model": "_run",
    "check_load": "_run",
    "compiled": "loop._kernel",
    "run_model": "_run",
    "run_models": "_run",
    "runs_in_threads": "_run",
    "simulate": "_run",
    "Progress": "_schedule",
    "Told": "_schedule",
    "basic_checks": "selftest._selftest",
    "run_examples": "selftest._examples",
    "theory_checks": "selftest._selftest",
    "RunSettings": "_settings",
    "FileSupport": "compiling._support",
    "Support": "compiling._support",
    "file_support": "compiling._support",
    "support": "compiling._support",
    "Workers": "_workers",
    "shared_workers": "_workers",
}

__getattr__ = on_first_use(__name__, _HOMES)
