"""Hold what a model fitted to a log would have been, had other cases of the same process been logged."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal, Self

from pydantic import Field, PositiveFloat, ValidationError, model_validator

from reengineer.annotations._demand import Arrivals
from reengineer.annotations._fields import Notes, Share, TimeDistribution
from reengineer.annotations._people import MemberNotes
from reengineer.annotations._records import Annotations
from reengineer.annotations._sampling import sampled
from reengineer.annotations._steps import StepNotes
from reengineer.errors import AnnotationError, Problem
from reengineer.quantities import Estimate
from reengineer.source import Source

MOST = 1000
"""Refits that one file may hold."""

SCHEMA: Literal["reengineer/refits/1"] = "reengineer/refits/1"


class Refit(Notes):
    """Hold the numbers of one fit that other cases would have changed, by the element that they stand on.

    Parameters
    ----------
    durations, delays : mapping of element to distribution
        Of steps and of events that wait.
    shares : mapping of gateway to mapping of flow to share
    arrivals : mapping of kind of case to Arrivals
    speeds : mapping of group to mapping of member to speed
        Of members who are named.
    """

    durations: dict[str, TimeDistribution] = Field(default_factory=dict)
    delays: dict[str, TimeDistribution] = Field(default_factory=dict)
    shares: dict[str, dict[str, Share]] = Field(default_factory=dict)
    arrivals: dict[str, Arrivals] = Field(default_factory=dict)
    speeds: dict[str, dict[str, PositiveFloat]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _names_no_file(self) -> Self:
        times = [*self.durations.values(), *self.delays.values(), *(each.every for each in self.arrivals.values())]
        if any(each.file for each in self.arrivals.values()) or any(
            time is not None and time.family == "empirical" for time in times
        ):
            raise ValueError("a refit names a file of values; refits hold their values themselves")
        return self

    @classmethod
    def of(cls, notes: Annotations) -> Self:
        """Return what of annotations other cases would have changed."""
        return cls(
            durations={name: time for name, step in notes.steps.items() if (time := _time_of(step)) is not None},
            delays={name: event.delay for name, event in notes.events.items() if event.delay is not None},
            shares=dict(notes.flows),
            arrivals={name: case.arrivals for name, case in notes.cases.items() if case.arrivals is not None},
            speeds={
                group: {each.name: each.speed.value for each in resource.members}
                for group, resource in notes.resources.items()
                if isinstance(resource.members, tuple)
            },
        )

    def changed(self, notes: Annotations, other: "Refit") -> Annotations:
        """Return annotations with the numbers of another fit wherever they still are as this one has them."""
        steps = {
            name: step.model_copy(update={"delay" if step.duration is None else "duration": other.durations[name]})
            for name, step in notes.steps.items()
            if name in other.durations and _time_of(step) == self.durations.get(name)
        }
        events = {
            name: event.model_copy(update={"delay": other.delays[name]})
            for name, event in notes.events.items()
            if name in other.delays and event.delay == self.delays.get(name)
        }
        flows = {
            gateway: other.shares[gateway]
            for gateway, shares in notes.flows.items()
            if gateway in other.shares and shares == self.shares.get(gateway)
        }
        cases = {
            name: case.model_copy(update={"arrivals": other.arrivals[name]})
            for name, case in notes.cases.items()
            if name in other.arrivals and case.arrivals == self.arrivals.get(name)
        }
        resources = {
            group: notes.resources[group].model_copy(update={"members": self._paced(members, other, group)})
            for group in self.speeds.keys() & other.speeds.keys() & notes.resources.keys()
            if isinstance(members := notes.resources[group].members, tuple)
        }
        update = {
            "steps": {**notes.steps, **steps},
            "events": {**notes.events, **events},
            "flows": {**notes.flows, **flows},
            "cases": {**notes.cases, **cases},
            "resources": {**notes.resources, **resources},
        }
        return notes.model_copy(update=update)

    def _paced(self, members: tuple[MemberNotes, ...], other: "Refit", group: str) -> tuple[MemberNotes, ...]:
        """Return members as quick as another fit has them, but for those whose speed somebody changed."""
        mine, theirs = self.speeds[group], other.speeds[group]
        return tuple(
            each.model_copy(update={"speed": Estimate(theirs[each.name])})
            if each.name in theirs and each.speed == Estimate(mine.get(each.name, 0.0))
            else each
            for each in members
        )

    def beyond(self, other: "Refit") -> tuple[str, ...]:
        """Return the elements and kinds of case that another fit does not have alike."""
        pairs: list[tuple[Mapping[str, Any], Mapping[str, Any]]] = [
            (self.durations, other.durations), (self.delays, other.delays), (self.arrivals, other.arrivals),
            (self.speeds, other.speeds),
        ]  # fmt: skip
        found = [name for mine, theirs in pairs for name in mine if name not in theirs]
        return (*found, *(name for name, ways in self.shares.items() if set(ways) != set(other.shares.get(name, ()))))

    def differing(self, others: Sequence["Refit"]) -> "Refit":
        """Return the part in which some of the others differ, or that carries ranges."""
        update = {}
        for field in Refit.model_fields:
            mine = getattr(self, field)
            update[field] = {
                name: value
                for name, value in mine.items()
                if any(getattr(other, field).get(name, value) != value for other in others)
            }
        return self.model_copy(update=update)

    def within(self, fitted: "Refit") -> "Refit":
        """Return what stands on elements that the fitted model has too, and counts time as that does."""
        return Refit(
            durations={name: time for name, time in self.durations.items() if _alike(time, fitted.durations.get(name))},
            delays={name: time for name, time in self.delays.items() if _alike(time, fitted.delays.get(name))},
            shares={
                name: ways for name, ways in self.shares.items() if set(ways) == set(fitted.shares.get(name, ()))
            },
            arrivals={name: comes for name, comes in self.arrivals.items() if name in fitted.arrivals},
            speeds={group: paces for group, paces in self.speeds.items() if group in fitted.speeds},
        )  # fmt: skip


def _time_of(step: StepNotes) -> TimeDistribution | None:
    """Return the time of work, or where nobody of ours works the time that it takes somebody outside."""
    return step.delay if step.duration is None else step.duration


def _alike(time: TimeDistribution, fitted: TimeDistribution | None) -> bool:
    return fitted is not None and time.working == fitted.working


class Refits(Notes):
    """Hold a fitted model's numbers, and those of the same model refitted to cases drawn anew.

    Parameters
    ----------
    fitted : Refit
        The numbers as the whole log has them.
    refits : tuple of Refit
        The same numbers, without ranges; one that is missing stays as fitted.
    """

    schema_: Literal["reengineer/refits/1"] = Field(alias="schema", default=SCHEMA)
    fitted: Refit
    refits: tuple[Refit, ...] = Field(min_length=1, max_length=MOST)

    @model_validator(mode="after")
    def _of_one_model(self) -> Self:
        for number, refit in enumerate(self.refits):
            if beyond := refit.beyond(self.fitted):
                raise ValueError(f"refit {number} has numbers for {beyond[0]!r} that the fitted model has not alike")
        return self

    @classmethod
    def of(cls, fitted: Annotations, refitted: Sequence[Annotations]) -> Self:
        """Return the refits of a fitted model.

        Parameters
        ----------
        fitted : Annotations
        refitted : sequence of Annotations
            Of the same log and map, with cases drawn anew; 1 to 1,000.
        """
        whole = Refit.of(fitted)
        # What is not known of a number is how it differs from refit to refit: no range of its own is drawn besides.
        others = [Refit.of(sampled(each, lambda _: None)).within(whole) for each in refitted]
        kept = whole.differing(others)
        return cls(fitted=kept, refits=tuple(other.within(kept) for other in others))

    def __len__(self) -> int:
        """Return how many refits there are."""
        return len(self.refits)

    def applied(self, notes: Annotations, number: int) -> Annotations:
        """Return annotations as one refit has them; numbers that somebody changed since the fit stay as they are.

        Parameters
        ----------
        notes : Annotations
        number : int
            From 0; after the last refit comes the first one again.
        """
        return self.fitted.changed(notes, self.refits[number % len(self.refits)])

    def to_json(self) -> str:
        """Return the text of a file of refits."""
        data = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return json.dumps({"schema": SCHEMA, **data}, ensure_ascii=False, separators=(",", ":")) + "\n"

    @classmethod
    def parse(cls, data: bytes, *, name: str) -> Self:
        """Read a file of refits.

        Parameters
        ----------
        data : bytes
        name : str
            Of the file, for messages.

        Raises
        ------
        AnnotationError
            RE629: it is no file of refits, or one that was changed by hand.
        """
        try:
            return cls.model_validate_json(data)
        except (ValidationError, RecursionError) as error:
            message = "it is nested too deeply"
            if isinstance(error, ValidationError):
                first = error.errors(include_url=False)[0]
                where = ".".join(str(part)[:80] for part in first["loc"])
                message = f"{f'{where}: ' if where else ''}{first['msg'][:300]}"
            remedy = "Fit the log again with --refits, or take the line refits out of review.yaml."
            problem = Problem("RE629", f"the refits cannot be read: {message}", remedy, Source(file=name))
            raise AnnotationError([problem]) from None
