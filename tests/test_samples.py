"""Every sample stands on its own: drawn well, sound, within its boundary, with options that do what they say.

Nothing here names a sample, so that one more folder is tested as soon as it is there.
"""

import re
import shlex
import shutil
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from reengineer.annotations import AnnotatedMap, annotate
from reengineer.bpmn import Bounds, read_bpmn, write_bpmn
from reengineer.cli import run as run_command
from reengineer.options import Option
from reengineer.processmap import Flow, build_map, check_behaviour, check_form
from reengineer.report._map_picture import draw_map
from reengineer.review import Review, load_review
from reengineer.simulation import RunSettings, simulate

ROOT = Path(__file__).resolve().parents[1]
NAMES = sorted(path.parent.name for path in (ROOT / "scenarios").glob("*/review.yaml"))
FORBIDDEN = "X"


@pytest.fixture(scope="module", params=NAMES)
def sample(request: pytest.FixtureRequest) -> Review:
    return load_review(ROOT / "scenarios" / request.param)


def folder_of(sample: Review) -> Path:
    return ROOT / "models" / sample.path.parent.name


def bounds_of(map_: AnnotatedMap, element: str) -> Bounds:
    bounds = map_.map.definitions.diagram.shapes[element].bounds
    assert bounds is not None
    return bounds


def points_of(map_: AnnotatedMap, flow: Flow) -> tuple[tuple[float, float], ...]:
    return map_.map.definitions.diagram.edges[flow.id].waypoints


def options_of(sample: Review) -> Iterator[Option]:
    yield from sample.options.values()


def test_each_model_has_a_scenario_and_each_scenario_a_model() -> None:
    assert [path.name for path in sorted((ROOT / "models").iterdir())] == NAMES


def test_both_folders_say_what_they_hold(sample: Review) -> None:
    for folder in (folder_of(sample), sample.path.parent):
        text = (folder / "README.md").read_text(encoding="utf-8")
        assert "illustrative" in text or "invented" in text
        for path in folder.rglob("*"):
            if path.suffix in (".bpmn", ".xlsx", ".yaml"):
                assert f"`{path.relative_to(folder).as_posix()}`" in text, path.name


def test_the_map_is_read_without_a_complaint_and_sound(sample: Review) -> None:
    map_ = sample.as_is.map
    assert map_.definitions.problems == ()
    assert map_.problems == ()
    found = [*check_form(map_), *check_behaviour(map_)]
    assert [item for item in found if item.severity != "advice"] == []


def test_the_map_is_written_back_byte_for_byte(sample: Review) -> None:
    path = folder_of(sample) / "as-is.bpmn"
    assert write_bpmn(read_bpmn(path)) == path.read_bytes()


def test_everything_is_drawn(sample: Review) -> None:
    map_ = sample.as_is.map
    shapes, edges = map_.definitions.diagram.shapes, map_.definitions.diagram.edges
    (collaboration,) = map_.definitions.collaborations
    assert {node.id for node in map_.nodes} | {lane.id for lane in map_.lanes} <= set(shapes)
    assert {each.id for each in collaboration.participants} <= set(shapes)
    assert {flow.id for flow in map_.flows} | {each.id for each in collaboration.message_flows} <= set(edges)
    assert map_.definitions.diagram.counts.dangling == 0


def test_each_node_has_room_and_lies_in_its_lane(sample: Review) -> None:
    map_ = sample.as_is
    places = {node.id: bounds_of(map_, node.id) for node in map_.map.nodes}
    for (one, first), (other, second) in combinations(places.items(), 2):
        assert not first.overlaps(second, 10), f"{one} and {other}"
    for node in map_.map.nodes:
        assert bounds_of(map_, node.lane or "").contains(places[node.id]), node.id


