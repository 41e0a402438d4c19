"""An installation can check itself."""

from dataclasses import replace
from pathlib import Path

import pytest

from reengineer.simulation import basic_checks, compiled, run_examples, theory_checks
from reengineer.simulation.selftest import _theory_models
from reengineer.simulation.selftest._selftest import _near


def test_every_basic_check_passes_exactly_or_within_its_tolerance() -> None:
    checks = list(basic_checks())
    assert [check.id for check in checks if not check.passed] == []
    assert len({check.id for check in checks}) == len(checks) >= 6


def test_a_value_that_is_not_near_fails() -> None:
    assert not _near("x", 1.0, 1.0 + 1e-11).passed
    assert _near("x", 1.0, 1.0 + 1e-13).passed


def test_the_form_of_the_draws_is_said() -> None:
    assert compiled() in (True, False)


def test_a_file_of_examples_is_run_when_it_is_asked_for() -> None:
    path = Path(__file__).resolve().parents[1] / "worked" / "runs.yaml"
    checks = run_examples(path)
    assert {"P20", "P41", "W60"} <= {check.id for check in checks}
    assert [check.id for check in checks if not check.passed] == []


def test_the_theory_checks_are_those_of_every_model(monkeypatch: pytest.MonkeyPatch) -> None:
    small = [replace(theory, cases=40, replications=2) for theory in _theory_models.theories()]
    monkeypatch.setattr(_theory_models, "theories", lambda: small)
    checks = list(theory_checks())
    assert len(checks) == sum(len(theory.expected) + len(theory.within) for theory in small) + 2
    assert [(check.id, check.got) for check in checks[-2:]] == [
        ("little.L_minus_lambda_W", 0.0),
        ("flow_conservation.residual", 0.0),
    ]
