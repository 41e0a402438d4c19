"""A space knows its points, and an option follows from each."""

from collections.abc import Sequence
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from reengineer.files import dump_yaml
from reengineer.options import Costs, Option
from reengineer.search import Lever, Setting, Space
from reengineer.search._propose import Proposer, screening
from reengineer.search._space import moved

EMPTY = Setting(title="set", changes=(), written=())


def space_of(counts: Sequence[int], most: int | None = None) -> Space:
    levers = tuple(Lever(id=str(n), title=str(n), settings=(EMPTY,) * count) for n, count in enumerate(counts))
    return Space(levers=levers, most_together=most)


SPACES = st.builds(space_of, st.lists(st.integers(1, 4), min_size=1, max_size=4), st.none() | st.integers(1, 5))


@settings(max_examples=30)
@given(SPACES)
def test_the_size_is_the_number_of_points(space: Space) -> None:
    points = list(space.points())
    assert len(points) == len(set(points)) == space.size
    assert all(space.is_allowed(point) for point in points)
    assert [moved(point) for point in points] == sorted(moved(point) for point in points)


@settings(max_examples=30)
@given(SPACES, st.data())
def test_neighbours_differ_in_one_lever(space: Space, data: st.DataObject) -> None:
    point = data.draw(st.sampled_from(list(space.points())))
    for other in space.neighbours(point):
        assert sum(a != b for a, b in zip(point, other, strict=True)) == 1
        assert point in set(space.neighbours(other))


@settings(max_examples=30)
@given(SPACES, st.integers(0, 2**32 - 1), st.data())
def test_what_is_proposed_is_new_and_allowed_and_the_same_again(space: Space, seed: int, data: st.DataObject) -> None:
    points = list(space.points())
    known = set(data.draw(st.lists(st.sampled_from(points)))) | {space.as_is}
    parents = sorted(known)
    found = Proposer(space, seed, known.__contains__).next(parents, 5)
    assert found == Proposer(space, seed, known.__contains__).next(parents, 5)
    assert len(found) == len(set(found)) <= 5
    assert not known & set(found)
    assert set(found) <= set(points)
    near = {other for point in parents for other in space.neighbours(point)} - known
    assert bool(found) or not near


@settings(max_examples=30)
@given(SPACES, st.integers(1, 20))
def test_screening_sets_one_lever_and_begins_with_the_ends(space: Space, count: int) -> None:
    found = screening(space, count)
    single = [point for point in space.points() if moved(point) == 1]
    assert len(found) == len(set(found)) == min(count, len(single))
    assert all(moved(point) == 1 for point in found)
    firsts = found[: len(space.levers)]
    assert firsts == [space.at({n: len(each.settings)}) for n, each in enumerate(space.levers)][: len(firsts)]


def test_an_option_is_named_by_what_it_changes(tools: SimpleNamespace) -> None:
    space: Space = tools.SMALL
    point = space.at({0: 1, 2: 1})
    option, again = space.option(point), Space(levers=space.levers).option(point)
    assert option.id == again.id
    assert option.id.startswith("found-")
    others = {space.option(other).id for other in space.points()}
    assert len(others) == space.size


def test_what_is_written_reads_back(tools: SimpleNamespace) -> None:
    space: Space = tools.SMALL
    for point in space.points():
        option = space.option(point)
        read = Option.read(dump_yaml(space.written(point)).encode(), name="found.yaml")
        assert (read.id, read.title) == (option.id, option.title)
        assert [each.parameters() for each in read.changes] == [each.parameters() for each in option.changes]


def test_costs_add_up_over_levers(tools: SimpleNamespace) -> None:
    lever = tools.lever
    costs = [Costs.model_validate({"one_off": f"{amount} GBP", "months": amount}) for amount in (1, 2)]
    settings = [lever("x", ["delete_step a"]).settings[0], lever("y", ["delete_step b"]).settings[0]]
    levers = tuple(
        Lever(id=str(n), title="", settings=(Setting(title="", changes=s.changes, written=s.written, costs=cost),))
        for n, (s, cost) in enumerate(zip(settings, costs, strict=True))
    )
    option = Space(levers=levers).option((1, 1))
    assert str(option.costs.one_off) == "3 GBP"
    assert option.costs.months == 2
