"""Compute what is known of one step: from the map, its notes and the boundary."""

from collections.abc import Callable, Mapping

from reengineer.annotations import StepNotes
from reengineer.processmap import Node
from reengineer.questions._branches import BRANCHES
from reengineer.questions._economy import cost_of_execution, executions_per_year, hourly_rate, satisfaction_of
from reengineer.questions._groups import peak_utilisation, utilisation
from reengineer.questions._needs import NEEDS, has_silent_reader
from reengineer.questions._steps_seen import STEP_SEEN, work_mean
from reengineer.questions._study import Study, Value, first_known

Computed = Callable[[Study, str], Value]

_TYPES = {
    "userTask": "user",
    "manualTask": "manual",
    "serviceTask": "service",
    "sendTask": "send",
    "receiveTask": "receive",
    "scriptTask": "script",
    "businessRuleTask": "businessRule",
}
# Only these types say by themselves whether a person does the work.
_BY_A_PERSON = {"user": True, "manual": True, "service": False, "script": False, "businessRule": False}


def _notes(study: Study, step: str) -> StepNotes:
    return study.steps[step].notes


def _node(study: Study, step: str) -> Node:
    return study.nodes[step]


def _name(study: Study, step: str) -> Value:
    return _node(study, step).name or step


def _type(study: Study, step: str) -> Value:
    return _TYPES.get(_node(study, step).type)


def _manual(study: Study, step: str) -> Value:
    stated = _notes(study, step).manual
    return stated if stated is not None else _BY_A_PERSON.get(_TYPES.get(_node(study, step).type, ""))


def _value_class(study: Study, step: str) -> Value:
    value = _notes(study, step).value
    return value.class_ if value is not None else None


def _control_ids(study: Study, step: str) -> Value:
    """Return the controls; no list anywhere says nothing, a boundary without the step says that there is none."""
    notes = _notes(study, step)
    stated = notes.controls or ()
    if study.limits is not None:
        return tuple(dict.fromkeys((*stated, *study.limits.controls.get(step, ()))))
    return stated if "controls" in notes.model_fields_set else None


def _outputs_written(study: Study, step: str) -> Value:
    return len(study.data.writes[step]) if study.data.is_stated(step) else None


def _outputs_used(study: Study, step: str) -> Value:
    """Count the outputs that are read where the case may come later, by rework too.

    A choice right after the step reads something, and so does whoever gets a message from it, though no note says
    what: then a count that leaves an output out is unknown.
    """
    if not study.data.is_stated(step):
        return None
    written = study.data.writes[step]
    later = [other for other in study.map.reachable(step) if other != step]
    used = sum(1 for item in written if study.data.readers((item,), later))
    return used if used == len(written) or not has_silent_reader(study, step) else None


def _recaptured_fields(study: Study, step: str) -> Value:
    """Count what the step writes without having read it, though an earlier step wrote it."""
    if not study.data.is_stated(step):
        return None
    earlier = [other for other in study.activities if study.ways.is_after(other, step)]
    held = {item for other in earlier for item in study.data.writes.get(other, ())}
    updated = {*study.data.reads[step], *study.data.stores}
    return sum(1 for item in study.data.writes[step] if item in held and item not in updated)


def _protected(study: Study, step: str) -> tuple[float, str] | None:
    """Return position and id of the first act before which the boundary wants this step."""
    acts = study.limits.protected_by(step) if study.limits is not None else ()
    placed = [(place, act) for act in acts if (place := study.ways.position(act)) is not None]
    return min(placed, default=None)


def _protects_pos(study: Study, step: str) -> Value:
    found = _protected(study, step)
    return found[0] if found is not None else None


def _protects_name(study: Study, step: str) -> Value:
    found = _protected(study, step)
    return _name(study, found[1]) if found is not None else None


def _locked(study: Study, step: str) -> Value:
    return step in study.limits.locks if study.limits is not None else None


def _sod_group(study: Study, step: str) -> Value:
    return (*study.limits.duties.get(step, ()), "")[0] if study.limits is not None else None


def _sod_required(study: Study, step: str) -> Value:
    if _notes(study, step).not_same_person:
        return True
    return step in study.limits.duties if study.limits is not None else None


