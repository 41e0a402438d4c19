"""Compute what is known of the way from one step to another."""

from collections.abc import Callable, Mapping

from reengineer.questions._branches import finds_after
from reengineer.questions._silent import Passages
from reengineer.questions._study import Study, Value, plain
from reengineer.questions._trace import mean

Pair = tuple[str, ...]
Computed = Callable[[Study, Pair], Value]


def _only_path(study: Study, pair: Pair) -> Value:
    out, into = study.map.outgoing(pair[0]), study.map.incoming(pair[1])
    return len(out) == 1 and len(into) == 1 and out[0].target == pair[1]


def _data_dependency(study: Study, pair: Pair) -> Value:
    a, b = pair
    if not (study.data.is_stated(a) and study.data.is_stated(b)):
        return None
    return bool(study.data.readers(study.data.writes[a], (b,)))


def _data_dependency_between(study: Study, pair: Pair) -> Value:
    """Say whether b reads what a step between the two writes; one such step decides it, whatever others do."""
    b = pair[1]
    if not study.data.is_stated(b):
        return None
    wanted = set(study.data.reads[b])
    writers = (step for step, items in study.data.writes.items() if wanted.intersection(items))
    if any(_is_between(study, pair, step) for step in writers):
        return True
    silent = (step for step in study.activities if not study.data.is_stated(step))
    return None if any(_is_between(study, pair, step) for step in silent) else False


def _is_between(study: Study, pair: Pair, step: str) -> bool:
    return study.ways.is_after(pair[0], step) and study.ways.is_after(step, pair[1])


def _handoff(study: Study, pair: Pair) -> Value:
    first, second = study.roles[pair[0]], study.roles[pair[1]]
    return None if first is None or second is None else first != second


def _sod_required(study: Study, pair: Pair) -> Value:
    a, b = pair
    if b in _kept_apart(study, a) or a in _kept_apart(study, b):
        return True
    if study.limits is None:
        return None
    return bool(set(study.limits.duties.get(a, ())) & set(study.limits.duties.get(b, ())))


def _kept_apart(study: Study, step: str) -> tuple[str, ...]:
    return study.steps[step].notes.not_same_person


def _shared_duty(study: Study, pair: Pair, letter: str) -> Value:
    """Return the separation-of-duties group that both steps belong to, else the first of the one asked about."""
    if study.limits is None:
        return None
    first, second = (study.limits.duties.get(step, ()) for step in pair)
    own = first if letter == "a" else second
    return next((group for group in first if group in second), (*own, "")[0])


def _precedence_required(study: Study, pair: Pair) -> Value:
    return study.limits.demands_order(*pair) if study.limits is not None else None


def _location_change(study: Study, pair: Pair) -> Value:
    stated = _transition(study, pair, "location_change")
    if stated is not None:
        return stated
    first, second = (study.steps[step].notes.location for step in pair)
    return None if first is None or second is None else first != second


def _transition(study: Study, pair: Pair, name: str) -> Value:
    notes = study.annotated.notes.transitions.get(f"{pair[0]} -> {pair[1]}")
    return plain(getattr(notes, name, None))


def stated(name: str) -> Computed:
    """Return what reads a name from the notes of the transition."""
    return lambda study, pair: _transition(study, pair, name)


def _passages(study: Study, pair: Pair) -> Passages | None:
    """Return how cases went from a to b, worked out once for all names."""
    known = study.values("transition", pair)
    if "passages" not in known:
        known["passages"] = study.seen.passages(*pair) if study.seen is not None else None
    found = known["passages"]
    return found if isinstance(found, Passages) else None


def _wait_mean(study: Study, pair: Pair) -> Value:
    found = _passages(study, pair)
    return mean(found.wait) if found is not None else None


def _part(*causes: str) -> Computed:
    def find(study: Study, pair: Pair) -> Value:
        found = _passages(study, pair)
        parts = [mean(found.causes[cause]) for cause in causes] if found is not None else [None]
        known = [part for part in parts if part is not None]
        return sum(known) if len(known) == len(parts) else None

    return find


def _wait_cause(study: Study, pair: Pair) -> Value:
    found = _passages(study, pair)
    parts = {cause: mean(waits) for cause, waits in found.causes.items()} if found is not None else {}
    known = [(part, cause) for cause, part in parts.items() if part]
    return max(known)[1] if known else None


def _elapsed(study: Study, pair: Pair) -> Value:
    return mean(study.seen.elapsed(*pair)) if study.seen is not None else None


PAIR: Mapping[str, Computed] = {
    "only_path": _only_path,
    "steps_between": lambda study, pair: study.ways.steps_between(*pair),
    "data_dependency": _data_dependency,
    "data_dependency_between": _data_dependency_between,
    "handoff": _handoff,
    "sod_required": _sod_required,
    "precedence_required": _precedence_required,
    "location_change": _location_change,
    "elapsed_between": _elapsed,
    "wait_mean": _wait_mean,
    "wait_batching": _part("batching"),
    "wait_contention": _part("contention"),
    "wait_extraneous": _part("extraneous", "external"),
    "wait_prioritisation": _part("prioritisation"),
    "wait_unavailability": _part("unavailability"),
    "wait_cause": _wait_cause,
}


def _needs_outcome(study: Study, pair: Pair, letter: str) -> Value:
    """Say whether b reads what a step between the two writes."""
    return _data_dependency_between(study, pair) if letter == "b" else None


# Names of a step that, in a pair, are about the other step too; given the pair and the letter asked about.
ACROSS: Mapping[str, Callable[[Study, Pair, str], Value]] = {
    "sod_group": _shared_duty,
    "finds_after_a": finds_after,
    "needs_outcome_between": _needs_outcome,
}
