"""Make a first option of what a question suggests, its parameters filled in as far as anything is known."""

from collections.abc import Callable, Mapping
from typing import Any

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap
from reengineer.errors import ChangeError, Problem, ReviewError
from reengineer.files import Document
from reengineer.operations import OPERATIONS
from reengineer.options import _draft_values as values
from reengineer.options._change import Change
from reengineer.options._draft_values import ASSUMED, Brief, Found, of
from reengineer.options._registry import read_change
from reengineer.options._shares import SPLITS

Fill = Callable[[Brief], Found]
_USUAL: Mapping[str, Fill] = {
    "step": values.the_step,
    "steps": values.the_steps,
    "gateway": values.the_gateway,
    "role": values.the_group,
    "queue": values.the_step,
    "before": values.the_step,
    "topic": values.the_topic,
}
_FILLS: Mapping[str, Mapping[str, Fill]] = {
    "merge_steps": {"saved_setup": values.repeated_setup, "role": values.one_role},
    "split_step": {"parts": values.parts_of},
    "move_step": {"to": values.first_use},
    "relocate_control": {"to": values.first_possible},
    "automate_step": {"share": values.rule_based, "service_time": of("1 min"), "fallout": of(0)},
    "empower": {"share": of(0.5)},
    "add_triage": {
        "classes": of({"simple": 0.3, "other": "rest"}),
        "duration": of("2 min"),
        "routes": values.a_way_of_its_own,
    },
    "remove_gateway": {"default": values.largest_branch},
    "add_exception_path": {"role": values.least_busy},
    "add_control": {
        "where": values.after_the_step,
        "control": of("C-NEW"),
        "duration": of("5 min"),
        "role": values.least_busy,
    },
    "remove_control": {"control": values.its_control, "escape": of(0)},
    "change_routing": {"flow": values.largest_branch, "probability": of(0.9)},
    "change_rework_prob": {"probability": values.half_the_share},
    "change_duration": {"factor": values.shorter},
    "change_error_rate": {"rate": values.half_the_errors},
    "standardise_step": {"cv": values.less_spread},
    "validate_at_entry": {"incomplete_rate": of(0.05), "customer_min": of("2 min"), "dropout": of(0)},
    "buffer_information": {"hit_rate": of(0.5)},
    "set_batch": {"period": values.half_the_wait},
    "train": {"hours": of(8), "error_rate": values.half_the_errors, "duration_factor": of(0.9)},
    "change_patience": {"mean": of("5 min")},
    "change_abandonment": {"dropout": of(0.05)},
    "reassign_step": {"role": values.least_busy},
    "outsource_step": {"unit_cost": values.outside_price, "lead_time": of("1 day")},
    "change_headcount": {"by": of(1)},
    "pool_resources": {"duration_factor": of(1.1)},
    "cross_train": {
        "role": values.least_busy,
        "steps": values.steps_of_the_group,
        "people": of(1),
        "duration_factor": of(1.2),
    },
    "assign_case_manager": {"duration_factor": of(0.95), "hold": of("4 h")},
    "change_priority_rule": {"rule": of("shortest")},
    "set_sla": {"target": of("8 h")},
    "add_callback": {"threshold": of("3 min"), "acceptance": of(0.4)},
    "change_arrivals": {"factor": of(0.95)},
    "deflect_demand": {"offered": of(1), "taken": of(0.3), "success": of(0.7), "failure_penalty": of("2 min")},
    "reduce_failure_demand": {"share": of(0.3)},
    "add_proactive_update": {"chase_reduction": of(0.3), "unit_cost": of("0.10 GBP")},
    "collect_feedback": {"method": of("survey"), "target_n": of(100)},
}
# Where the map knows of one, the other is not stated; such as a group, whose step is then enough.
_EITHER = {"change_priority_rule": ("role", "step"), "train": ("error_rate", "duration_factor")}
_NOT_BOTH = {"change_priority_rule": ("role", "step"), "add_triage": ("before", "at"), "change_cost": ("step", "role")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Hold a first change and where each of its parameters comes from.

    Parameters
    ----------
    operation : str
    parameters : mapping of str to object
        As an option file writes them.
    origins : mapping of str to str
        Where each comes from; ``assumed`` where nothing is known of it.
    """

    operation: str
    parameters: Mapping[str, Any]
    origins: Mapping[str, str]

    @property
    def assumed(self) -> tuple[str, ...]:
        """Return the parameters of which nothing is known."""
        return tuple(name for name, origin in self.origins.items() if origin == ASSUMED)

    @property
    def change(self) -> Change:
        """Return the change.

        Raises
        ------
        ChangeError
            RE628 a parameter is missing that nothing is known of.
        """
        try:
            document = Document(data={self.operation: dict(self.parameters)})
            return read_change(document)
        except ReviewError as error:
            found = [
                Problem("RE628", f"{self.operation} cannot be drafted: {problem.message}", problem.remedy)
                for problem in error.problems
            ]
            raise ChangeError(found) from error


def draft_change(
    as_is: AnnotatedMap,
    operation: str,
    stated: Mapping[str, object],
    *,
    elements: tuple[str, ...] = (),
    topic: str = "",
) -> Draft:
    """Return a first change, its parameters filled in from what is stated, the map and its notes, or assumed.

    Parameters
    ----------
    as_is : AnnotatedMap
    operation : str
    stated : mapping of str to object
        What is known of the parameters.
    elements : tuple of str
        The steps, groups or gateways that it is about.
    topic : str
        The question that it answers.
    """
    parameters = {name: _plain(value) for name, value in stated.items()}
    origins = dict.fromkeys(parameters, "the question")
    fills = {**{name: _USUAL[name] for name in OPERATIONS[operation].parameters if name in _USUAL},
             **_FILLS.get(operation, {})}  # fmt: skip
    _by_class(parameters)
    _by_step(as_is, parameters)
    optional = _NOT_BOTH.get(operation, ())
    for name in (name for name in OPERATIONS[operation].parameters if name in fills and name not in parameters):
        if name in optional and any(other in parameters for other in optional):
            continue
        brief = Brief(as_is=as_is, operation=operation, stated=parameters, elements=elements, topic=topic)
        found = fills[name](brief)
        if found is not None:
            parameters[name], origins[name] = found
    for name in _EITHER.get(operation, ())[1:]:
        if _EITHER[operation][0] in parameters:
            parameters.pop(name, None)
            origins.pop(name, None)
    ordered = [name for name in OPERATIONS[operation].parameters if name in parameters]
    return Draft(
        operation=operation,
        parameters={name: parameters[name] for name in ordered},
        origins={name: origins[name] for name in ordered},
    )


def _plain(value: object) -> Any:  # noqa: ANN401 - as a file holds it
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, str):
        try:
            return float(value) if "." in value else int(value)
        except ValueError:
            return value
    return value


def _by_class(parameters: dict[str, Any]) -> None:
    """Give classes that a question only names first shares: three of ten for the first, the rest for the last."""
    classes = parameters.get("classes")
    if isinstance(classes, list) and len(classes) == 2:
        parameters["classes"] = {classes[0]: 0.3, classes[1]: "rest"}


def _by_step(as_is: AnnotatedMap, parameters: dict[str, Any]) -> None:
    """Find the gateway that a question names by the step before or behind it; leave it out where there is none."""
    word, _, step = str(parameters.get("gateway", "")).partition(" ")
    if word not in ("before", "after") or not step:
        return
    node = as_is.map.find(step)
    flows = () if node is None else as_is.map.incoming(node.id) if word == "before" else as_is.map.outgoing(node.id)
    near = [flow.source if word == "before" else flow.target for flow in flows]
    found = [ref for ref in near if as_is.map.node(ref).type in SPLITS and as_is.map.is_split(ref)]
    parameters.pop("gateway")
    if found:
        parameters["gateway"] = found[0]
