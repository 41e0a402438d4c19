"""Be the base of every kind of change: a frozen record of its parameters that makes a new map out of a map."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationError

from reengineer.annotations import AnnotatedMap, Step, StepNotes
from reengineer.errors import ChangeError, InputError, Problem, counted, nearest, shortened, with_article
from reengineer.operations import OPERATIONS, Operation
from reengineer.options._diff import difference
from reengineer.processmap import Flow, Node
from reengineer.quantities import Distribution, Duration
from reengineer.source import NOWHERE, Source

_NOT_PARAMETERS = frozenset({"why", "answers"})


def a_type(node: Node) -> str:
    """Return what an element is, with its article."""
    return with_article(node.type)


class Change(BaseModel, ABC):
    """Be one change that an option asks for.

    A kind of change is a subclass in a file of its own: it names its operation, holds the parameters as fields and
    overrides `altered`. `why` and `answers` (ids of questions) may stand on every change.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    operation: ClassVar[str]
    described: ClassVar[Operation | None] = None
    """What the catalogue would say of an operation that a plug-in adds."""

    why: str | None = None
    answers: tuple[str, ...] = ()
    _source: Source = PrivateAttr(default=NOWHERE)

    def __repr__(self) -> str:
        return f"<Change {shortened(self.title)!r}>"

    @property
    def source(self) -> Source:
        """Return the place of the change in its file."""
        return self._source

    @property
    def kind(self) -> Operation:
        """Return what the catalogue of operations says of it."""
        return OPERATIONS[self.operation] if self.described is None else self.described

    def placed(self, source: Source) -> "Change":
        """Return the same change with a place in a file."""
        copy = self.model_copy()
        copy._source = source  # noqa: SLF001 - a copy of our own class
        return copy

    def files_read(self) -> tuple[str, ...]:
        """Return what stands in the files that the change names, each as a hash: its parameters do not tell it."""
        return ()

    def parameters(self) -> Mapping[str, object]:
        """Return the stated parameters by name, in base units."""
        fields = type(self).model_fields.items()
        stated = ((info.alias or name, getattr(self, name)) for name, info in fields if name not in _NOT_PARAMETERS)
        return {name: _in_base_units(value) for name, value in stated if value is not None}

    def subjects(self) -> tuple[str, ...]:
        """Return the references of the elements that it alters, as written."""
        values = (self._value(name) for name in self.kind.subjects)
        return tuple(
            ref for value in values if value is not None for ref in (value if isinstance(value, tuple) else (value,))
        )

    def _value(self, parameter: str) -> Any:  # noqa: ANN401 - parameters have many types
        fields = {info.alias or name: name for name, info in type(self).model_fields.items()}
        return getattr(self, fields.get(parameter, parameter), None)

    @property
    def title(self) -> str:
        """Return a line for people, such as ``empower approve (limit 250 GBP, share 0.7)``."""
        about = (_in_words(value) for name in self.kind.subjects if (value := self._value(name)) is not None)
        stated = [
            f"{info.alias or name} {_in_words(getattr(self, name))}"
            for name, info in type(self).model_fields.items()
            if name in self.model_fields_set and name not in (*_NOT_PARAMETERS, *self.kind.subjects)
        ]
        words = (self.operation.replace("_", " "), ", ".join(about), f"({', '.join(stated)})" if stated else "")
        return " ".join(word for word in words if word)

    def apply(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return a new map with the change made and its difference added; the map given stays as it is.

        Raises
        ------
        ChangeError
            The change does not apply to this map.
        """
        try:
            to_be = self.altered(as_is)
        except InputError as error:
            raise ChangeError([self._problem("RE409", problem) for problem in error.problems]) from error
        except ValidationError as error:
            # Notes that exclude each other; the record says which, and how to write them.
            message, _, remedy = str(error.errors()[0]["msg"]).removeprefix("Value error, ").partition("; ")
            raise self.refuse("RE409", message, f"{remedy[:1].upper()}{remedy[1:]}." if remedy else "") from error
        done = difference(as_is, to_be, operation=self.operation, title=self.title)
        return to_be.with_difference(replace(done, changed=(*done.changed, *self.remarks(as_is, to_be))))

    def remarks(self, as_is: AnnotatedMap, to_be: AnnotatedMap) -> tuple[tuple[str, str, str, str], ...]:  # noqa: ARG002
        """Return what the difference says besides: (element, what, before, after); nothing unless overridden."""
        return ()

    @abstractmethod
    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return a new map with the change made."""

    def refuse(self, code: str, message: str, remedy: str) -> ChangeError:
        """Return the error that says why the change does not apply."""
        return ChangeError([Problem(code, f"{self.operation}: {message}", remedy, self.source)])

    def _problem(self, code: str, found: Problem) -> Problem:
        where = f" ({found.source.place})" if found.source.place else ""
        return Problem(code, f"{self.operation}: {found.message}{where}", found.remedy, self.source)

    def step_of(self, as_is: AnnotatedMap, ref: str, *, activity: bool = True) -> Step:
        """Return a step of the map by id or unique name.

        Raises
        ------
        ChangeError
            RE403 there is no such element; RE404 it is an event or a gateway where an activity is needed.
        """
        node = as_is.map.find(ref)
        if node is None:
            names = [each.name for each in as_is.map.nodes if each.name.lower() != each.id.lower()]
            known = [*(each.id for each in as_is.map.nodes), *filter(None, names)]
            hint = nearest(ref, known)
            message = f'"{ref}" is not in the map' + (f" ({hint})" if hint else "")
            raise self.refuse("RE403", message, "Name an element by its id, or by its name where that is unique.")
        if activity and not node.is_activity:
            raise self.refuse("RE404", f'"{ref}" is {a_type(node)}, not an activity', "Name a task of the map.")
        return as_is.step(node.id)

    def one_way_on(self, as_is: AnnotatedMap, step: Step) -> Flow:
        """Return the only flow that leaves a step; raise ChangeError RE408 where there is another number."""
        flows = as_is.map.outgoing(step.id)
        if len(flows) != 1:
            message = f"{step.id} has {counted(len(flows), 'way')} on, and exactly one is needed"
            raise self.refuse("RE408", message, "Draw one flow from the step, to a gateway where it splits.")
        return flows[0]

    def group_of(self, as_is: AnnotatedMap, name: str) -> str:
        """Return the name of a resource group; raise ChangeError RE405 where the annotations have none of that name."""
        if name not in as_is.notes.resources:
            hint = nearest(name, as_is.notes.resources) or "known: " + ", ".join(as_is.notes.resources)
            raise self.refuse("RE405", f'there is no group "{name}" ({hint})', "Name a group of the annotations.")
        return name


def _in_words(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(map(str, value))
    if isinstance(value, tuple):
        return ", ".join(map(_in_words, value))
    if isinstance(value, BaseModel):
        stated = (getattr(value, name) for name in type(value).model_fields if name in value.model_fields_set)
        return " ".join(map(_in_words, stated))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _in_base_units(value: object) -> object:
    if isinstance(value, Distribution):
        return value.mean
    if isinstance(value, Duration):
        return value.seconds
    return value


def cleared(notes: StepNotes, names: Iterable[str]) -> StepNotes:
    """Return notes without what they say under some names, checked again as a whole."""
    gone = frozenset(names)
    return StepNotes(**{name: getattr(notes, name) for name in notes.model_fields_set if name not in gone})


def edited(notes: StepNotes, **fields: Any) -> StepNotes:  # noqa: ANN401 - the fields of a record have many types
    """Return notes with some fields set, checked again as a whole."""
    kept = {name: getattr(notes, name) for name in notes.model_fields_set if name not in fields}
    return StepNotes(**kept, **fields)