def test_flows_run_at_right_angles_from_border_to_border(sample: Review) -> None:
    map_ = sample.as_is
    for flow in map_.map.flows:
        points = points_of(map_, flow)
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points)), flow.id
        for end, (x, y) in ((flow.source, points[0]), (flow.target, points[-1])):
            bounds = bounds_of(map_, end)
            assert x in (bounds.x, bounds.centre[0], bounds.right), flow.id
            assert y in (bounds.y, bounds.centre[1], bounds.bottom), flow.id


def test_no_flow_runs_through_a_node(sample: Review) -> None:
    map_ = sample.as_is
    for flow in map_.map.flows:
        for (x1, y1), (x2, y2) in pairwise(points_of(map_, flow)):
            low, high = (min(x1, x2), min(y1, y2)), (max(x1, x2), max(y1, y2))
            for node in map_.map.nodes:
                box = bounds_of(map_, node.id)
                apart = high[0] <= box.x or low[0] >= box.right or high[1] <= box.y or low[1] >= box.bottom
                assert apart, f"{flow.id} runs through {node.id}"


def crosses(first: tuple[tuple[float, float], ...], second: tuple[tuple[float, float], ...]) -> bool:
    """Say whether a level and an upright stretch of two lines cross inside both."""
    for (a, b), (c, d) in ((one, other) for one in pairwise(first) for other in pairwise(second)):
        for level, upright in (((a, b), (c, d)), ((c, d), (a, b))):
            if level[0][1] == level[1][1] and upright[0][0] == upright[1][0]:
                left, right = sorted((level[0][0], level[1][0]))
                low, high = sorted((upright[0][1], upright[1][1]))
                if left < upright[0][0] < right and low < level[0][1] < high:
                    return True
    return False


def test_hardly_any_flows_cross(sample: Review) -> None:
    map_ = sample.as_is
    lines = {flow.id: points_of(map_, flow) for flow in map_.map.flows}
    found = [pair for pair in combinations(lines, 2) if crosses(lines[pair[0]], lines[pair[1]])]
    assert len(found) <= 2, found


def test_each_task_of_people_stands_in_the_lane_of_its_group(sample: Review) -> None:
    for step in sample.as_is.steps:
        if step.notes.role is not None and step.node.is_activity:
            assert step.node.lane in (step.notes.role, f"lane_{step.notes.role}"), step.id


def test_the_workbook_says_what_the_yaml_file_says(sample: Review) -> None:
    definitions = sample.as_is.map.definitions
    assert annotate(definitions, folder_of(sample) / "annotations.xlsx").notes == sample.as_is.notes


def test_nothing_has_to_be_assumed_and_nobody_is_overloaded(sample: Review) -> None:
    assert sample.as_is.assumptions == ()
    assert 0 < max(sample.as_is.offered_load().values()) < 1


def test_figures_are_those_of_the_reference(shared: Path, sample: Review) -> None:
    from reengineer.files import read_yaml

    reference = read_yaml(shared / "domain" / "reference_models.yaml").data
    process = reference.get(sample.path.parent.name)  # type: ignore[union-attr]
    if process is None:
        assert sample.path.parent.name == "support"  # it has another source
        return
    notes = sample.as_is.notes
    for name, role in process["roles"].items():
        assert notes.resources[name].count == role["headcount"]
        assert f"{role['gbp_per_hour']} GBP/h" in str(notes.resources[name].cost)
    for each in process["steps"]:
        step, event = notes.steps.get(each["id"]), notes.events.get(each["id"])
        delay = next((item.delay for item in (step, event) if item is not None and item.delay is not None), None)
        if "external_wait_mean_min" in each:
            assert delay is not None
            assert (delay.mean, delay.cv) == (each["external_wait_mean_min"] * 60, pytest.approx(each["cv"]))
            continue
        assert step is not None
        assert step.duration is not None
        assert (step.duration.mean, step.duration.cv) == (
            pytest.approx(each["duration_mean_min"] * 60),
            pytest.approx(each.get("cv", 0)),
        )
        assert step.role == each.get("role")
        assert step.value is not None
        assert step.value.class_ == each["value_class"]
        assert set(each.get("controls", ())) <= set(step.controls)


