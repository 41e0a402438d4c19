"""Keep one redesign as people write it: a title, its changes, what it answers and what it costs."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from os import PathLike, fspath
from types import GenericAlias
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SerializeAsAny, create_model

from reengineer.annotations import AnnotatedMap
from reengineer.boundaries import Boundary, Breach, Proposal
from reengineer.errors import BoundaryError, ChangeError, Problem, ReviewError, nearest, shortened
from reengineer.files import Document, read_yaml, validate
from reengineer.options._apply import apply_changes
from reengineer.options._change import Change
from reengineer.options._registry import ChangeLine, change_line, kinds, known_among
from reengineer.quantities import Estimate, Money


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Costs(_Written):
    """State what an option costs and what its plan contains.

    Parameters
    ----------
    one_off, per_year : money
        To carry it out; to run it, more than today (savings below 0).
    months : number
        To carry it out.
    redeployment : str
        Where the people of posts that go will work.
    tasks : list
        Of ``consultation`` and ``dpia``, which a boundary may ask for.
    """

    one_off: Money | None = None
    per_year: Money | None = None
    months: Annotated[float, Field(ge=0)] | None = None
    redeployment: str | None = None
    tasks: tuple[Literal["consultation", "dpia"], ...] = ()

    def __add__(self, other: "Costs") -> "Costs":
        """Return what two options cost that are carried out together; what one does not state counts as nothing."""
        months = [months for months in (self.months, other.months) if months is not None]
        return Costs(
            one_off=_sum(self.one_off, other.one_off),
            per_year=_sum(self.per_year, other.per_year),
            months=max(months, default=None),
            redeployment="; ".join(filter(None, dict.fromkeys((self.redeployment, other.redeployment)))) or None,
            tasks=tuple(dict.fromkeys((*self.tasks, *other.tasks))),
        )


def _sum(first: Money | None, second: Money | None) -> Money | None:
    if first is None or second is None:
        return first or second
    if first.currency != second.currency:
        message = f"{first} and {second} cannot be added up"
        raise ChangeError([Problem("RE626", message, "State the costs of all options in one currency.")])
    ends = (first.amount.least + second.amount.least, first.amount.most + second.amount.most)
    is_range = first.amount.is_range or second.amount.is_range
    total = first.amount.value + second.amount.value
    return Money(Estimate(total, *(ends if is_range else (None, None))), first.currency)


def _as_changes(value: object) -> object:
    """Take changes as a file writes them, ``{operation: parameters}``, beside records."""
    if not isinstance(value, list | tuple):
        return value
    return [
        change_line(known_among(item)).model_validate(item).change if isinstance(item, Mapping) else item
        for item in value
    ]


class Option(_Written):
    """Propose one redesign: changes in the order in which they are made.

    Parameters
    ----------
    id, title : str
    answers : list of str
        Ids of the questions that it responds to.
    why : str, optional
    changes : list of Change
        None at all is an option too: nothing changes.
    costs : Costs
    """

    id: str
    title: str
    answers: tuple[str, ...] = ()
    why: str | None = None
    changes: Annotated[tuple[SerializeAsAny[Change], ...], BeforeValidator(_as_changes)] = ()
    costs: Costs = Costs()

    def __repr__(self) -> str:
        made = ", ".join(change.operation for change in self.changes) or "no change"
        return f"<Option {self.id!r} {shortened(self.title)!r}: {made}>"

    @classmethod
    def read(cls, path: "str | PathLike[str] | bytes", *, name: str | None = None) -> Self:
        """Read an option file.

        Raises
        ------
        ReviewError
            With every problem of the file, placed.
        ChangeError
            RE401 there is no such operation.
        """
        document = read_yaml(path if isinstance(path, bytes) else fspath(path), name=name, error=ReviewError)
        _refuse_unknown_operations(document)
        written = validate(_option_file(_named(document)), document, error=ReviewError)
        fields = {key: getattr(written, key) for key in written.model_fields_set if key != "changes"}
        changes = tuple(
            line.change.placed(document.place(("changes", number, line.change.operation), key=True))
            for number, line in enumerate(written.changes)
        )
        return cls(**fields, changes=changes)

    def __add__(self, other: "Option") -> "Option":
        """Return the option that makes the changes of this one, and then those of the other.

        What they cost adds up; the time to carry them out is the longer, as both are carried out side by side.
        """
        return Option(
            id=f"{self.id}+{other.id}",
            title=f"{self.title}, then: {other.title}",
            answers=tuple(dict.fromkeys((*self.answers, *other.answers))),
            changes=(*self.changes, *other.changes),
            costs=self.costs + other.costs,
        )

    def apply(self, as_is: AnnotatedMap, within: Boundary | None = None, *, as_of: date | None = None) -> AnnotatedMap:
        """Return the map that the option leads to; the map given stays as it is.

        Parameters
        ----------
        as_is : AnnotatedMap
        within : Boundary, optional
            What may change; without it the option is applied unchecked.
        as_of : date, optional
            The day on which the boundary's lapse and waivers are judged.

        Raises
        ------
        ChangeError
            A change does not apply, or the map that they lead to is broken.
        BoundaryError
            With every breach of the boundary.
        """
        to_be = apply_changes(as_is, self.changes)
        if within is not None:
            breaches = within.check(as_is, to_be, self.changes, proposal=self.proposal(as_of))
            if breaches:
                raise BoundaryError(breach.problem for breach in breaches)
        return to_be

    def breaches(
        self,
        as_is: AnnotatedMap,
        boundary: Boundary,
        *,
        as_of: date | None = None,
        to_be: AnnotatedMap | None = None,
    ) -> tuple[Breach, ...]:
        """Return every breach of a boundary; raise ChangeError where the option does not apply.

        Whoever has applied the option already gives the map as `to_be`, so that it is not done twice.
        """
        changed = apply_changes(as_is, self.changes) if to_be is None else to_be
        return boundary.check(as_is, changed, self.changes, proposal=self.proposal(as_of))

    def files_read(self) -> tuple[str, ...]:
        """Return the hashes of the files that its changes name, in their order."""
        return tuple(digest for change in self.changes for digest in change.files_read())

    def proposal(self, as_of: date | None = None) -> Proposal:
        """Return what a boundary must know of the option besides its changes."""
        money = self.costs.one_off or self.costs.per_year
        return Proposal(
            id=self.id,
            one_off=_most(self.costs.one_off),
            per_year=_most(self.costs.per_year),
            currency=None if money is None else money.currency,
            months=self.costs.months,
            redeployment=self.costs.redeployment,
            tasks=self.costs.tasks,
            as_of=as_of,
        )


class _OptionFile(_Written):
    """The same as written in a file, so that each problem keeps its place."""

    id: str
    title: str
    answers: tuple[str, ...] = ()
    why: str | None = None
    changes: tuple[ChangeLine, ...] = ()
    costs: Costs = Costs()


@cache
def _option_file(operations: frozenset[str] | None = None) -> type[_OptionFile]:
    """Return the record of a file, its changes of the kinds that there are, or of those named."""
    lines: Any = GenericAlias(tuple, (change_line(operations), ...))
    return create_model("Option", __base__=_OptionFile, changes=(lines, ()))


def option_schema() -> dict[str, Any]:
    """Return the JSON Schema of an option file."""
    return _option_file().model_json_schema()


def _most(money: Money | None) -> float | None:
    return None if money is None else money.amount.most


def _lines_of(document: Document) -> Iterator[tuple[int, str]]:
    """Give each operation that a file names, with the number of its line."""
    lines = document.at(("changes",))
    for number, line in enumerate(lines if isinstance(lines, list) else ()):
        yield from ((number, str(name)) for name in (line if isinstance(line, dict) else ()))


def _named(document: Document) -> frozenset[str]:
    """Return the operations that a file names."""
    return frozenset(name for _, name in _lines_of(document))


def _refuse_unknown_operations(document: Document) -> None:
    """Refuse by name what is no operation."""
    unknown = [(number, name) for number, name in _lines_of(document) if name not in kinds()]
    if unknown:
        raise ChangeError([_unknown_operation(name, document, number) for number, name in unknown])


def _unknown_operation(name: str, document: Document, number: int) -> Problem:
    place = document.place(("changes", number, name), key=True)
    available = ", ".join(sorted(kinds()))
    hint = nearest(name, kinds())
    message = f'there is no operation "{name}"' + (f" ({hint})" if hint else "")
    return Problem("RE401", message, f"These can be made: {available}.", place)
