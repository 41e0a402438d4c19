"""Sort cases into classes and send some of them a shorter way."""

import re
from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap, Step, StepNotes
from reengineer.bpmn import UserTask
from reengineer.errors import with_article
from reengineer.options._change import Change
from reengineer.options._fields import ShareOf1, ShareOrRest, Time
from reengineer.options._groups import moved
from reengineer.options._redraw import Redraw, stood_for
from reengineer.options._routes import is_backward
from reengineer.processmap import Flow, Node
from reengineer.quantities import Estimate, QuantityError

_MOVE = re.compile(r"(\d+) from (\S.*)")


class Route(BaseModel):
    """Say what happens to one class of cases.

    Parameters
    ----------
    task : str
        Id of the new task.
    name : str, optional
    group : str, or a mapping of a new group's name to ``N from GROUP``
        Who does it; N members leave the group named to form the new one, with its calendar and cost.
    duration : time
    replaces : list of str
        The steps that the task stands for, in checks of controls and order too.
    rejoin : str
        The element to which cases go on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: str
    name: str | None = None
    group: str | Annotated[dict[str, str], Field(min_length=1, max_length=1)]
    duration: Time
    replaces: Annotated[tuple[str, ...], Field(min_length=1)]
    rejoin: str

    @field_validator("group")
    @classmethod
    def _moves_people(cls, value: str | dict[str, str]) -> str | dict[str, str]:
        for text in value.values() if isinstance(value, dict) else ():
            match = _MOVE.fullmatch(text.strip())
            if match is None or int(match[1]) == 0:
                raise QuantityError(f"'{text}' does not say who moves; write for example 1 from handler")
        return value

    @property
    def group_name(self) -> str:
        """Return the name of the group that does the task."""
        return self.group if isinstance(self.group, str) else next(iter(self.group))

    @property
    def taken(self) -> tuple[int, str] | None:
        """Return how many members leave which group; None where the group exists already."""
        match = None if isinstance(self.group, str) else _MOVE.fullmatch(next(iter(self.group.values())).strip())
        return None if match is None else (int(match[1]), match[2].strip())


class AddTriage(Change):
    """Sort cases into classes before a step and send some classes a way of their own.

    A triage task and an exclusive split stand before the step. Each class with a route gets a task, after which cases
    go on at `rejoin`; classes without a route go the ordinary way, which can serve every class. Rework that leads back
    to the step is not sorted again.

    Errors: with true shares p of K classes and accuracy a, a case is judged to be of class j with probability
    ``q_j = a p_j + (1 - a) / (K - 1) x (1 - p_j)``, errors falling evenly on the other classes. Of the cases judged j,
    ``a p_j / q_j`` truly are. On a route the others are found out after its task has been worked, and go the ordinary
    way from there: they cost both. Cases of j judged to be something without a route simply go the ordinary way. Two
    classes of 35 and 65 % and an accuracy of 90 %: 38 % are sent on the short way, of which 17.1 % come back.

    Taking people out of a group for a route loses the benefit of one shared queue; the simulation shows it.

    **Needs** the mix of classes, and free ids for the new tasks.
    **Keeps** every step that a route passes by; a route's task stands for what it `replaces`.
    **A boundary may forbid** unequal treatment, more posts than its cap, and ways round a control.

    Parameters
    ----------
    before : str
        The step that the triage stands before; or
    at : str
        the id of the flow on which it stands.
    classes : mapping of name to share
        True shares, one of them ``rest``, or adding up to 1.
    accuracy : share
        Of cases judged rightly, the same for each class.
    duration : time
        Of the triage.
    role : str
        The group that sorts.
    routes : mapping of class to Route
    """

    operation = "add_triage"

    before: str | None = None
    at: str | None = None
    classes: Annotated[dict[str, ShareOrRest], Field(min_length=2)]
    accuracy: ShareOf1 = Estimate(1.0)
    duration: Time
    role: str
    routes: Annotated[dict[str, Route], Field(min_length=1)]

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.before is None) == (self.at is None):
            raise QuantityError("one of before and at is needed, not both; write before with the id of a step")
        unknown = [name for name in self.routes if name not in self.classes]
        if unknown:
            raise QuantityError(f"the route '{unknown[0]}' is no class; write one of {', '.join(self.classes)}")
        if len(self.routes) == len(self.classes):
            raise QuantityError(
                "every class has a route, so nothing is left for the ordinary way; write one class without"
            )
        shares = [share for share in self.classes.values() if isinstance(share, Estimate)]
        rests, total = len(self.classes) - len(shares), sum(share.value for share in shares)
        if rests > 1 or total > 1 + 1e-9 or (rests == 0 and abs(total - 1) > 1e-9):
            raise QuantityError(
                f"the classes add up to {total:g}; write shares that add up to 1, or one of them as rest"
            )
        return self

    def subjects(self) -> tuple[str, ...]:
        """Return nothing: the steps that a route passes by stay as they are."""
        return ()

    def true_shares(self) -> dict[str, float]:
        """Return the true share of each class."""
        stated = sum(share.value for share in self.classes.values() if isinstance(share, Estimate))
        return {
            name: share.value if isinstance(share, Estimate) else 1 - stated for name, share in self.classes.items()
        }

    def judged_shares(self) -> dict[str, float]:
        """Return the share of cases judged to be of each class."""
        a, others = self.accuracy.value, len(self.classes) - 1
        return {name: a * true + (1 - a) / others * (1 - true) for name, true in self.true_shares().items()}

    def wrong_share(self, name: str) -> float:
        """Return the share of the cases judged to be of a class that are not; 0 where none is judged so."""
        judged = self.judged_shares()[name]
        return 1 - self.accuracy.value * self.true_shares()[name] / judged if judged else 0.0

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with the triage, its split and its routes."""
        self.group_of(as_is, self.role)
        place = self._place(as_is)
        peopled = self._with_groups(as_is)
        redraw = Redraw(peopled, self.operation, place.node)
        notes = StepNotes(role=self.role, duration=self.duration)
        triage = redraw.task(UserTask, "Sort cases", notes)
        split = redraw.gateway("Which class?")
        for flow in place.flows:
            redraw.redirect(flow.id, target=triage)
        redraw.flow(triage, split)
        ordinary = redraw.flow(
            split, place.ordinary, ", ".join(name for name in self.classes if name not in self.routes)
        )
        shares: dict[str, float | str] = {ordinary: "rest"}
        for name, route in self.routes.items():
            shares[redraw.flow(split, self._draw(redraw, peopled, place, name, route), name)] = self.judged_shares()[
                name
            ]
        redraw.shares(split, shares)  # type: ignore[arg-type]
        return redraw.done()

    def _place(self, as_is: AnnotatedMap) -> "_Place":
        if self.at is not None:
            flow = as_is.map.flow(self.at)
            return _Place(as_is.map.node(flow.target), (flow,), flow.target)
        step = self.step_of(as_is, self.before or "")
        flows = tuple(flow for flow in as_is.map.incoming(step.id) if not _leads_back(as_is, flow))
        if not flows:
            raise self.refuse("RE408", f"nothing leads to {step.id}", "Keep a start event before it.")
        return _Place(step.node, flows, step.id)

    def _draw(self, redraw: Redraw, as_is: AnnotatedMap, place: "_Place", name: str, route: Route) -> str:
        """Add the task of a route and its ways on, and return the task."""
        replaced = [self.step_of(as_is, ref, activity=False) for ref in route.replaces]
        rejoin = self.step_of(as_is, route.rejoin, activity=False).node
        if not redraw.is_free(route.task):
            raise self.refuse("RE406", f'the id "{route.task}" is taken', "Give the task of the route another id.")
        if (
            rejoin.type == "parallelGateway"
            or rejoin.position in ("start", "boundary")
            or rejoin.parent != place.node.parent
        ):
            message = f"a way of its own cannot lead to {rejoin.id}, {with_article(rejoin.type)}"
            raise self.refuse(
                "RE408", message, "Rejoin at a task, an event or an exclusive gateway of the same process."
            )
        task = redraw.task(
            UserTask,
            route.name or route.task,
            _notes(route, replaced),
            task_id=redraw.take(route.task),
            stands_for=tuple(dict.fromkeys(ref for step in replaced for ref in stood_for(as_is, step.id))),
            lane=redraw.lane(route.group_name) if route.taken else None,
        )
        redraw.follow(task, tuple(step.id for step in replaced))
        wrong = self.wrong_share(name)
        if wrong <= 0:
            redraw.flow(task, rejoin.id)
            return task
        found_out = redraw.gateway(f"Truly {name}?", near=task)
        redraw.flow(task, found_out)
        right, back = redraw.flow(found_out, rejoin.id, "yes"), redraw.flow(found_out, place.ordinary, "no")
        redraw.shares(found_out, {back: wrong, right: "rest"})
        return task

    def _with_groups(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map in which people have moved into the groups of the routes."""
        resources = dict(as_is.notes.resources)
        for route in self.routes.values():
            if route.taken is None:
                self.group_of(as_is, route.group_name)
                continue
            number, origin = route.taken
            self.group_of(as_is, origin)
            if route.group_name in resources:
                raise self.refuse("RE406", f'the group "{route.group_name}" exists', "Give the new group another name.")
            if resources[origin].count < number:
                message = f"{origin} has {resources[origin].count} members, so {number} cannot leave it"
                raise self.refuse("RE408", message, "Move fewer.")
            resources[origin], resources[route.group_name] = moved(origin, resources[origin], number)
        return as_is.with_notes(as_is.notes.model_copy(update={"resources": resources}))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the triage stands: beside which node, on which flows, and where the ordinary way goes on."""

    node: Node
    flows: tuple[Flow, ...]
    ordinary: str


def _leads_back(as_is: AnnotatedMap, flow: Flow) -> bool:
    return is_backward(as_is, flow) and flow.source != flow.target


def _notes(route: Route, replaced: list[Step]) -> StepNotes:
    """Return the notes of a route's task: what the steps it replaces control, make, and use of others."""
    lists: Mapping[str, dict[str, None]] = {
        name: dict.fromkeys(ref for step in replaced for ref in getattr(step.notes, name))
        for name in ("controls", "outputs", "inputs", "not_same_person")
    }
    own = {step.id for step in replaced}
    inputs = tuple(ref for ref in lists["inputs"] if ref not in lists["outputs"])
    return StepNotes(
        role=route.group_name,
        duration=route.duration,
        controls=tuple(lists["controls"]),
        outputs=tuple(lists["outputs"]),
        inputs=inputs,
        not_same_person=tuple(ref for ref in lists["not_same_person"] if ref not in own),
    )
