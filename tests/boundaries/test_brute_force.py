"""Controls on every path, precedence, shares and separation agree with listing everything a small process can do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reengineer.annotations import AnnotatedMap
from reengineer.boundaries import Boundary

Draw = Callable[..., AnnotatedMap]
Trace = tuple[str, ...]


@dataclass(frozen=True)
class Tree:
    """A process as a tree: a step, or parts in sequence, side by side, one of several, or one that may come again."""

    kind: str
    parts: "tuple[Tree, ...]" = ()
    name: str = ""
    shares: tuple[float, ...] = ()


NAMES = ("a", "b", "c", "d")
leaves = st.sampled_from(NAMES).map(lambda name: Tree("step", name=name))


def grown(parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    two = st.tuples(parts, parts)
    return st.one_of(
        two.map(lambda pair: Tree("then", pair)),
        two.map(lambda pair: Tree("and", pair)),
        st.tuples(two, st.sampled_from([0.25, 0.5, 0.7])).map(
            lambda item: Tree("or", item[0], shares=(item[1], 1 - item[1]))
        ),
        st.tuples(parts, st.sampled_from([0.2, 0.5])).map(
            lambda item: Tree("again", (item[0],), shares=(item[1], 1 - item[1]))
        ),
    )


def used(tree: Tree) -> list[str]:
    return [tree.name] if tree.kind == "step" else [name for part in tree.parts for name in used(part)]


# Each step once, so that a name is an element.
trees = st.recursive(leaves, grown, max_leaves=4).filter(lambda tree: len(used(tree)) == len(set(used(tree))))


def traces(tree: Tree) -> set[Trace]:
    """List every order of steps; a part that may come again comes once or twice, which is all that path checks see."""
    if tree.kind == "step":
        return {(tree.name,)}
    parts = [traces(part) for part in tree.parts]
    if tree.kind == "or":
        return set().union(*parts)
    if tree.kind == "again":
        return parts[0] | {first + second for first, second in product(parts[0], parts[0])}
    if tree.kind == "then":
        return {first + second for first, second in product(*parts)}
    return {mixed for first, second in product(*parts) for mixed in shuffles(first, second)}


def shuffles(first: Trace, second: Trace) -> Iterator[Trace]:
    if not first or not second:
        yield first + second
        return
    yield from ((first[0], *rest) for rest in shuffles(first[1:], second))
    yield from ((second[0], *rest) for rest in shuffles(first, second[1:]))


def chance_without(tree: Tree, step: str) -> float:
    """Work out by hand the chance that a case ends without the step."""
    if tree.kind == "step":
        return float(tree.name != step)
    parts = [chance_without(part, step) for part in tree.parts]
    if tree.kind == "or":
        return sum(share * part for share, part in zip(tree.shares, parts, strict=True))
    if tree.kind == "again":
        again, on = tree.shares
        return parts[0] * on / (1 - again * parts[0])
    return parts[0] * parts[1]


class Drawing:
    """Write a tree as chains for the drawing of maps."""

    def __init__(self, tree: Tree) -> None:
        self.chains: list[str] = []
        self.notes: list[str] = []
        self.count = 0
        last = self.add(tree, "start")
        self.chains.append(f"{last} > end")

    def fresh(self, kind: str) -> str:
        self.count += 1
        return f"{kind}g{self.count}"

    def add(self, tree: Tree, before: str) -> str:
        """Draw a tree behind a node; return the node that it ends in."""
        if tree.kind == "step":
            self.chains.append(f"{before} > {tree.name}")
            return tree.name
        if tree.kind == "then":
            return self.add(tree.parts[1], self.add(tree.parts[0], before))
        mark = "+" if tree.kind == "and" else "?"
        first, last = self.fresh(mark), self.fresh(mark)
        self.chains.append(f"{before} > {first}")
        ends = [self.add(part, first) for part in tree.parts]
        self.chains += [f"{end} > {last}" for end in ends]
        if tree.kind == "again":
            self.chains.append(f"{last} > {first}")
            out = self.fresh("?")
            self.chains.append(f"{last} > {out}")
            self.notes.append(f"{last[1:]}: {{to {first[1:]}: {tree.shares[0]}, to {out[1:]}: rest}}")
            return out
        if tree.kind == "or":
            starts = [self.first_of(part, first, number) for number, part in enumerate(tree.parts)]
            self.notes.append(f"{first[1:]}: {{to {starts[0]}: {tree.shares[0]}, to {starts[1]}: rest}}")
        return last

    def first_of(self, _part: Tree, split: str, number: int) -> str:
        heads = [chain.split(" > ")[1] for chain in self.chains if chain.startswith(f"{split} > ")]
        return heads[number].lstrip("?+")


def drawn(draw: Draw, tree: Tree) -> AnnotatedMap:
    drawing = Drawing(tree)
    notes = "version: 1\n" + (f"flows: {{{', '.join(drawing.notes)}}}\n" if drawing.notes else "")
    return draw("\n".join(drawing.chains), notes)


quick = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def control(step: str) -> dict[str, object]:
    return {"id": "C", "steps": [step], "must": {"on_every_path": {"from": "start", "to": "end"}}}


@quick
@given(tree=trees)
def test_a_control_holds_exactly_if_no_case_can_end_without_it(draw: Draw, tree: Tree) -> None:
    map_ = drawn(draw, tree)
    everything = traces(tree)
    for step in used(tree):
        boundary = Boundary(process="p", controls=[control(step)])  # type: ignore[list-item]
        found = boundary.check(map_, map_, ())
        assert bool(found) == any(step not in trace for trace in everything)
        for breach in found:
            assert breach.problem.code == "B201"
            assert step not in breach.path
            assert breach.probability == pytest.approx(chance_without(tree, step), abs=1e-9)


@quick
@given(tree=trees)
def test_precedence_holds_exactly_if_no_case_can_do_the_one_before_the_other(draw: Draw, tree: Tree) -> None:
    map_ = drawn(draw, tree)
    everything = traces(tree)
    for before, after in product(used(tree), repeat=2):
        if before == after:
            continue
        rules = {"precedence": [{"before": before, "after": after}]}
        found = Boundary(process="p", rules=rules).check(map_, map_, ())  # type: ignore[arg-type]
        too_early = any(after in trace and before not in trace[: trace.index(after)] for trace in everything)
        assert bool(found) == too_early
        assert all(breach.path[-1] == after and before not in breach.path for breach in found)


@quick
@given(tree=trees, least=st.sampled_from([0.1, 0.25, 0.5, 0.9, 1.0]))
def test_a_least_share_is_judged_by_the_chance_of_running_the_step(draw: Draw, tree: Tree, least: float) -> None:
    map_ = drawn(draw, tree)
    for step in used(tree):
        rules = {"minimum_check_share": [{"step": step, "min": least}]}
        found = Boundary(process="p", rules=rules).check(map_, map_, ())  # type: ignore[arg-type]
        assert bool(found) == (1 - chance_without(tree, step) < least - 1e-9)


@quick
@given(tree=trees)
def test_what_the_register_calls_a_cut_is_one(draw: Draw, tree: Tree) -> None:
    map_ = drawn(draw, tree)
    names = used(tree)
    spans = {"from": "start", "to": "end"}
    entry = {"id": "C", "steps": names, "must": {"on_every_path": spans}}
    boundary = Boundary(process="p", controls=[entry])  # type: ignore[list-item]
    [proof] = boundary.register(map_)
    everything = traces(tree)
    assert proof.verdict == "holds"
    assert all(set(proof.cut) & set(trace) for trace in everything)
    for left_out in proof.cut:
        rest = set(proof.cut) - {left_out}
        assert any(not rest & set(trace) for trace in everything)


people = st.lists(st.sampled_from(["Ade", "Bo", "Cy"]), min_size=1, max_size=2, unique=True)


@quick
@given(first=people, second=people, one_group=st.booleans(), noted=st.booleans())
def test_steps_are_separate_exactly_if_no_person_can_be_given_both(
    draw: Draw, first: list[str], second: list[str], one_group: bool, noted: bool
) -> None:
    listed = {"x": first} if one_group else {"x": first, "y": second}
    groups = ", ".join(
        f"{name}: {{members: [{', '.join(f'{{name: {who}}}' for who in members)}]}}" for name, members in listed.items()
    )
    other = "x" if one_group else "y"
    note = ", not_same_person: [a]" if noted else ""
    map_ = draw(
        "start > a > b > end",
        f"version: 1\nresources: {{{groups}}}\nsteps: {{a: {{role: x}}, b: {{role: {other}{note}}}}}",
    )
    rules = {"separation_of_duties": [{"group": "g", "steps": ["a", "b"], "level": "person"}]}
    found = Boundary(process="p", rules=rules).check(map_, map_, ())  # type: ignore[arg-type]
    could = [(one, two) for one in first for two in listed[other] if one == two and not noted]
    assert bool(found) == bool(could)
