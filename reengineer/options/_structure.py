"""Check the map that an option leads to: its structure, and that steps still get their data."""

from collections.abc import Iterator, Sequence

from reengineer.annotations import AnnotatedMap
from reengineer.errors import ChangeError, Problem
from reengineer.options._change import Change
from reengineer.processmap import ParallelBlock, check_behaviour
from reengineer.source import NOWHERE, Source

_TOLERANCE = 1e-9
STEPS_TOLD = 4
_SHARED = ("exclusiveGateway",)


def check_structure(as_is: AnnotatedMap, to_be: AnnotatedMap, changes: Sequence[Change]) -> None:
    """Refuse a map that the changes have broken; what was wrong before them is not held against them.

    Raises
    ------
    ChangeError
        RE420 an element is not on a path from a start to an end; RE421 shares do not add up to 1; RE422 a parallel
        block has lost its form; RE423 a step can be reached without data that it uses; RE645 cases get stuck, double or
        go round for ever.
    """
    problems = [
        *_off_path(as_is, to_be),
        *_shares(to_be),
        *_blocks(as_is, to_be),
        *_behaviour(as_is, to_be),
        *_data(as_is, to_be),
    ]
    if problems:
        last = changes[-1].source if changes else NOWHERE
        raise ChangeError([_placed(problem, last) for problem in problems])


def _placed(problem: Problem, source: Source) -> Problem:
    return Problem(problem.code, problem.message, problem.remedy, source)


def _stranded(annotated: AnnotatedMap) -> dict[str, str]:
    """Return the elements that lie on no path from a start to an end, with what is missing."""
    map_ = annotated.map
    reached = set().union(*(map_.reachable(node.id) for node in map_.starts))
    before: dict[str, list[str]] = {}
    for node in map_.nodes:
        for target in map_.successors(node.id):
            before.setdefault(target, []).append(node.id)
    leaving = {node.id for node in map_.ends}
    waiting = list(leaving)
    while waiting:
        fresh = [node for node in before.get(waiting.pop(), ()) if node not in leaving]
        leaving.update(fresh)
        waiting.extend(fresh)
    lost = {node.id: "cannot be reached from a start" for node in map_.nodes if node.id not in reached}
    stuck = {node.id: "does not lead to an end" for node in map_.nodes if node.id not in leaving}
    return stuck | lost


def _off_path(as_is: AnnotatedMap, to_be: AnnotatedMap) -> Iterator[Problem]:
    if as_is.map is to_be.map:
        return
    then = _stranded(as_is)
    for node, why in _stranded(to_be).items():
        if node not in then:
            remedy = "Change the option so that every element stays on a way from a start to an end."
            yield Problem("RE420", f"after the changes {node} {why}", remedy)


def _shares(to_be: AnnotatedMap) -> Iterator[Problem]:
    for node in to_be.map.nodes:
        if node.type not in _SHARED or not to_be.map.is_split(node.id) or node.id not in to_be.notes.flows:
            continue
        shares = to_be.shares(node.id)
        total = sum(shares.values())
        if abs(total - 1) > _TOLERANCE or min(shares.values()) < 0:
            listed = ", ".join(f"{flow} {share:g}" for flow, share in shares.items())
            yield Problem("RE421", f"the shares of {node.id} add up to {total:g}: {listed}", "Let them add up to 1.")


def _blocks(as_is: AnnotatedMap, to_be: AnnotatedMap) -> Iterator[Problem]:
    if as_is.map is to_be.map:
        return
    now = {(block.split, block.join) for block in to_be.map.parallel_blocks()}
    for block in as_is.map.parallel_blocks():
        kept = to_be.map.find(block.split) and to_be.map.find(block.join)
        if kept and (block.split, block.join) not in now:
            message = f"after the changes the branches from {block.split} no longer all meet at {block.join}"
            yield Problem("RE422", message, "Keep new ways inside one branch, from where it starts to where it ends.")


def _behaviour(as_is: AnnotatedMap, to_be: AnnotatedMap) -> Iterator[Problem]:
    """Give what is new in how cases can run, where they get stuck or never end; blocks are told of by themselves."""
    if as_is.map is to_be.map or any(_blocks(as_is, to_be)):
        return
    found = [problem for problem in check_behaviour(to_be.map) if problem.severity == "error"]
    known = {problem.code for problem in check_behaviour(as_is.map)} if found else set()
    for problem in found:
        if problem.code not in known:
            about = f"{problem.source.element}: " if problem.source.element else ""
            message = f"after the changes {about}{problem.message}"
            yield Problem("RE645", message, "Change the option so that every case can come to an end.")


def _data(as_is: AnnotatedMap, to_be: AnnotatedMap) -> Iterator[Problem]:
    if as_is.map is to_be.map and _handed_on(as_is) == _handed_on(to_be):
        return
    for step in to_be.steps:
        for item in step.notes.inputs:
            path = _path_without(to_be, step.id, item)
            known = as_is.map.find(step.id) is not None
            if path is not None and _is_made(as_is, item) and not (known and _path_without(as_is, step.id, item)):
                message = f'{step.id} uses "{item}", which nothing makes on path {_told(to_be, path)}'
                yield Problem("RE423", message, "Keep a step that makes it on every way there.")


def _told(annotated: AnnotatedMap, path: tuple[str, ...]) -> str:
    """Return a way by its two ends and the last steps before the second."""
    steps = [ref for ref in path[1:-1] if annotated.map.index.nodes[ref].is_activity]
    shown = steps[-STEPS_TOLD:] if len(steps) <= STEPS_TOLD else ["..", *steps[-STEPS_TOLD:]]
    return " > ".join((path[0], *shown, path[-1]))


def _handed_on(annotated: AnnotatedMap) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return what each step uses and makes."""
    return {ref: (notes.inputs, notes.outputs) for ref, notes in annotated.notes.steps.items()}


def _is_made(annotated: AnnotatedMap, item: str) -> bool:
    return any(item in notes.outputs for notes in annotated.notes.steps.values())


def _path_without(annotated: AnnotatedMap, step: str, item: str) -> tuple[str, ...] | None:
    """Return a way to a step on which nothing makes an item.

    What runs in another branch at once does not count; behind the join of a parallel block all of its branches do.
    """
    makers = {ref for ref, notes in annotated.notes.steps.items() if item in notes.outputs and ref != step}
    if makers:
        for block in annotated.map.parallel_blocks():
            if step not in block.inside and any(
                _is_made_in(annotated, block, branch, makers) for branch in block.branches
            ):
                makers.add(block.join)
    for start in annotated.map.starts:
        path = annotated.map.shortest_path(start.id, step, frozenset(makers))
        if path is not None:
            return path
    return None


def _is_made_in(annotated: AnnotatedMap, block: ParallelBlock, branch: tuple[str, ...], makers: set[str]) -> bool:
    """Say whether no way through a branch avoids all makers."""
    first = next((flow.target for flow in annotated.map.outgoing(block.split) if flow.target in branch), None)
    return first is not None and annotated.map.shortest_path(first, block.join, frozenset(makers)) is None
