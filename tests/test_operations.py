"""The catalogue of operations is complete and agrees with the question rules and the classes."""

from pathlib import Path

import pytest

from reengineer.files import read_yaml
from reengineer.operations import OPERATIONS, RequestedChange
from reengineer.options import kinds
from reengineer.options.changes import Unbatch

SPECIAL = {"answers", "why"}
# What an operation takes besides its parameters of the catalogue, because the map alone cannot tell it.
BESIDES = {
    "empower": {"joins"},
    "add_control": {"error_rate"},
    "add_proactive_update": {"cause", "part"},
    "assign_case_manager": {"hold"},
    "insource_step": {"duration"},
    "reduce_failure_demand": {"part"},
    "validate_at_entry": {"flow"},
}


def test_there_are_48_operations() -> None:
    assert len(OPERATIONS) == 48
    assert all(name == operation.name for name, operation in OPERATIONS.items())


def test_names_and_parameters_agree_with_the_catalogue(shared: Path) -> None:
    catalogue = read_yaml((shared / "domain" / "question_rules.yaml").read_bytes()).data["operations"]  # type: ignore[index]
    assert set(catalogue) == set(OPERATIONS)
    for name, entry in catalogue.items():
        assert set(entry["params"]) == set(OPERATIONS[name].parameters), name
        assert entry["kind"] == OPERATIONS[name].kind, name


def test_every_operation_says_what_a_simulation_shows() -> None:
    assert all(operation.simulates for operation in OPERATIONS.values())
    assert [name for name, operation in OPERATIONS.items() if not operation.is_simulated] == [
        "investigate",
        "collect_feedback",
    ]


def test_altered_elements_are_named_by_parameters() -> None:
    assert all(set(operation.subjects) <= set(operation.parameters) for operation in OPERATIONS.values())


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.operation)
def test_a_class_takes_the_parameters_of_its_operation(kind: type) -> None:
    names = {info.alias or name for name, info in kind.model_fields.items()} - SPECIAL  # type: ignore[attr-defined]
    operation = kind.operation  # type: ignore[attr-defined]
    assert names == set(OPERATIONS[operation].parameters) | BESIDES.get(operation, set())


def test_every_operation_can_be_made() -> None:
    assert set(kinds()) == set(OPERATIONS)


def test_every_operation_says_what_drives_its_cost() -> None:
    assert all(operation.costs and all(operation.costs) for operation in OPERATIONS.values())


def test_every_class_is_registered_under_its_operation() -> None:
    assert all(kind.operation == name for name, kind in kinds().items())


def test_a_change_is_what_a_boundary_asks_about() -> None:
    change: RequestedChange = Unbatch(step="alloc")
    assert (change.operation, dict(change.parameters()), change.subjects()) == (
        "unbatch",
        {"step": "alloc"},
        ("alloc",),
    )
