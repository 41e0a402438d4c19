"""Compute from data what a step could do without: how early it could come, how long its result can wait."""

from collections.abc import Callable, Mapping

from reengineer.questions._chances import reaching
from reengineer.questions._steps_seen import counted
from reengineer.questions._study import Study, Value

Computed = Callable[[Study, str], Value]
_CHOOSING = ("exclusiveGateway", "inclusiveGateway", "complexGateway")


def has_silent_reader(study: Study, step: str) -> bool:
    """Say whether something reads what a step produces though no note says what: a choice, or who gets a message."""
    ahead = (study.nodes[target] for target in study.map.successors(step))
    chooses = any(node.type in _CHOOSING and study.map.is_split(node.id) for node in ahead)
    return chooses or step in study.senders


def _earliest_pos(study: Study, step: str) -> Value:
    """Return the position right after the last of the steps that first write something the step reads.

    What no step writes comes with the case. A step before it that does not say what it writes leaves this open.
    """
    writers = _first_writers(study, step)
    return study.ways.position_after(writers) if writers is not None else None


def _earliest_after(study: Study, step: str) -> Value:
    placed = [(study.ways.position(each) or 0.0, each) for each in _first_writers(study, step) or ()]
    return max(placed)[1] if placed else None


def _first_writers(study: Study, step: str) -> list[str] | None:
    """Return the steps that first write something the step reads; None where that is not known."""
    if not study.data.is_stated(step):
        return None
    earlier = [other for other in study.activities if study.ways.is_after(other, step)]
    writers: list[str] = []
    for item in study.data.reads[step]:
        writing = [other for other in earlier if item in study.data.writes.get(other, ())]
        if not writing and not all(study.data.is_stated(other) for other in earlier):
            return None
        writers += [other for other in writing if not any(study.ways.is_after(one, other) for one in writing)]
    return writers


def _first_reader(study: Study, step: str) -> Value:
    if not study.data.is_stated(step):
        return None
    readers = study.data.readers(study.data.writes[step], study.ways.after(step))
    return min(readers, key=lambda each: study.ways.position(each) or 0.0, default=None)


def _can_be_deferred(study: Study, step: str) -> Value:
    following = study.ways.following(step)
    if not study.data.is_stated(step) or not following:
        return None
    if has_silent_reader(study, step) or study.data.readers(study.data.writes[step], following):
        return False
    return True if all(study.data.is_stated(other) for other in following) else None


def _independent_downstream(study: Study, step: str) -> Value:
    """Count the later steps that read nothing which goes back to what the step produces."""
    later = study.ways.after(step)
    if not study.data.is_stated(step) or not all(study.data.is_stated(other) for other in later):
        return None
    tainted, held = set[str](), set(study.data.writes[step])
    for node in study.ways.order:
        if node in later and held.intersection(study.data.reads[node]):
            tainted.add(node)
            held.update(study.data.writes[node])
    return len(later) - len(tainted)


def _output_use_prob(study: Study, step: str) -> Value:
    """Return the chance that a step after this one reads what it produces, by the shares of the branches.

    Where no step reads it, whoever does is not on the map, and nothing is known of them.
    """
    if not study.data.is_stated(step) or has_silent_reader(study, step):
        return None
    later = study.ways.after(step)
    readers = study.data.readers(study.data.writes[step], later)
    if not readers or not all(study.data.is_stated(other) for other in later):
        return None
    return reaching(study.exits, step, readers).value


NEEDS: Mapping[str, Computed] = {
    "earliest_pos": _earliest_pos,
    "earliest_after": _earliest_after,
    "first_reader": _first_reader,
    "can_be_deferred": _can_be_deferred,
    "independent_downstream": _independent_downstream,
    "output_use_prob": counted("output_use_prob", _output_use_prob),
}
