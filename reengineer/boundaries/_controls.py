"""Check that controls cannot be got round: on every path, in their order, for a large enough share of cases."""

from collections.abc import Iterator

from reengineer.boundaries._ground import EXACT, Breach, Ground, chance
from reengineer.boundaries._records import Control


def control_breaches(ground: Ground) -> Iterator[Breach]:
    """Give a breach for every control that a case can now pass by."""
    for number, control in enumerate(ground.boundary.controls):
        if control.must.on_every_path is not None:
            yield from _on_every_path(ground, control, number)
        else:
            yield from _still_unavoidable(ground, control, number)


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
        path = _new_way_round(ground, step)
        if path is not None:
            yield _missing(ground, control, number, path, left.probability(path[0], left.ends), step)
        elif not ground.carriers(step) and ground.id_of(step):
            yield _gone(ground, control, number, step)


def _new_way_round(ground: Ground, step: str) -> tuple[str, ...] | None:
    """Return the shortest path to an end, from a node that could not reach one without the step before."""
    then = ground.before.without((ground.id_of(step) or "",))
    now = ground.after.without(ground.carriers(step))
    free_then, free_now = then.leading_to(then.ends), now.leading_to(now.ends)
    lost = [node for node in now.arcs if node in then.arcs and node not in free_then and node in free_now]
    paths = [path for node in lost if (path := now.shortest_path([node], now.ends)) is not None]
    return min(paths, key=len, default=None)


def _missing(
    ground: Ground,
    control: Control,
    number: int,
    path: tuple[str, ...],
    exposure: float | None,
    step: str | None = None,
) -> Breach:
    which = f"step {step} of control {control.id}" if step and len(control.steps) > 1 else f"control {control.id}"
    return ground.breach(
        "B201",
        f"{which} is missing on path {ground.path_text(path)} ({chance(exposure)})",
        f"Let every case on that path pass {' or '.join(_steps(control, step))}{_asks(control)}.",
        rule=control.id,
        path=("controls", number),
        about=[ground.id_of(name) or name for name in _steps(control, step)],
    )


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
    for number, rule in enumerate(ground.boundary.rules.precedence):
        first = ground.carriers(rule.before)
        for after in ground.carriers(rule.after):
            # What stands for both steps keeps their order inside.
            if after in first or not ground.id_of(rule.before):
                continue
            left = ground.after.without(first, keep=(after,))
            path = left.shortest_path(ground.after.starts, (after,))
            if path is not None:
                why = f", {rule.why}" if rule.why else ""
                yield ground.breach(
                    "B202",
                    f'"{after}" can happen before "{rule.before}" on path {ground.path_text(path)}'
                    f" ({chance(left.probability(path[0], (after,)))}){why}",
                    f"Let every path to {after} pass {rule.before}{_by(rule.by)}.",
                    rule=f"precedence {rule.before} before {rule.after}",
                    path=("rules", "precedence", number),
                    about=(ground.id_of(rule.before) or rule.before, ground.id_of(rule.after) or after),
                )


def _by(person: str | None) -> str:
    return f", or ask {person}" if person else ""


def check_share(ground: Ground, step: str) -> float | None:
    """Return the probability that a case reaching the end of the scope has run a step; None where it is not known."""
    scope = ground.boundary.scope
    sources, goals = ground.points(scope.from_event, start=True), ground.points(scope.to_event, start=False)
    keep = (*sources, *goals)
    arriving = ground.after.without((), keep).probability(sources[0], goals)
    unchecked = ground.after.without(ground.carriers(step), keep).probability(sources[0], goals)
    return 1 - unchecked / arriving if arriving and unchecked is not None else None


def share_breaches(ground: Ground) -> Iterator[Breach]:
    """Give a breach for every step that too few cases now run."""
    for number, rule in enumerate(ground.boundary.rules.minimum_check_share):
        share = check_share(ground, rule.step) if ground.id_of(rule.step) else None
        if share is not None and share < rule.min - EXACT:
            yield ground.breach(
                "B204",
                f"{rule.step} runs for {share:.4g} of the cases, below the agreed {rule.min:g}"
                + (f" ({rule.why})" if rule.why else ""),
                f"Let at least {rule.min:g} of the cases pass {rule.step}{_by(rule.by)}.",
                rule=f"minimum_check_share {rule.step}",
                path=("rules", "minimum_check_share", number),
                about=(ground.id_of(rule.step) or rule.step,),
            )
