"""An inclusive join counts once for the branches that it joins, and runs come near what is expected."""

import numpy as np
import pytest

from reengineer.simulation._log import KIND_JOIN
from reengineer.simulation._settings import RunSettings
from reengineer.simulation._sketch import Sketch
from reengineer.simulation.compiling._compile import compile_model
from reengineer.simulation.reference import ReferenceEngine

GATEWAYS = {"O": "inclusiveGateway", "J": "inclusiveGateway", "X": "exclusiveGateway", "F": "parallelGateway"}
BRANCHES = [("A", "J"), ("B", "J"), ("J", "C")]
MODELS = {
    "branches": (["S O", "O A", "O B", "C E"], {"O": {"to A": 1, "to B": 0.8}}, 1.0),
    "loop": (["S F", "F A", "F B", "C X", "X R", "R J", "X E"], {"X": {"to R": 0.25, "to E": "rest"}}, 4 / 3),
    "ways out": (["S X", "X A", "X B", "X E", "C E"], {"X": {"to A": 0.3, "to B": 0.2, "to E": "rest"}}, 0.5),
    "one by one": (["S O", "O A", "O B", "C O2", "O2 D", "O2 H", "D J2", "H J2", "J2 E"], {
        "O": {"to A": 1, "to B": 0.5}, "O2": {"to D": 1, "to H": 0.5},
    }, 1.0),
}  # fmt: skip


@pytest.mark.parametrize("name", MODELS)
def test_an_inclusive_join_counts_once_for_the_branches_that_it_joins(name: str) -> None:
    drawn, shares, expected = MODELS[name]
    flows = [(source, target) for source, target in (*(each.split() for each in drawn), *BRANCHES)]
    names = dict.fromkeys(node for flow in flows for node in flow)
    kinds = {"S": "startEvent", "E": "endEvent"} | GATEWAYS | {"O2": "inclusiveGateway", "J2": "inclusiveGateway"}
    notes = {"flows": shares, "cases": {"case": {"start": "S", "arrivals": "exponential(10 min)"}}}
    notes["steps"] = {node: {"duration": "1 min"} for node in names if node not in kinds}
    sketch = Sketch(nodes={node: kinds.get(node, "task") for node in names}, flows=flows, notes=notes)
    visits = sketch.annotated().visits()
    assert (visits["J"], visits["C"]) == pytest.approx((expected, expected))
    if "J2" in visits:
        assert visits["J2"] == pytest.approx(1.0)
    program = compile_model(sketch.annotated(), RunSettings(cases=2000))
    log = ReferenceEngine(program, 1, 0).run().log
    joined = (log.column("kind") == KIND_JOIN) & (log.column("element") == program.names.elements.index("J"))
    assert np.count_nonzero(joined) / 2000 == pytest.approx(expected, rel=0.06)