def _regulated(study: Study, step: str) -> Value:
    return bool(study.limits.regulations(step)) if study.limits is not None else None


def _regulation_verified(study: Study, step: str) -> Value:
    """Say whether every regulation behind the step has been confirmed by somebody, and there is one."""
    if study.limits is None:
        return None
    found = study.limits.regulations(step)
    return bool(found) and all(by for _, by in found)


def _regulation_ref(study: Study, step: str) -> Value:
    found = study.limits.regulations(step) if study.limits is not None else ()
    return ", ".join(regulation for regulation, _ in found) or None


def _hours_per_year(study: Study, step: str) -> Value:
    executions, minutes = executions_per_year(study, step), work_mean(study, step)
    return executions * minutes / 60 if executions is not None and isinstance(minutes, float) else None


def _cost_per_case(study: Study, step: str) -> Value:
    cost, visits = cost_of_execution(study, step), study.visits.get(step)
    return cost * visits if cost is not None and visits is not None else None


def _csat(study: Study, step: str) -> Value:
    return first_known(lambda: study.counted("step", step, "csat"), lambda: satisfaction_of(study, step))


def _feedback_n(study: Study, step: str) -> Value:
    heard = study.figure("step", step, "feedback_n") or study.figure("step", step, "csat")
    notes = _notes(study, step).satisfaction
    return heard.n if heard is not None else (notes.n if notes is not None else None)


def _importance(study: Study, step: str) -> Value:
    """Return the importance from 1 to 5; a noted share of 0 to 1 is stretched over that."""
    heard, notes = study.counted("step", step, "importance"), _notes(study, step).satisfaction
    noted = notes.importance if notes is not None else None
    if heard is not None or noted is None:
        return heard
    return 1 + 4 * noted if noted <= 1 else noted


def _risk_based_allowed(study: Study, step: str) -> Value:
    return study.limits.allows_risk_based(step) if study.limits is not None else None


def _utilisation(study: Study, step: str) -> Value:
    group = study.annotated.group_of(step)
    return utilisation(study, group) if group is not None else None


def _peak_utilisation(study: Study, step: str) -> Value:
    group = study.annotated.group_of(step)
    return peak_utilisation(study, group) if group is not None else None


def _csat_target(study: Study, _step: str) -> Value:
    return study.limits.satisfaction_target if study.limits is not None else None


def _is_last_contact(study: Study, step: str) -> Value:
    """Say whether a contact has no other contact after it."""
    contact = _notes(study, step).customer_contact
    later = [_notes(study, other).customer_contact for other in study.ways.after(step)]
    if contact is False or True in later:
        return False
    return None if contact is None or None in later else True


STEP: Mapping[str, Computed] = {
    **STEP_SEEN,
    **BRANCHES,
    **NEEDS,
    "id": lambda _study, step: step,
    "name": _name,
    "type": _type,
    "manual": _manual,
    "role": lambda study, step: study.roles[step],
    "role_name": lambda study, step: study.called(study.roles[step]),
    "value_class": _value_class,
    "control_ids": _control_ids,
    "outputs_written": _outputs_written,
    "outputs_used": _outputs_used,
    "recaptured_fields": _recaptured_fields,
    "pos": lambda study, step: study.ways.position(step),
    "protects_pos": _protects_pos,
    "protects_name": _protects_name,
    "is_first_internal": lambda study, step: study.ways.is_first(step),
    "is_last_contact": _is_last_contact,
    "locked": _locked,
    "sod_group": _sod_group,
    "sod_required": _sod_required,
    "regulated": _regulated,
    "regulation_verified": _regulation_verified,
    "regulation_ref": _regulation_ref,
    "risk_based_allowed": _risk_based_allowed,
    "executions_per_year": executions_per_year,
    "hours_per_year": _hours_per_year,
    "role_cost_per_hour": hourly_rate,
    "cost_per_case": _cost_per_case,
    "csat": _csat,
    "csat_target": _csat_target,
    "feedback_n": _feedback_n,
    "importance": _importance,
    "utilisation": _utilisation,
    "role_utilisation": _utilisation,
    "role_peak_utilisation": _peak_utilisation,
}
