"""The values of theory in the package agree with those of the reference material, where it is there."""

import json
from pathlib import Path

import pytest

from reengineer.simulation.selftest._theory_models import theories

NAMES: dict[str, tuple[str, ...]] = {
    "mm1": ("Wq", "W"),
    "mm3": ("Wq", "W"),
    "mm10": ("Wq", "W"),
    "md1": ("Wq",),
    "me2_1": ("Wq",),
    "mg1_lognormal": ("Wq",),
    "mg1_uniform": ("Wq",),
    "mg1_triangular": ("Wq",),
    "mm2k": ("p_block",),
    "erlangB": ("p_block",),
    "erlangA": ("p_abandon", "Wq_all"),
    "prio_np": ("W1", "W2"),
    "prio_pr": ("W1", "W2"),
    "machine_repair": ("W_down",),
    "vacation": ("Wq",),
    "vacation_det": ("Wq",),
    "forkjoin_inf": ("mean_max",),
    "jackson_rework": ("W_A", "W_B", "W_C", "W_D", "cycle_time", "visits_B"),
    "forkjoin2": ("T",),
    "rework_geometric": ("mean_visits",),
}


def test_every_model_of_the_reference_is_here(shared: Path) -> None:
    text = (shared / "oracles" / "analytic_oracles.json").read_text(encoding="utf-8")
    laws = {"calendar_fixed", "little", "flow_conservation"}
    """One of the basic checks, and two laws that every run is held against."""
    assert {oracle["id"] for oracle in json.loads(text)["oracles"]} == {each.id for each in theories()} | laws


def test_bounds_agree_with_the_reference(shared: Path) -> None:
    text = (shared / "oracles" / "analytic_oracles.json").read_text(encoding="utf-8")
    reference = {oracle["id"]: oracle["expected"] for oracle in json.loads(text)["oracles"]}["forkjoin4_bounds"]
    within = {theory.id: theory.within for theory in theories()}["forkjoin4_bounds"]
    assert within["T"][:2] == pytest.approx((reference["lower_single"], reference["upper_independent"]), rel=1e-12)
    middle = reference["nelson_tantawi_approx"]
    assert within["T_approximately"][:2] == pytest.approx((0.95 * middle, 1.05 * middle), rel=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_theory_agrees_with_the_reference(shared: Path, name: str) -> None:
    text = (shared / "oracles" / "analytic_oracles.json").read_text(encoding="utf-8")
    reference = {oracle["id"]: oracle["expected"] for oracle in json.loads(text)["oracles"]}
    ours = {theory.id: theory.expected for theory in theories()}[name]
    assert tuple(ours) == NAMES[name] or set(ours) == set(NAMES[name])
    for value in NAMES[name]:
        assert ours[value][0] == pytest.approx(reference[name][value], rel=1e-12)
