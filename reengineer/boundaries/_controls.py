"""Check that controls cannot be got round: on every path, in their order, for a large enough share of cases."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from reengineer.boundaries._graph import FlowGraph
from reengineer.boundaries._ground import EXACT, Breach, Ground, chance
from reengineer.boundaries._records import CheckShare, Control, PathSpan, Precedence


def control_breaches(ground: Ground) -> Iterator[Breach]:
    """Give a breach for every control that a case can now pass by."""
    for number in range(len(ground.boundary.controls)):
        yield from breaches_of_control(ground, number)


def breaches_of_control(ground: Ground, number: int) -> Iterator[Breach]:
    """Give the breaches of one control, by its place in the boundary."""
    control = ground.boundary.controls[number]
    if control.must.on_every_path is not None:
        yield from _on_every_path(ground, control, number)
    else:
        yield from _still_unavoidable(ground, control, number)
    if control.must.least_time is not None:
        yield from _too_little_time(ground, control, number, float(control.must.least_time))


def least_time_given(ground: Ground, step: str) -> float | None:
    """Return the shortest mean time, in seconds, that people are given for a step; None where nobody knows it."""
    notes = [ground.to_be.step(node).notes for node in ground.carriers(step)]
    times = [each.duration.mean for each in notes if each.duration is not None and each.requests]
    return min(times, default=None)


def _too_little_time(ground: Ground, control: Control, number: int, least_s: float) -> Iterator[Breach]:
    for step in control.steps:
        given = least_time_given(ground, step)
        if given is not None and given < least_s - EXACT:
            yield ground.breach(
                "B205",
                f"{step} takes {given / 60:.4g} min, and control {control.id} needs {least_s / 60:.4g} min",
                f"Give {step} its time{_asks(control)}.",
                rule=control.id,
                path=("controls", number),
                about=[ground.id_of(step) or step],
            )


def cut_of(ground: Ground, control: Control, span: PathSpan) -> tuple[str, ...]:
    """Return the nodes that stand for a control: the vertex cut, if they cut every path of the span.

    Nodes without which the others still cut every path are left out.
    """
    cut = list(dict.fromkeys(node for step in control.steps for node in ground.carriers(step)))
    for node in tuple(cut):
        others = [other for other in cut if other != node]
        if others and _way_past(ground, others, span) is None:
            cut = others
    return tuple(cut)


def _way_past(ground: Ground, nodes: list[str], span: PathSpan) -> tuple[str, ...] | None:
    sources, goals = ground.points(span.from_, start=True), ground.points(span.to, start=False)
    return ground.after.without(nodes, keep=(*sources, *goals)).shortest_path(sources, goals)


def _on_every_path(ground: Ground, control: Control, number: int) -> Iterator[Breach]:
    span = control.must.on_every_path
    assert span is not None  # noqa: S101 - the caller chose by it
    sources, goals = ground.points(span.from_, start=True), ground.points(span.to, start=False)
    carriers = [node for step in control.steps for node in ground.carriers(step)]
    left = ground.after.without(carriers, keep=(*sources, *goals))
    path = left.shortest_path(sources, goals)
    if path is not None:
        yield _missing(ground, control, number, path, left.probability(path[0], goals))


def _still_unavoidable(ground: Ground, control: Control, number: int) -> Iterator[Breach]:
    """Demand of a control without a stated span that cases which could not avoid it still cannot."""
    for step in control.steps:
        left = ground.after.without(ground.carriers(step))
        out, into = _new_way_out(ground, left, step), _new_way_in(ground, left, step)
        if out is not None:
            yield _missing(ground, control, number, out, left.probability(out[0], left.ends), step)
        elif into is not None:
            yield _missing(ground, control, number, into, left.probability(into[0], into[-1:]), step)
        elif not ground.carriers(step) and ground.id_of(step):
            yield _gone(ground, control, number, step)


def _new_way_out(ground: Ground, left: FlowGraph, step: str) -> tuple[str, ...] | None:
    """Return the shortest path to an end, from a node that could not reach one without the step before."""
    then, free_then, _ = _then_without(ground.before, ground.id_of(step) or "")
    free_now = left.leading_to(left.ends)
    lost = [node for node in left.arcs if node in then.arcs and node not in free_then and node in free_now]
    paths = [path for node in lost if (path := left.shortest_path([node], left.ends)) is not None]
    return min(paths, key=len, default=None)


def _new_way_in(ground: Ground, left: FlowGraph, step: str) -> tuple[str, ...] | None:
    """Return the shortest path from a start to a node that no case came to without the step before.

    From there an end must be reached without it too: a step that now comes later still comes.
    """
    then, _, new = _then_without(ground.before, ground.id_of(step) or "")
    come_now, free_now = left.reached_from(left.starts), left.leading_to(left.ends)
    lost = [node for node in then.arcs if node in new and node in come_now and node in free_now]
    paths = [path for node in lost if (path := left.shortest_path(left.starts, [node])) is not None]
    return min(paths, key=len, default=None)


@lru_cache(maxsize=64)
def _then_without(before: FlowGraph, step: str) -> tuple[FlowGraph, frozenset[str], frozenset[str]]:
    """Return the graph before any change without a step, what reaches an end in it, and what only the step leads to."""
    then = before.without((step,))
    return then, then.leading_to(then.ends), before.reached_from(before.starts) - then.reached_from(then.starts)


def _missing(
    ground: Ground,
    control: Control,
    number: int,
    path: tuple[str, ...],
    exposure: float | None,
    step: str | None = None,
) -> Breach:
    which = f"step {step} of control {control.id}" if step and len(control.steps) > 1 else f"control {control.id}"
    breach = ground.breach(
        "B201",
        f"{which} is missing on path {ground.path_text(path)} ({chance(exposure)})",
        f"Let every case on that path pass {' or '.join(_steps(control, step))}{_asks(control)}.",
        rule=control.id,
        path=("controls", number),
        about=[ground.id_of(name) or name for name in _steps(control, step)],
    )
    return replace(breach, path=path, probability=exposure)


def _gone(ground: Ground, control: Control, number: int, step: str) -> Breach:
    return ground.breach(
        "B201",
        f"step {step} of control {control.id} is no longer in the map",
        f"Keep {step}, or a step that stands for it{_asks(control)}.",
        rule=control.id,
        path=("controls", number),
        about=[ground.id_of(step) or step],
    )


def _steps(control: Control, step: str | None) -> tuple[str, ...]:
    return (step,) if step else control.steps


def _asks(control: Control) -> str:
    person = control.verified_by or control.by
    basis = control.regulation or control.policy
    return (f"; {person} verifies this control" if person else "") + (f" ({basis})" if basis else "")


def precedence_breaches(ground: Ground) -> Iterator[Breach]:
    """Give a breach for every step that can now be reached without the step that must come before it."""
    for number in range(len(ground.boundary.rules.precedence)):
        yield from breaches_of_precedence(ground, number)


def breaches_of_precedence(ground: Ground, number: int) -> Iterator[Breach]:
    """Give the breaches of one rule of precedence, by its place in the boundary."""
    rule = ground.boundary.rules.precedence[number]
    first = ground.carriers(rule.before)
    for after in ground.carriers(rule.after):
        # What stands for both steps keeps their order inside.
        if after in first or not ground.id_of(rule.before):
            continue
        left = ground.after.without(first, keep=(after,))
        path = left.shortest_path(ground.after.starts, (after,))
        if path is not None:
            exposure = left.probability(path[0], (after,))
            yield replace(_too_early(ground, rule, number, path, exposure), path=path, probability=exposure)


def _too_early(ground: Ground, rule: Precedence, number: int, path: tuple[str, ...], exposure: float | None) -> Breach:
    after = path[-1]
    why = f", {rule.why}" if rule.why else ""
    way = f"path {ground.path_text(path)} ({chance(exposure)})"
    return ground.breach(
        "B202",
        f'"{after}" can happen before "{rule.before}" on {way}{why}',
        f"Let every path to {after} pass {rule.before}{_by(rule.by)}.",
        rule=f"precedence {rule.before} before {rule.after}",
        path=("rules", "precedence", number),
        about=(ground.id_of(rule.before) or rule.before, ground.id_of(rule.after) or after),
    )


def _by(person: str | None) -> str:
    return f", or ask {person}" if person else ""


def check_share(ground: Ground, step: str) -> tuple[float, float] | None:
    """Return the share of cases reaching the end of the scope that have run a step; None where it is not known.

    Returns
    -------
    (least, most) or None
        Over the starts of the scope from which its end is reached; the same number twice where there is one.
    """
    scope = ground.boundary.scope
    sources, goals = ground.points(scope.from_event, start=True), ground.points(scope.to_event, start=False)
    keep = (*sources, *goals)
    whole = ground.after.without((), keep)
    left = ground.after.without(ground.carriers(step), keep)
    shares = []
    for source in sources:
        arriving, unchecked = whole.probability(source, goals), left.probability(source, goals)
        if arriving is None or unchecked is None:
            return None
        if arriving:
            shares.append(1 - unchecked / arriving)
    return (min(shares), max(shares)) if shares else None


def share_breaches(ground: Ground) -> Iterator[Breach]:
    """Give a breach for every step that too few cases now run."""
    for number in range(len(ground.boundary.rules.minimum_check_share)):
        yield from breaches_of_share(ground, number)


def breaches_of_share(ground: Ground, number: int) -> Iterator[Breach]:
    """Give the breach of one least share, by its place in the boundary.

    Where cases have several starts, the rule is broken only if it is broken from each; if from some, it is not shown.
    """
    rule = ground.boundary.rules.minimum_check_share[number]
    shares = check_share(ground, rule.step) if ground.id_of(rule.step) else None
    if shares is not None and shares[1] < rule.min - EXACT:
        yield replace(_too_few(ground, rule, number, shares[1]), probability=1 - shares[1])


def _too_few(ground: Ground, rule: CheckShare, number: int, share: float) -> Breach:
    why = f" ({rule.why})" if rule.why else ""
    return ground.breach(
        "B204",
        f"{rule.step} runs for {share:.4g} of the cases, below the agreed {rule.min:g}{why}",
        f"Let at least {rule.min:g} of the cases pass {rule.step}{_by(rule.by)}.",
        rule=f"minimum_check_share {rule.step}",
        path=("rules", "minimum_check_share", number),
        about=(ground.id_of(rule.step) or rule.step,),
    )
