"""A search finds the front, never simulates what is forbidden, and tells only what was tested again."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from reengineer.boundaries import Boundary
from reengineer.comparison import decide
from reengineer.errors import UsageError
from reengineer.search import Found, SearchPlan, Space, Study, _found, _runner, _search, fresh_seed, judge, optimise
from reengineer.search._memory import Memory
from reengineer.search._race import thinned, undominated
from reengineer.search._runner import Candidate, Runner, run_as_is
from reengineer.search._search import Course
from reengineer.search._space import moved
from reengineer.simulation import Job, Model, RunSettings, run_models

PLAN = SearchPlan(retest=5)
RUNGS = (3, 6, 12)
"""One rung fewer than usual, so that tests take half the time."""


@pytest.fixture(autouse=True, scope="module")
def _fewer_rungs() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module in (_found, _runner, _search):
            patch.setattr(module, "RUNGS", RUNGS)
        yield


def told(found: Found) -> str:
    return json.dumps(found.to_dict("desk"), allow_nan=False)


def all_run(study: Study, space: Space, rung: int, folder: Path | None = None) -> list[Candidate]:
    """Return every point that may be simulated, with as many replications each, as nobody who searches would do it."""
    memory = Memory.of(study, folder, warm_up_s=0.0)
    runner = Runner(study, space, run_as_is(study, None, "auto"), memory)
    able = [each for each in map(runner.candidate, space.points()) if each.standing == "permitted"]
    runner.run([(each, rung) for each in able], None, "auto", lambda _: None)
    return [each for each in able if each.standing == "permitted"]


def front_of(study: Study, everyone: Sequence[Candidate]) -> set[str]:
    """Return the options on the front of candidates that were all run alike."""
    rows, efforts = np.stack([each.estimates for each in everyone]), [moved(each.point) for each in everyone]
    room = np.array(study.room)
    front = np.flatnonzero(undominated(rows, efforts, room))
    kept = front[thinned(rows[front], [efforts[place] for place in front], room)]
    return {everyone[place].option.id for place in kept if efforts[place]}


def volumes(rows: Any, seen: Any, tools: SimpleNamespace) -> tuple[float, float]:
    """Return the volume that all rows cover together, and that those seen cover."""
    worst = rows.max(axis=0) + 1e-9
    fronts = (each[undominated(each, [0] * len(each), np.zeros(3))] for each in (rows, seen))
    whole, part = (tools.hypervolume(front, worst) for front in fronts)
    return whole, part


@pytest.fixture(scope="module")
def found(study: Study, tools: SimpleNamespace) -> Found:
    return optimise(study, tools.SMALL, PLAN)


def test_a_small_space_is_gone_through_whole(found: Found) -> None:
    assert found.searched.exhaustive
    assert found.searched.ended == "complete"
    assert found.counts["looked_at"] == found.space.size - 1
    assert found.counts["not_reached"] == 0


def test_the_front_is_that_of_all_candidates_run_to_the_end(found: Found, study: Study, tools: SimpleNamespace) -> None:
    expected = front_of(study, all_run(study, tools.SMALL, RUNGS[-1]))
    assert len(expected) == 3
    assert {item.option.id for item in found.finalists} == expected


def test_less_is_spent_than_running_everyone_to_the_end(found: Found) -> None:
    assert found.searched.spent < found.counts["simulated"] * RUNGS[-1]
    assert found.counts["beaten"] > 0


def test_what_is_forbidden_is_never_simulated(study: Study, tools: SimpleNamespace, ran: list[str]) -> None:
    space: Space = tools.SMALL
    standings = {space.option(point).id: judge(study, space.option(point)).standing for point in space.points()}
    assert list(standings.values()).count("forbidden") > 3
    found = optimise(study, space, SearchPlan(budget=40, retest=2))
    assert ran
    assert {standings[name] for name in ran if name != "as-is"} == {"permitted"}
    assert found.counts["forbidden"] == list(standings.values()).count("forbidden")
    assert sum(count for _, count in found.forbidden_by) == found.counts["forbidden"]


def test_what_is_unstable_is_told(found: Found) -> None:
    assert found.counts["unstable"] == 2
    assert all(item.option.id in {p.option.id for p in found.finalists} for item in found.proposals)


def test_every_proposal_passes_the_boundary(found: Found, study: Study) -> None:
    assert found.proposals
    assert {judge(study, item.option).standing for item in found.finalists} == {"permitted"}


def test_no_proposal_is_shown_to_be_beaten_by_another(found: Found) -> None:
    comparison = found.retested.comparison
    names = {"as-is", *(item.option.id for item in found.proposals)}
    kept = replace(comparison, outcomes=tuple(item for item in comparison.outcomes if item.id in names))
    assert len(kept.outcomes) >= 3
    assert [item.option for item in decide(kept).options if item.dominated_by] == []


def test_the_figures_told_are_those_of_other_random_numbers(found: Found, study: Study) -> None:
    again = found.retested.run
    assert again.seed == fresh_seed(study.run.seed) != study.run.seed
    item = found.proposals[0]
    to_be = item.option.apply(study.as_is)
    result = run_models([Model(annotated=to_be, settings=again, job=Job())])[0]
    for criterion in study.criteria:
        measured = found.retested.comparison.outcome(item.option.id).measured(criterion.id)
        assert measured is not None
        assert measured.value == pytest.approx(result.values(criterion.as_measure()).mean(), rel=1e-12)


@pytest.mark.parametrize(("budget", "seed"), [(24, 2**32 - 1)])
def test_any_budget_gives_figures_that_were_not_chosen(
    study: Study, tools: SimpleNamespace, budget: int, seed: int
) -> None:
    own = replace(study, run=study.run.model_copy(update={"seed": seed}))
    found = optimise(own, tools.SMALL, SearchPlan(budget=budget, retest=2))
    more = optimise(own, tools.SMALL, SearchPlan(budget=budget + 20, retest=2))
    assert found.searched.spent <= budget
    first, second = (
        {(o.id, m.criterion): m.value for o in each.retested.comparison.outcomes for m in o.measures}
        for each in (found, more)
    )
    # More budget picks others, and never changes what is told of one that both picked.
    assert len(first.keys() & second.keys()) >= len(own.criteria)
    assert all(first[key] == second[key] for key in first.keys() & second.keys())
    assert more.counts["simulated"] >= found.counts["simulated"]
    assert {judge(own, item.option).standing for item in found.finalists} <= {"permitted"}


def test_two_jobs_give_the_same(found: Found, study: Study, tools: SimpleNamespace) -> None:
    assert told(optimise(study, tools.SMALL, replace(PLAN, jobs=2))) == told(found)


def test_an_interrupted_search_goes_on_to_the_same_end(
    found: Found, study: Study, tools: SimpleNamespace, tmp_path: Path
) -> None:
    stops = iter((1, 2))

    def interrupted() -> Found:
        calls, stop = [0], next(stops)

        def tell(_: Any) -> None:
            calls[0] += 1
            if calls[0] == stop:
                raise KeyboardInterrupt

        return optimise(study, tools.SMALL, replace(PLAN, folder=tmp_path, told=tell))

    first, second = interrupted(), interrupted()
    assert first.searched.ended == second.searched.ended == "interrupted"
    assert first.searched.spent < second.searched.spent < found.searched.spent
    assert first.retested.comparison.n_replications == 5
    assert told(optimise(study, tools.SMALL, replace(PLAN, folder=tmp_path))) == told(found)


def test_what_is_kept_is_not_run_again(study: Study, tools: SimpleNamespace, tmp_path: Path, ran: list[str]) -> None:
    plan = SearchPlan(folder=tmp_path, budget=45, retest=2)
    first = told(optimise(study, tools.SMALL, plan))
    damaged = min((tmp_path / "candidates").iterdir())
    damaged.write_text("{", encoding="utf-8")
    ran.clear()
    from reengineer.simulation._series import Task

    numbers = []
    real = Task.run
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Task, "run", lambda task: numbers.append(task.number) or real(task))
        assert told(optimise(study, tools.SMALL, plan)) == first
    # The as-is, and the candidate whose file was damaged.
    assert len(numbers) in [RUNGS[-1] + rung for rung in RUNGS]


def test_other_inputs_are_run_anew(study: Study, tools: SimpleNamespace, tmp_path: Path) -> None:
    plan = SearchPlan(folder=tmp_path, budget=30, retest=2)
    optimise(study, tools.SMALL, plan)
    other = replace(study, run=study.run.model_copy(update={"seed": 4}))
    assert told(optimise(other, tools.SMALL, plan)) == told(optimise(other, tools.SMALL, replace(plan, folder=None)))


def test_a_limit_on_results_keeps_candidates_off_the_front(study: Study, tools: SimpleNamespace) -> None:
    assert study.boundary is not None
    document = study.boundary.model_dump(mode="json", by_alias=True, exclude_unset=True)
    limit = {"measure": "activity_cost", "max": 23.0}
    document["constraints"] = {**document["constraints"], "outcomes": [limit]}
    limited = replace(study, boundary=Boundary.model_validate(document))
    found = optimise(limited, tools.SMALL, SearchPlan(budget=150, retest=2))
    assert found.counts["over_limit"] == 5
    assert found.finalists
    assert all(item.searched["fees"] <= 23 for item in found.finalists)


def test_nothing_to_search_is_refused(study: Study) -> None:
    with pytest.raises(UsageError) as caught:
        optimise(study, Space(levers=(), left_out=(("merge_steps", "it needs estimates"),)))
    assert caught.value.problems[0].code == "RE663"
    assert "merge_steps: it needs estimates" in caught.value.problems[0].message


def test_at_most_as_many_proposals_as_asked_for(study: Study, tools: SimpleNamespace) -> None:
    few = optimise(study, tools.SMALL, SearchPlan(most=2, retest=2, budget=150))
    assert len(few.finalists) == 2
    assert few.searched.more > 0


class Formula:
    """Answer for points by a formula with noise that all of them share, in place of a simulation."""

    def __init__(self, space: Space, seed: int) -> None:
        self.noise = np.random.default_rng(seed).normal(size=(RUNGS[-1], 3))
        self.space = space

    def rows(self, point: Sequence[int], n: int) -> Any:
        counts = [len(lever.settings) for lever in self.space.levers]
        shares = np.array(point) / np.array(counts)
        waits = 100 / (1 + shares @ np.linspace(1.0, 2.0, len(counts)) - 0.5 * (shares[0] > 0) * (shares[1] > 0))
        costs = 10 + shares @ np.linspace(8.0, 3.0, len(counts)) + (shares**2).sum()
        pay = 50 + 20 * shares[-1] - 5 * shares[0]
        return np.array([waits, costs, pay]) + self.noise[:n] * [1.0, 0.1, 0.1]


def test_a_search_of_a_larger_space_covers_nearly_all_of_the_front(
    study: Study, tools: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = 7
    names = [f"change_duration note factor=0.{number}" for number in range(1, 10)]
    space = Space(levers=tuple(tools.lever(str(n), *([f"{x}{n}"] for x in names[:count]))
                               for n, count in enumerate((9, 9, 4, 3))))  # fmt: skip
    assert space.size == 2000
    formula = Formula(space, seed)
    open_study = replace(study, boundary=None, run=study.run.model_copy(update={"seed": seed}))
    runner = Runner(open_study, space, run_as_is(open_study, None, "auto"), Memory(folder=None, context=""))
    runner.base = formula.rows(space.as_is, RUNGS[-1])
    monkeypatch.setattr(runner, "candidate", lambda point: Candidate(
        point=point, option=space.option(space.as_is), standing="permitted"))  # fmt: skip
    monkeypatch.setattr(runner, "_values", lambda chunk, *_: [formula.rows(c.point, n) for c, n in chunk])
    course = Course(runner, 1500)
    course.run(None, "auto")
    everything = np.stack([formula.rows(point, RUNGS[-1]).mean(axis=0) for point in space.points()])
    seen = np.stack([formula.rows(each.point, RUNGS[-1]).mean(axis=0) for each in course.searched(12).candidates])
    whole, part = volumes(everything, seen, tools)
    assert len(seen) < 500
    assert part >= 0.95 * whole


@pytest.mark.slow
def test_a_space_of_two_hundred_gives_its_exhaustive_front(
    study: Study, tools: SimpleNamespace, tmp_path: Path
) -> None:
    free = replace(study, boundary=None, run=RunSettings(length="2 days", seed=5))
    levers = (tools.quicker("note", 9, 0.8), tools.quicker("answer", 4, 3.2), tools.people("expert", 1, 2, 3))
    space = Space(levers=levers)
    assert space.size == 200
    found = optimise(free, space, SearchPlan(most=100, budget=2400, retest=2, folder=tmp_path))
    everyone = all_run(free, space, RUNGS[-1], tmp_path)
    expected = front_of(free, everyone)
    assert len(expected) > 10
    assert {item.option.id for item in found.finalists} == expected
    assert found.searched.ended == "complete"
    assert found.searched.spent < RUNGS[-1] * len(everyone)


@pytest.mark.slow
def test_a_space_ten_times_as_large_is_covered_with_a_third_of_its_candidates(
    study: Study, tools: SimpleNamespace, tmp_path: Path
) -> None:
    free = replace(study, boundary=None, run=RunSettings(length="1 day", seed=5))
    levers = (tools.quicker("note", 9, 0.8), tools.quicker("answer", 9, 1.6), tools.people("clerk", -1, 1, 2, 3))
    space = Space(levers=(*levers, tools.people("expert", 1, 2, 3)))
    assert space.size == 2000
    found = optimise(free, space, SearchPlan(budget=2000, retest=2, folder=tmp_path))
    everyone = {each.point: each.estimates for each in all_run(free, space, RUNGS[0], tmp_path)}
    rows = np.stack(list(everyone.values()))
    seen = np.stack([everyone[each.point] for each in found.searched.candidates if each.n and each.point in everyone])
    whole, part = volumes(rows, seen, tools)
    assert len(seen) < len(everyone) / 3
    assert part >= 0.95 * whole
