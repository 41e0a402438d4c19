"""The values of theory in the package agree with those of the reference material, where it is there."""

import json
from pathlib import Path

import pytest

from reengineer.simulation._theory_models import theories

NAMES = {
    "mm1": ("Wq", "W"),
    "mm3": ("Wq", "W"),
    "md1": ("Wq",),
    "jackson_rework": ("W_A", "W_B", "W_C", "W_D", "cycle_time", "visits_B"),
    "forkjoin2": ("T",),
    "rework_geometric": ("mean_visits",),
}


@pytest.mark.parametrize("name", NAMES)
def test_theory_agrees_with_the_reference(shared: Path, name: str) -> None:
    text = (shared / "oracles" / "analytic_oracles.json").read_text(encoding="utf-8")
    reference = {oracle["id"]: oracle["expected"] for oracle in json.loads(text)["oracles"]}
    ours = {theory.id: theory.expected for theory in theories()}[name]
    assert tuple(ours) == NAMES[name] or set(ours) == set(NAMES[name])
    for value in NAMES[name]:
        assert ours[value][0] == pytest.approx(reference[name][value], rel=1e-12)
