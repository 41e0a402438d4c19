"""A plan has a task, a measure and a way back for each operation; its critical path is that worked by hand."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import permutations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reengineer.annotations import AnnotatedMap
from reengineer.boundaries import Boundary
from reengineer.errors import ReviewError
from reengineer.operations import OPERATIONS
from reengineer.options import Option
from reengineer.options.changes import AutomateStep, DeleteStep, Empower
from reengineer.plan import ImplementationPlan, Task, affected_groups, make_plan, schedule, task_catalogue
from reengineer.report import draw_gantt

Draw = Callable[..., AnnotatedMap]
NOTES = """
version: 1
resources: {desk: {members: 2}, clerk: {members: 3}, boss: {members: 1}, post: {members: 1}, far: {members: 1}}
steps:
  log: {role: desk}
  work: {role: clerk}
  check: {role: boss, is_approval: true}
  send: {role: post}
  keep: {role: far}
"""


@pytest.fixture
def office(draw: Draw) -> AnnotatedMap:
    return draw("start > log > work > check > send > keep > end", NOTES)


def plan_of(*tasks: tuple[str, float, str], start: date | None = None) -> ImplementationPlan:
    made = tuple(
        Task(id=name, title=name, days=days, owner="x", after=tuple(after.split())) for name, days, after in tasks
    )
    return ImplementationPlan(option="X", tasks=made, start=start)


def test_every_operation_has_tasks_a_measure_and_a_way_back() -> None:
    catalogue = task_catalogue()
    assert set(catalogue.operations) == set(OPERATIONS)
    for name, asked in catalogue.operations.items():
        assert asked.tasks, name
        assert set(asked.tasks) <= set(catalogue.kinds), name
        assert asked.watch, name
        assert asked.undo, name
    for kind in catalogue.kinds.values():
        assert set(kind.after) <= set(catalogue.kinds)
        assert "{what}" in kind.title


def test_each_change_of_an_option_brings_its_tasks(office: AnnotatedMap) -> None:
    option = Option(id="X", title="T", changes=(Empower(step="check", share=0.5), AutomateStep(step="log", share=0.5)))
    plan = make_plan(option, office, option.apply(office))
    for number, change in enumerate(option.changes, 1):
        mine = [task for task in plan.tasks if task.id.startswith(f"{number}-")]
        assert {task.operation for task in mine} == {change.operation}
        assert all(task.watch and task.undo for task in mine)
    assert plan.tasks[-3].id == "ready"
    assert set(plan.tasks[-3].after) == {task.id for task in plan.tasks[:-3]}
    assert [task.id for task in plan.tasks[-2:]] == ["go-live", "watch"]
    assert "automatic share" in plan.tasks[-1].watch


def test_those_affected_are_whose_steps_change_and_their_neighbours(office: AnnotatedMap) -> None:
    option = Option(id="X", title="T", changes=(DeleteStep(step="check"),))
    assert set(affected_groups(office, option.apply(office))) == {"clerk", "boss", "post"}
    assert affected_groups(office, office) == ()


def test_controls_are_verified_again_and_promises_become_tasks(office: AnnotatedMap) -> None:
    boundary = Boundary(process="p", controls=[{"id": "C 1", "steps": ["check"], "verified_by": "C. Check"}])  # type: ignore[list-item]
    option = Option(
        id="X", title="T", changes=(Empower(step="check", share=0.5),), costs={"tasks": ["dpia", "consultation"]}
    )  # type: ignore[arg-type]
    plan = make_plan(option, office, option.apply(office), boundary)
    by_id = {task.id: task for task in plan.tasks}
    assert by_id["verify-C1"].owner == "C. Check"
    assert {"dpia", "consultation"} <= set(by_id)


def test_the_critical_path_by_hand() -> None:
    # a 3, then b 2 or c 4, then d 1: c is on the longest way, b may slip by 2.
    found = schedule(plan_of(("a", 3, ""), ("b", 2, "a"), ("c", 4, "a"), ("d", 1, "b c")))
    assert found.days == 8
    assert found.critical_path == ("a", "c", "d")
    assert {each.task.id: (each.begins, each.ends, each.slack) for each in found.tasks} == {
        "a": (0, 3, 0), "b": (3, 5, 2), "c": (3, 7, 0), "d": (7, 8, 0),
    }  # fmt: skip


@st.composite
def any_plan(draw: st.DrawFn) -> ImplementationPlan:
    names = list("abcdef")
    days = st.integers(min_value=0, max_value=9)
    rows = []
    for number, name in enumerate(names):
        after = draw(st.lists(st.sampled_from(names[:number]), unique=True)) if number else []
        rows.append((name, float(draw(days)), " ".join(after)))
    return plan_of(*draw(st.permutations(rows)))


def longest_way(plan: ImplementationPlan) -> float:
    """List every chain of tasks and take the longest."""
    by_id = {task.id: task for task in plan.tasks}

    def length(name: str) -> float:
        return by_id[name].days + max((length(before) for before in by_id[name].after), default=0.0)

    return max(map(length, by_id))


@given(any_plan())
def test_the_length_is_that_of_the_longest_chain(plan: ImplementationPlan) -> None:
    found = schedule(plan)
    assert found.days == longest_way(plan)
    by_id = {each.task.id: each for each in found.tasks}
    for each in found.tasks:
        assert all(by_id[before].ends <= each.begins for before in each.task.after)
        longer = [task.model_copy(update={"days": task.days + each.slack}) if task.id == each.task.id else task
                  for task in plan.tasks]  # fmt: skip
        assert schedule(plan.model_copy(update={"tasks": tuple(longer)})).days == found.days
    assert sum(by_id[name].task.days for name in found.critical_path) >= found.days


@pytest.mark.parametrize("order", list(permutations(["a", "b", "c"])))
def test_a_circle_is_found_wherever_it_stands(order: Sequence[str]) -> None:
    after = {"a": "c", "b": "a", "c": "b"}
    with pytest.raises(ReviewError, match="in a circle") as caught:
        schedule(plan_of(*((name, 1, after[name]) for name in order), ("d", 1, "")))
    assert caught.value.problems[0].code == "RE940"


def test_a_circle_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "implementation.yaml"
    path.write_text(
        "version: 1\noption: X\ntasks:\n  - {id: a, title: A, days: 1, owner: x, after: [b]}\n"
        "  - {id: b, title: B, days: 1, owner: x, after: [a]}\n"
    )
    plan, document = ImplementationPlan.read(path)
    with pytest.raises(ReviewError) as caught:
        schedule(plan, document)
    assert "a waits for b waits for a" in str(caught.value)
    assert caught.value.problems[0].source.line == 4


def test_unknown_and_repeated_ids_are_refused() -> None:
    with pytest.raises(ReviewError) as caught:
        schedule(plan_of(("train", 1, ""), ("live", 1, "trian"), ("live", 2, "")))
    assert [problem.code for problem in caught.value.problems] == ["RE941", "RE942"]
    assert 'nearest: "train"' in str(caught.value)


def test_weekends_are_no_working_days() -> None:
    found = schedule(plan_of(("a", 3, ""), ("b", 1, "a"), start=date(2026, 12, 3)))
    assert [found.day(at) for at in (0, 1, 2, 3, 4)] == [
        date(2026, 12, 3), date(2026, 12, 4), date(2026, 12, 7), date(2026, 12, 8), date(2026, 12, 9),
    ]  # fmt: skip
    data = found.to_dict()
    first = data["tasks"][0]  # type: ignore[index]
    assert (first["begins_on"], first["ends_on"]) == ("2026-12-03", "2026-12-07")
    assert schedule(plan_of(("a", 1, ""), start=date(2026, 12, 5))).day(0) == date(2026, 12, 7)


def test_a_plan_reads_back_as_it_was_written(office: AnnotatedMap, tmp_path: Path) -> None:
    option = Option(id="X", title="T: [odd]", changes=(Empower(step="check", share=0.5),))
    plan = make_plan(option, office, option.apply(office), start=date(2026, 12, 1))
    path = tmp_path / "implementation.yaml"
    path.write_text(plan.to_yaml())
    assert ImplementationPlan.read(path)[0] == plan


def test_the_picture_is_xml_whatever_a_title_holds() -> None:
    hostile = "<script>alert(1)</script>\u202e & \"'"
    tasks = (Task(id="a", title=hostile, days=2, owner="x"), Task(id="b", title="B", days=0, owner="x", after=("a",)))
    plan = ImplementationPlan(option=hostile, tasks=tasks)
    svg = draw_gantt(schedule(plan))
    assert "<script>" not in svg
    assert "\u202e" not in svg
    assert len(ET.fromstring(svg)) > 4
    assert svg == draw_gantt(schedule(plan))
