"""Load questions of plug-ins: files of rules, and classes that check what the language of triggers cannot say."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from importlib.metadata import EntryPoint, entry_points
from inspect import isabstract
from pathlib import Path
from typing import Any, ClassVar

from reengineer._records import dataclass
from reengineer.errors import Problem, ReviewError
from reengineer.expressions import Outcome
from reengineer.files import Document, read_yaml, validate
from reengineer.questions._records import RuleFile, RuleNotes
from reengineer.source import Source

GROUP = "reengineer.questions"
_FIELDS = tuple(name for name in RuleNotes.model_fields if name != "trigger")
_REMEDY = "Let the entry point name the path of a file of rules, or a class made from reengineer.questions.Question."


class Question(ABC):
    """Be the base of a question that a plug-in asks where the language of triggers does not reach.

    A class states the fields of a rule as they stand in a file, beside them `family` and `needs`, the names of the
    vocabulary that `check` is given. An entry point of group ``reengineer.questions`` names the class.

    Examples
    --------
    >>> class Uneven(Question):
    ...     family, needs = "our own", ("s.variants", "s.duration_cv")
    ...     id, name, scope = "OWN-01", "Uneven work", "step"
    ...     question, ask, word = 'Why is "{s.name}" so uneven?', "those who do the step", "why"
    ...     stake = {"kind": "work"}
    ...     example = {"raises": {"s.variants": 4, "s.duration_cv": 2}, "near_miss": {"s.variants": 1}}
    ...
    ...     def check(self, values):
    ...         return values["s.variants"] ** 2 * values["s.duration_cv"] > 9
    """

    family: ClassVar[str]
    needs: ClassVar[tuple[str, ...]]

    @abstractmethod
    def check(self, values: Mapping[str, Any]) -> bool | None:
        """Say whether the question is raised; called only where each name that it needs has a value.

        Parameters
        ----------
        values : mapping of str to object
            The names of `needs`.

        Returns
        -------
        bool or None
            None where it cannot tell.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedTrigger:
    """Stand for the trigger of a question that a plug-in checks.

    Parameters
    ----------
    order : tuple of str
        Names that the check needs.
    check : callable
    """

    order: tuple[str, ...]
    check: Callable[[Mapping[str, Any]], bool | None] = field(repr=False)
    compared: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """Return what stands for the trigger in a list of rules."""
        return f"a check of {', '.join(self.order)}"

    @property
    def names(self) -> frozenset[str]:
        """Return every name that the check needs."""
        return frozenset(self.order)

    @property
    def parts(self) -> tuple["CheckedTrigger", ...]:
        """Return itself, for there is nothing to take apart."""
        return (self,)

    def evaluate(self, context: Mapping[str, object]) -> object:
        """Return what the check says; None where a name has no value."""
        return self.examine(context).value

    def examine(self, context: Mapping[str, object]) -> Outcome:
        """Return what the check says, and the names that it lacks."""
        values = {name: context.get(name) for name in self.order}
        missing = tuple(name for name, value in values.items() if value is None)
        answer = None if missing else self.check(values)
        if isinstance(answer, bool):
            return Outcome(value=answer)
        return Outcome(value=None, missing=missing, reasons=() if missing else ("the check cannot tell",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugged:
    """Hold what one plug-in brings.

    Parameters
    ----------
    file : RuleFile
    document : Document
    trigger : CheckedTrigger or None
        In place of the trigger of the one rule, where a class checks it.
    """

    file: RuleFile
    document: Document
    trigger: CheckedTrigger | None = None


def plugged() -> Iterator[Plugged]:
    """Give what the plug-ins bring that are installed, in the order of their names.

    Raises
    ------
    ReviewError
        RE424: an entry point names neither a file of rules nor a question; besides, what is wrong with the file.
    """
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        yield _loaded(point)


def _loaded(point: EntryPoint) -> Plugged:
    made = point.load()
    if isinstance(made, str | Path):
        document = read_yaml(made, error=ReviewError)
        return Plugged(file=validate(RuleFile, document, error=ReviewError), document=document)
    is_question = isinstance(made, type) and issubclass(made, Question) and not isabstract(made)
    if not is_question or not all(hasattr(made, name) for name in ("family", "needs")):
        message = f'the plug-in "{point.name}" brings no questions'
        raise ReviewError([Problem("RE424", message, _REMEDY, Source(file=point.value))])
    stated = {name: getattr(made, name) for name in _FIELDS if hasattr(made, name)}
    trigger = CheckedTrigger(order=tuple(made.needs), check=made().check)
    data = {"version": 1, "family": made.family, "rules": [{**stated, "trigger": trigger.text}]}
    document = Document(data=data, file=point.value)
    return Plugged(file=validate(RuleFile, document, error=ReviewError), document=document, trigger=trigger)
