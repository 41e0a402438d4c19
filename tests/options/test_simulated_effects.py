"""Each operation moves what a simulation shows the way its page says, with the same random numbers before and after."""

import importlib.util
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from reengineer.annotations import AnnotatedMap
from reengineer.options import apply_changes, kinds
from reengineer.quantities import Estimate
from reengineer.simulation import RunSettings, simulate
from reengineer.source import Source

pytestmark = pytest.mark.slow

RUN = RunSettings(length="6 weeks", replications=2, seed=7, warm_up="none")
Facts = Mapping[str, float]
Effect = Callable[[Facts, Facts], bool]


def _examples() -> ModuleType:
    spec = importlib.util.spec_from_file_location("examples_of_effects", Path(__file__).with_name("every_operation.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


EXAMPLES = _examples()


def facts_of(annotated: AnnotatedMap) -> Facts:
    """Return what a run gives, for each case that began: work, waits by cause, cost, executions, work by group."""
    result = simulate(annotated, RUN)
    log, cases = result.log, result.cases
    count = len(cases)
    ended = cases[cases["completed"].notna()]
    cycle = (ended["completed"] - ended["arrived"]).dt.total_seconds().mean()
    found = {
        "cases": float(count),
        "cycle": cycle,
        "cost": log["cost"].sum() / count,
        "work": log["work_s"].sum() / count,
    }
    for column in (name for name in log.columns if name.startswith("wait_")):
        found[column.removesuffix("_s")] = log[column].sum() / count
    found["wait"] = sum(value for name, value in found.items() if name.startswith("wait_"))
    for element, rows in log.groupby("element", observed=True):
        found[f"n {element}"] = len(rows) / count
    for group, work in log.groupby("group", observed=True)["work_s"].sum().items():
        found[f"by {group}"] = float(work) / count
    return found


def falls(*names: str) -> Effect:
    return lambda then, now: all(now.get(name, 0.0) < then[name] for name in names)


def rises(*names: str) -> Effect:
    return lambda then, now: all(now.get(name, 0.0) > then.get(name, 0.0) for name in names)


def stays(*names: str) -> Effect:
    return lambda then, now: all(now[name] == pytest.approx(then[name], rel=1e-9) for name in names)


def both(*effects: Effect) -> Effect:
    return lambda then, now: all(effect(then, now) for effect in effects)


EFFECTS: dict[tuple[str, int], Effect] = {
    ("delete_step", 0): both(falls("cost", "n order"), stays("n notify")),
    ("merge_steps", 0): both(falls("work", "by expert", "n weigh", "n photo"), rises("by clerk")),
    ("split_step", 0): both(falls("n weigh"), rises("n weigh_split_step_2", "by expert")),
    ("move_step", 1): rises("n weigh", "cost"),
    ("reorder_knockouts", 0): both(falls("n identity", "cost"), rises("n credit")),
    ("relocate_control", 0): falls("n identity", "cost"),
    ("relocate_control", 1): both(falls("by clerk", "cost"), rises("wait_external")),
    ("parallelise", 0): both(stays("work"), falls("cycle")),
    ("sequentialise", 0): both(stays("work"), rises("cycle")),
    ("automate_step", 0): falls("by clerk", "n weigh"),
    ("empower", 0): falls("n confirm"),
    ("add_triage", 0): both(falls("n weigh"), rises("by quickly")),
    ("change_routing", 0): rises("n credit"),
    ("remove_gateway", 0): rises("n credit"),
    ("add_exception_path", 0): both(falls("by clerk"), rises("by cashier")),
    ("replace_fragment", 0): both(falls("work"), rises("n weigh_replace_fragment_scan")),
    ("add_control", 0): rises("work", "n weigh"),
    ("remove_control", 0): falls("work", "cost"),
    ("change_rework_prob", 0): falls("n confirm", "work"),
    ("change_duration", 0): falls("work", "cost"),
    ("change_cost", 0): both(rises("cost"), stays("work", "wait")),
    ("change_error_rate", 0): falls("n confirm", "work"),
    ("standardise_step", 0): falls("work"),
    ("validate_at_entry", 0): falls("n before"),
    ("buffer_information", 0): falls("wait_external", "n lookup"),
    ("set_batch", 1): rises("wait_batching"),
    ("unbatch", 0): falls("wait_batching"),
    ("unbatch", 1): falls("cycle"),
    ("train", 0): falls("work", "cost"),
    ("change_abandonment", 0): falls("n identity", "work"),
    ("reassign_step", 0): both(falls("by expert"), rises("by clerk")),
    ("outsource_step", 0): both(falls("by expert"), rises("wait_external")),
    ("insource_step", 0): both(falls("wait_external"), rises("by clerk")),
    ("change_headcount", 0): falls("wait_contention"),
    ("change_calendar", 1): falls("wait_unavailability"),
    ("pool_resources", 0): rises("by clerk and expert"),
    ("change_arrivals", 0): falls("cases", "wait_contention"),
    ("deflect_demand", 0): both(falls("cases"), rises("n form_deflect_demand_2")),
    ("reduce_failure_demand", 0): falls("cases"),
    ("reduce_failure_demand", 1): falls("n before"),
    ("add_proactive_update", 0): both(falls("cases"), rises("n identity_add_proactive_update_1")),
    ("set_batch", 0): rises("wait_batching", "cycle"),
    ("change_patience", 0): falls("n weigh", "work", "wait_contention"),
    ("change_calendar", 0): both(stays("work", "cost"), falls("wait_unavailability")),
    ("cross_train", 0): both(falls("wait_contention", "wait_unavailability"), rises("work")),
    ("assign_case_manager", 0): both(falls("work", "by clerk"), rises("wait_contention")),
    ("change_priority_rule", 0): both(rises("wait_prioritisation"), falls("wait_contention")),
    ("change_priority_rule", 1): both(stays("work", "cost"), rises("wait_prioritisation")),
    ("change_arrivals", 1): both(rises("wait_contention"), falls("wait_unavailability")),
    ("change_channel", 1): falls("n confirm", "by expert"),
    ("investigate", 0): lambda then, now: dict(then) == dict(now),
    ("collect_feedback", 0): lambda then, now: dict(then) == dict(now),
}


@pytest.fixture(scope="module")
def claims(draw: Callable[..., AnnotatedMap]) -> AnnotatedMap:
    """Return the claims map where nobody gives up: the same work is done however long it waits."""
    whole = EXAMPLES.claims(draw)
    for step in ("identity", "confirm"):
        whole = whole.with_step(step, whole.step(step).notes.model_copy(update={"patience": None}))
    return whole  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def then(claims: AnnotatedMap) -> Facts:
    return facts_of(claims)


def changed(claims: AnnotatedMap, name: str, number: int, folder: Path, draw: Callable[..., AnnotatedMap]) -> Any:
    (folder / "part.bpmn").write_bytes(EXAMPLES.part(draw))
    change = kinds()[name].model_validate(EXAMPLES.CASES[name][number])
    return apply_changes(claims, [change.placed(Source(file=str(folder / "option.yaml")))])


@pytest.mark.parametrize(("name", "number"), EFFECTS, ids=[f"{name} {number + 1}" for name, number in EFFECTS])
def test_an_operation_moves_what_its_page_says(
    claims: AnnotatedMap, then: Facts, draw: Callable[..., AnnotatedMap], tmp_path: Path, name: str, number: int
) -> None:
    now = facts_of(changed(claims, name, number, tmp_path, draw))
    assert EFFECTS[name, number](then, now), {key: (then.get(key), now.get(key)) for key in {**then, **now}}


def test_levelling_a_peak_takes_waiting_for_people_away(
    claims: AnnotatedMap, draw: Callable[..., AnnotatedMap], tmp_path: Path
) -> None:
    early = {"profile": [3, 3, 1, 1, 1, 1, 1, 1], "share": "claim"}
    peaked = apply_changes(claims, [kinds()["change_arrivals"].model_validate(early).placed(Source(file="early.yaml"))])
    then, now = facts_of(peaked), facts_of(changed(peaked, "level_demand", 0, tmp_path, draw))
    assert both(stays("cases"), falls("wait_contention"))(then, now)


STRAINED: dict[tuple[str, int], Effect] = {
    ("set_sla", 0): both(rises("by expert"), falls("wait")),
    ("add_callback", 0): both(rises("n identity"), rises("wait_extraneous")),
}
"""What takes effect only where people wait long."""


@pytest.mark.parametrize(("name", "number"), STRAINED, ids=[f"{name} {number + 1}" for name, number in STRAINED])
def test_who_waits_long_is_helped_or_called_back(
    claims: AnnotatedMap, draw: Callable[..., AnnotatedMap], tmp_path: Path, name: str, number: int
) -> None:
    few = claims.notes.resources["clerk"].model_copy(update={"members": Estimate(2.0)})
    strained = claims.with_notes(
        claims.notes.model_copy(update={"resources": {**claims.notes.resources, "clerk": few}})
    )
    then, now = facts_of(strained), facts_of(changed(strained, name, number, tmp_path, draw))
    assert STRAINED[name, number](then, now), {key: (then.get(key), now.get(key)) for key in {**then, **now}}


def test_every_operation_has_an_effect_that_is_looked_for() -> None:
    assert {name for name, _ in (*EFFECTS, *STRAINED, ("level_demand", 0))} == set(EXAMPLES.CASES)
