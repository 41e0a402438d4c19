"""Change which waiting case is taken next."""

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import field_validator, model_validator

from reengineer.annotations import AnnotatedMap, CasePriority
from reengineer.options._change import Change, edited
from reengineer.options._fields import Minutes
from reengineer.options._queues import steps_of_group
from reengineer.quantities import QuantityError

_RULES = {
    "fifo": "fifo", "lifo": "lifo", "edd": "edd", "due date": "edd", "shortest": "shortest", "spt": "shortest",
    "class": "class", "priority": "class",
}  # fmt: skip
Rule = Literal["fifo", "lifo", "edd", "shortest", "class"]


class ChangePriorityRule(Change):
    """Change which of the waiting items a group takes next.

    By ``class`` the classes go in their order: a list from first to last, or a number each, lower first. A class is
    a kind of case, a share or a word of their attributes, or a step of the group. With `ageing` a step of priority is
    worth that much waiting, so that nobody waits for ever. Where the rule knows nothing of durations the mean wait over
    all stays as it was.

    **Needs** a group, or a step by which it is named; classes for the rule ``class``, and steps with `due` for ``edd``.
    **A boundary may forbid** waits of one class above its limit.

    Parameters
    ----------
    role : str
        The group; or
    step : str
        a step, whose first group is meant.
    rule : {"fifo", "lifo", "edd", "shortest", "class"}
        ``due date``, ``spt`` and ``priority`` are other names.
    classes : list of str, or mapping of str to whole number
    ageing : duration, or minutes as a plain number
    """

    operation = "change_priority_rule"

    role: str | None = None
    step: str | None = None
    rule: Rule
    classes: tuple[str, ...] | dict[str, int] = ()
    ageing: Minutes | None = None

    @field_validator("rule", mode="before")
    @classmethod
    def _known(cls, value: object) -> object:
        return _RULES.get(str(value).lower().replace("_", " "), value)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.role is None) == (self.step is None):
            raise QuantityError("one of role and step is needed, not both; write role with the name of a group")
        if (self.rule == "class") != bool(self.classes):
            raise QuantityError("classes go with the rule class; write rule: class and classes: [urgent, other]")
        return self

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with another order of the queue."""
        role = self._group(as_is)
        if self.rule == "edd" and not any(step.notes.due for step in steps_of_group(as_is, role)):
            message = f"it is not known when the work of {role} is due"
            raise self.refuse("RE407", message, "State due of a step that the group does, such as due: 5 days.")
        update: dict[str, object] = {"discipline": None if self.rule == "class" else self.rule}
        if self.ageing is not None:
            update["ageing"] = self.ageing
        to_be = as_is.with_resources({role: as_is.notes.resources[role].model_copy(update=update)})
        for name, priority in self._priorities().items():
            to_be = self._ranked(to_be, role, name, priority)
        return to_be

    def _group(self, as_is: AnnotatedMap) -> str:
        if self.role is not None:
            return self.group_of(as_is, self.role)
        step = self.step_of(as_is, self.step or "")
        if not step.notes.groups:
            raise self.refuse("RE407", f"nobody of ours does {step.id}", "Name a step that a group does.")
        return step.notes.groups[0]

    def _priorities(self) -> dict[str, int]:
        if isinstance(self.classes, dict):
            return self.classes
        return {name: number for number, name in enumerate(self.classes, start=1)}

    def _ranked(self, to_be: AnnotatedMap, role: str, name: str, priority: int) -> AnnotatedMap:
        """Return the map in which one class has its priority: a kind of case, what cases have, or a step."""
        if name in to_be.notes.cases:
            return self._with_level(to_be, [name], CasePriority(level=priority))
        for attribute, condition in _conditions(to_be, name):
            kinds = [kind for kind, notes in to_be.notes.cases.items() if attribute in notes.attributes]
            return self._with_level(to_be, kinds, CasePriority(level=priority, when=condition))
        node = to_be.map.find(name)
        step = None if node is None or not node.is_activity else to_be.step(node.id)
        if step is None or role not in step.notes.groups:
            message = f'"{name}" is neither a kind of case, nor what cases have, nor a step of {role}'
            raise self.refuse("RE405", message, f"Known kinds of case: {', '.join(to_be.notes.cases) or 'none'}.")
        return to_be.with_step(step.id, edited(step.notes, priority=priority))

    @staticmethod
    def _with_level(to_be: AnnotatedMap, kinds: list[str], level: CasePriority) -> AnnotatedMap:
        """Return the map with one level more; those with a condition come before those for all other cases."""
        changed = {}
        for kind in kinds:
            notes = to_be.notes.cases[kind]
            levels = sorted((*notes.priorities, level), key=lambda one: one.when is None)
            changed[kind] = notes.model_copy(update={"priorities": tuple(levels)})
        return to_be.with_cases(changed)


def _conditions(annotated: AnnotatedMap, name: str) -> Iterator[tuple[str, str]]:
    """Give the attribute and the condition of the cases that a name stands for."""
    for notes in annotated.notes.cases.values():
        for attribute, known in notes.attributes.items():
            if attribute == name and known.share is not None:
                yield attribute, f"case.{attribute} == 1"
            elif known.words is not None and name in known.words:
                yield attribute, f"case.{attribute} == '{name}'"