def test_some_figures_say_how_they_are_known_and_how_far_they_may_be_wrong(sample: Review) -> None:
    notes = sample.as_is.notes
    assert any(step.evidence is not None for step in notes.steps.values())
    assert any(step.duration is not None and step.duration.is_uncertain for step in notes.steps.values())


def test_the_boundary_is_agreed_sealed_and_of_this_map(sample: Review) -> None:
    boundary = sample.boundary
    assert boundary is not None
    assert sample.as_of is not None
    assert boundary.status(sample.as_of, (folder_of(sample) / "as-is.bpmn").read_bytes()) == ()
    assert boundary.findings(sample.as_is) == ()
    assert boundary.broken_today(sample.as_is) == ()


def test_only_the_tempting_option_is_forbidden_and_by_a_control(sample: Review) -> None:
    boundary = sample.boundary
    assert boundary is not None
    controls = {control.id for control in boundary.controls}
    for option in options_of(sample):
        rules = {breach.rule for breach in option.breaches(sample.as_is, boundary, as_of=sample.as_of)}
        assert bool(rules & controls) == (option.id == FORBIDDEN), (option.id, rules)
        assert bool(rules) == (option.id == FORBIDDEN), (option.id, rules)


def test_the_page_names_the_control_that_forbids_it(sample: Review) -> None:
    boundary = sample.boundary
    assert boundary is not None
    text = (sample.path.parent / "README.md").read_text(encoding="utf-8")
    rules = {breach.rule for breach in sample.options[FORBIDDEN].breaches(sample.as_is, boundary)}
    assert any(control.id in text for control in boundary.controls if control.id in rules)


def test_an_option_answers_questions_that_there_are(sample: Review) -> None:
    from reengineer.questions import catalogue

    known = {rule.id for rule in catalogue()}
    for option in options_of(sample):
        assert set(option.answers) <= known, option.id
        assert option.answers or option.id == "same"


def test_a_changed_map_is_drawn_sound_and_read_again_as_it_is(sample: Review) -> None:
    for option in options_of(sample):
        to_be = option.apply(sample.as_is)
        assert [item for item in check_behaviour(to_be.map) if item.severity == "error"] == []
        again = build_map(read_bpmn(write_bpmn(to_be.map.definitions)))
        assert {(flow.source, flow.target) for flow in again.flows} == {
            (flow.source, flow.target) for flow in to_be.map.flows
        }
        svg = draw_map(to_be.map, title=option.title)
        assert all(f'data-element-id="{node.id}"' in svg for node in to_be.map.nodes)


def test_an_option_without_changes_gives_the_log_of_today_to_the_byte(sample: Review, tmp_path: Path) -> None:
    run = RunSettings(length="2 days", replications=1, seed=3, warm_up="none")
    same = sample.options["same"].apply(sample.as_is)
    written = []
    for name, annotated in (("then", sample.as_is), ("now", same)):
        simulate(annotated, run).event_log.to_csv(tmp_path / name)
        written.append((tmp_path / name).read_bytes())
    assert len(written[0]) > 10_000
    assert written[0] == written[1]
    assert write_bpmn(same.map.definitions) == write_bpmn(sample.as_is.map.definitions)


def commands(page: Path) -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ ")]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_commands_of_the_pages_run_one_after_the_other(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("models", "scenarios"):
        shutil.copytree(ROOT / folder / name, tmp_path / folder / name, ignore=shutil.ignore_patterns("results"))
    found = [line for folder in ("models", "scenarios") for line in commands(ROOT / folder / name / "README.md")]
    assert found
    for command in found:
        words = shlex.split(command)
        assert words[0] == "reengineer"
        expected = 4 if "--option" in words and FORBIDDEN in words else 0
        assert run_command(words[1:]) == expected, f"{command}\n{capsys.readouterr().err}"
