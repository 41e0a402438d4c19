"""Whatever control step of whatever sample is deleted or passed by, the right breach is raised."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reengineer.annotations import AnnotatedMap
from reengineer.boundaries import Boundary
from reengineer.bpmn import read_bpmn
from reengineer.errors import ReengineerError
from reengineer.options._redraw import Redraw
from reengineer.options.changes import DeleteStep
from reengineer.review import load_review

ROOT = Path(__file__).resolve().parents[2]
REVIEWS = sorted(path.parent for path in (ROOT / "scenarios").glob("*/boundary.yaml"))
Mutation = Callable[[AnnotatedMap, str], AnnotatedMap]


def deleted(map_: AnnotatedMap, step: str) -> AnnotatedMap:
    return DeleteStep(step=step).altered(map_)


def passed_by(map_: AnnotatedMap, step: str) -> AnnotatedMap:
    """Let three cases in ten go round a step."""
    redraw = Redraw(map_, "mutation", map_.map.node(step))
    split, merge = redraw.gateway(), redraw.gateway()
    for flow in map_.map.incoming(step):
        redraw.redirect(flow.id, target=split)
    [way_on] = map_.map.outgoing(step)
    redraw.redirect(way_on.id, source=merge)
    redraw.flow(step, merge)
    around, through = redraw.flow(split, merge), redraw.flow(split, step)
    redraw.shares(split, {around: 0.3, through: "rest"})
    return redraw.done()


MUTATIONS = [deleted, passed_by]


def controls(boundary: Boundary) -> Iterator[tuple[str, str, str]]:
    """Give each control step with the code and rule of the breach that its loss must raise.

    One of several steps of a control that another control guards by itself is looked for there.
    """
    alone = {control.steps[0] for control in boundary.controls if len(control.steps) == 1}
    for control in boundary.controls:
        guarded = alone if len(control.steps) > 1 else ()
        yield from ((step, "B201", control.id) for step in control.steps if step not in guarded)
    for rule in boundary.rules.precedence:
        yield rule.before, "B202", f"precedence {rule.before} before {rule.after}"
    for share in boundary.rules.minimum_check_share:
        if share.min > 0.7:
            yield share.step, "B204", f"minimum_check_share {share.step}"


def cases() -> Iterator[tuple[Path, str, str, str]]:
    for folder in REVIEWS:
        boundary = Boundary.read(folder / "boundary.yaml")
        yield from ((folder, *control) for control in controls(boundary))


CASES = list(cases())


def test_there_are_controls_to_mutate() -> None:
    assert len(REVIEWS) >= 1
    assert {code for *_, code, _ in CASES} >= {"B201", "B202"}


@pytest.mark.parametrize("mutation", MUTATIONS)
@pytest.mark.parametrize(("folder", "step", "code", "rule"), CASES, ids=lambda value: getattr(value, "name", value))
def test_the_loss_of_a_control_of_a_review_is_a_breach(
    folder: Path, step: str, code: str, rule: str, mutation: Mutation
) -> None:
    review = load_review(folder)
    boundary = review.boundary
    assert boundary is not None
    before = boundary.check(review.as_is, review.as_is, ())
    after = boundary.check(review.as_is, mutation(review.as_is, step), ())
    found = {(breach.problem.code, breach.rule) for breach in after}
    assert (code, rule) not in {(breach.problem.code, breach.rule) for breach in before}
    assert (code, rule) in found
    entry = next(each for each in boundary.register(review.as_is, mutation(review.as_is, step)) if each.rule == rule)
    assert entry.verdict == "broken"
    assert entry.because


@pytest.mark.parametrize("folder", REVIEWS, ids=lambda folder: folder.name)
def test_a_least_share_is_broken_as_soon_as_fewer_cases_are_checked(folder: Path) -> None:
    review = load_review(folder)
    boundary = review.boundary
    assert boundary is not None
    for rule in boundary.rules.minimum_check_share:
        found = boundary.check(review.as_is, deleted(review.as_is, rule.step), ())
        assert ("B204", f"minimum_check_share {rule.step}") in {(each.problem.code, each.rule) for each in found}


def unavoidable(map_: AnnotatedMap) -> list[str]:
    """Return plain activities that every case must pass, by taking each out and looking for a way."""
    process = map_.map
    starts, ends = [node.id for node in process.starts], {node.id for node in process.ends}
    found = []
    for node in process.activities:
        plain = len(process.outgoing(node.id)) == 1 and process.incoming(node.id) and not process.is_expanded(node.id)
        if not plain or process.boundary_events(node.id) or node.parent != node.process:
            continue
        free = set().union(*(process.reachable(start, without={node.id}) for start in starts))
        if starts and ends and not free & ends:
            found.append(node.id)
    return found


def test_the_loss_of_any_unavoidable_step_of_the_public_maps_is_a_breach(shared: Path) -> None:
    tried = 0
    for path in sorted((shared / "samples").rglob("*.bpmn"))[:24]:
        try:
            map_ = annotate_file(path)
        except ReengineerError:
            continue
        processes = [process.id for process in map_.map.processes if process.id]
        for step in unavoidable(map_)[:3] if processes else ():
            entry = {"id": "C", "steps": [step], "must": {"on_every_path": {"from": "start", "to": "end"}}}
            boundary = Boundary(process=processes[0], controls=[entry])  # type: ignore[list-item]
            assert boundary.check(map_, map_, ()) == (), path.name
            for mutation in MUTATIONS:
                codes = {breach.problem.code for breach in boundary.check(map_, mutation(map_, step), ())}
                assert codes == {"B201"}, (path.name, step, mutation.__name__)
            tried += 1
    assert tried >= 12


def annotate_file(path: Path) -> AnnotatedMap:
    from reengineer.annotations import annotate

    return annotate(read_bpmn(path), None)
