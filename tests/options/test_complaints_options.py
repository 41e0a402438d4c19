"""The options of the complaints review lead to the maps that they promise."""

from pathlib import Path

import pytest

from reengineer.annotations import AnnotatedMap, annotate
from reengineer.bpmn import read_bpmn, write_bpmn
from reengineer.options import Option
from reengineer.options.changes import AddTriage
from reengineer.processmap import build_map
from reengineer.quantities import Estimate
from reengineer.simulation import RunSettings, simulate

NAMES = [
    "a_automatic_acknowledgement",
    "b_delegated_approval",
    "c_fast_track",
    "d_quality_sample",
    "x_no_second_person",
]
RETURNS = 1 / (1 - 0.04 - 0.96 * 0.05)


def to_be(complaints: AnnotatedMap, scenario: Path, name: str) -> AnnotatedMap:
    return Option.read(scenario / "options" / f"{name}.yaml").apply(complaints)


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_map_is_written_and_read_again_as_it_is(complaints: AnnotatedMap, scenario: Path, name: str) -> None:
    changed = to_be(complaints, scenario, name)
    again = build_map(read_bpmn(write_bpmn(changed.map.definitions)))
    assert [(node.id, node.type, node.lane) for node in again.nodes] == [
        (node.id, node.type, node.lane) for node in changed.map.nodes
    ]
    assert {flow.id: (flow.source, flow.target) for flow in again.flows} == {
        flow.id: (flow.source, flow.target) for flow in changed.map.flows
    }


@pytest.mark.parametrize("name", NAMES)
def test_notes_of_a_changed_map_fit_it(complaints: AnnotatedMap, scenario: Path, name: str) -> None:
    changed = to_be(complaints, scenario, name)
    assert annotate(changed.map, changed.notes).notes == changed.checked().notes


@pytest.mark.parametrize("name", NAMES)
def test_the_as_is_map_is_left_alone(complaints: AnnotatedMap, scenario: Path, name: str) -> None:
    before = (write_bpmn(complaints.map.definitions), complaints.notes.to_data(), complaints.differences)
    to_be(complaints, scenario, name)
    assert (write_bpmn(complaints.map.definitions), complaints.notes.to_data(), complaints.differences) == before


@pytest.mark.parametrize("name", NAMES)
def test_the_same_option_gives_the_same_map_twice(complaints: AnnotatedMap, scenario: Path, name: str) -> None:
    assert to_be(complaints, scenario, name) == to_be(complaints, scenario, name)


def test_the_manager_approves_the_rest_under_delegation(complaints: AnnotatedMap, scenario: Path) -> None:
    delegated = to_be(complaints, scenario, "b_delegated_approval")
    drafts = 0.55 / (1 - 0.3 * 0.04 - (1 - 0.3 * 0.04) * 0.05)
    assert complaints.visits()["approve"] == pytest.approx(0.55 * RETURNS)
    assert delegated.visits()["approve"] == pytest.approx(0.3 * drafts)
    assert complaints.offered_load()["manager"] == pytest.approx(0.80, abs=0.01)
    assert delegated.offered_load()["manager"] == pytest.approx(0.37, abs=0.01)


def test_automation_frees_the_share_it_takes(complaints: AnnotatedMap, scenario: Path) -> None:
    automatic = to_be(complaints, scenario, "a_automatic_acknowledgement")
    assert automatic.visits()["ack"] == pytest.approx(0.2 * 0.55)
    assert automatic.visits()["alloc"] == pytest.approx(0.2 * 0.55)
    assert automatic.notes.events["allocation_run"].release is None


def test_a_quarter_of_the_responses_is_checked(complaints: AnnotatedMap, scenario: Path) -> None:
    sampled = to_be(complaints, scenario, "d_quality_sample").visits()
    assert sampled["qa"] / (sampled["approve"] * 0.96) == pytest.approx(0.25)


def test_errors_of_triage_cost_both_ways(complaints: AnnotatedMap, scenario: Path) -> None:
    triage = Option.read(scenario / "options" / "c_fast_track.yaml").changes[0]
    assert isinstance(triage, AddTriage)
    right, wrong = (
        triage.model_copy(update={"accuracy": Estimate(accuracy)}).apply(complaints).visits() for accuracy in (1.0, 0.9)
    )
    assert right["fast"] == pytest.approx(0.55 * 0.35)
    assert wrong["fast"] == pytest.approx(0.55 * 0.38)
    assert right["gather"] == pytest.approx(0.55 * 0.65)
    assert wrong["gather"] == pytest.approx(0.55 * (0.62 + 0.065))
    assert right["send"] == pytest.approx(wrong["send"])


def test_without_the_second_person_payment_follows_at_once(complaints: AnnotatedMap, scenario: Path) -> None:
    changed = to_be(complaints, scenario, "x_no_second_person")
    assert changed.map.flow("redress_to_payok").target == "payment_run"
    assert changed.differences[0].removed == ("payok", "payok_to_payment_run")


def test_an_option_without_changes_gives_the_log_of_today_to_the_byte(
    complaints: AnnotatedMap, scenario: Path, tmp_path: Path
) -> None:
    same = Option.read(scenario / "options" / "same.yaml")
    run = RunSettings(length="1 week", replications=1, seed=3, warm_up="none")
    written = []
    for name, annotated in (("then", complaints), ("now", same.apply(complaints))):
        simulate(annotated, run).event_log.to_csv(tmp_path / name)
        written.append((tmp_path / name).read_bytes())
    assert len(written[0]) > 10_000
    assert written[0] == written[1]
    assert write_bpmn(same.apply(complaints).map.definitions) == write_bpmn(complaints.map.definitions)
