"""Hold what people write about steps and events."""

from typing import Annotated, Literal

from pydantic import Field, PlainSerializer, field_validator, model_validator

from reengineer.annotations._attributes import AttributeNotes
from reengineer.annotations._facts import StepFacts
from reengineer.annotations._fields import (
    ClockTimes,
    Cost,
    Count,
    IsoDate,
    Notes,
    NumberDistribution,
    PlainShare,
    Texts,
    TimeDistribution,
    Weekdays,
)
from reengineer.quantities import Duration, QuantityError


class Need(Notes):
    """One group of people that a step needs.

    Needs of the same `alternative` are all needed at once; alternatives are tried in order.
    """

    group: str = Field(description="Name of the group", examples=["handler"])
    quantity: int = Field(1, ge=1, description="How many members at once", examples=["1"])
    skill: str | None = Field(None, description="Skill that the members need", examples=["french"])
    alternative: int = Field(0, ge=0, description="Number of the alternative it belongs to", examples=["0"])
    duration: TimeDistribution | None = Field(
        None, description="Work on it by this alternative, where not the step's", examples=["exponential(12 min)"]
    )


class Release(Notes):
    """When waiting items go on: at times of the day, or every so often from opening."""

    at: ClockTimes = Field((), description="Times of the day", examples=['["09:00", "13:00"]'])
    every: Duration | None = Field(None, description="Time between releases, from each opening", examples=["240 min"])
    calendar: str | None = Field(None, description="Calendar whose openings count", examples=["office"])

    @model_validator(mode="after")
    def _one_rule(self) -> "Release":
        if bool(self.at) == (self.every is not None):
            raise QuantityError('a release has either times or a period; write at: ["09:00"] or every: 240 min')
        if self.every is not None and self.every.seconds.least <= 0:
            raise QuantityError("a release every 0 min is none; write a period such as every: 240 min")
        return self


class ValueNotes(Notes):
    """What a step is worth to the customer, and why it is there if not for them."""

    class_: Literal["VA", "BVA", "NVA"] = Field(
        alias="class", description="VA adds value, BVA the business needs it, NVA neither", examples=["BVA"]
    )
    why: str | None = Field(None, description="Why it is there", examples=["the regulator asks for it"])

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"class": value} if isinstance(value, str) else value


class SatisfactionNotes(Notes):
    """What customers think of a step."""

    importance: Count | None = Field(None, description="How much it matters to them", examples=["0.8"])
    score: Count | None = Field(None, description="How satisfied they are, on the scale", examples=["3.4"])
    scale: str | None = Field(None, description="The scale of the score", examples=["csat5"])
    n: int | None = Field(None, ge=0, description="How many answered", examples=["120"])


class Evidence(Notes):
    """Where a number comes from."""

    method: str | None = Field(None, description="measured, estimated, assumed ...", examples=["measured"])
    source: str | None = Field(None, description="Where it was found", examples=["timesheets"])
    n: int | None = Field(None, ge=0, description="How many were observed", examples=["210"])
    interval: str | None = Field(None, description="Range that the number lies in with 95 %", examples=["10 to 15 min"])
    by: str | None = Field(None, description="Who says so", examples=["team leader"])
    on: IsoDate | None = Field(None, description="When", examples=["2026-07-01"])


class BatchRule(Notes):
    """One condition under which a batch goes on; all that is stated in it must hold."""

    size: int | None = Field(None, ge=1, description="Items gathered", examples=["20"])
    waited: Duration | None = Field(None, description="Wait of the oldest item", examples=["2 h"])
    window: str | None = Field(None, description="Hours in which it may go", examples=["09:00-10:00"])
    weekdays: Weekdays = Field((), description="Days on which it may go", examples=["[mon, thu]"])


class BatchNotes(Notes):
    """How items are gathered and worked together."""

    rules: tuple[BatchRule, ...] = Field(description="Any of these lets a batch go", examples=["[{size: 20}]"])
    max: int | None = Field(None, ge=1, description="Largest batch", examples=["50"])
    style: Literal["parallel", "sequential"] = Field("sequential", description="Together or one by one")
    factor: dict[str, Count] = Field(default_factory=dict, description="Factor on the duration by size")
    group_by: str | None = Field(
        None, description="Attribute that all items of a batch share", examples=["case.branch"]
    )
    flush: bool | None = Field(None, description="What is left at the end of a run goes all the same", examples=["no"])


class RetrialNotes(Notes):
    """Whether customers who left come back."""

    share: PlainShare = Field(description="Share that comes back", examples=["40 %"])
    after: TimeDistribution = Field(description="Time until they do", examples=["exponential(10 min)"])


class LoopNotes(Notes):
    """How often a step is repeated where the map marks it as a loop."""

    times: int | None = Field(None, ge=1, description="Iterations at most", examples=["3"])
    again: PlainShare | None = Field(None, description="Chance of one more iteration after each", examples=["20 %"])
    condition: str | None = Field(
        None, description="What must hold for one more iteration", examples=["case.value > 500"]
    )
    before: bool | None = Field(None, description="Asked before each iteration instead of after it", examples=["no"])

    @model_validator(mode="after")
    def _ends(self) -> "LoopNotes":
        if self.times is None and self.again is None and self.condition is None:
            raise QuantityError("a loop has times, a chance or a condition; write times: 3, or again: 20 %")
        if self.again is not None and self.condition is not None:
            raise QuantityError("a loop has a chance or a condition, not both; write again: 20 %, or the condition")
        if self.again is not None and self.times is None and float(self.again) >= 1:
            raise QuantityError("a loop that always goes on never ends; write a chance below 1, or times")
        return self


class LearningNotes(Notes):
    """How work gets shorter the more often it was done: each doubling takes it to the same share of its time."""

    rate: PlainShare = Field(gt=0, le=1, description="Share of the time after each doubling", examples=["80 %"])
    floor: PlainShare = Field(0, description="Share of the time that it never falls below", examples=["50 %"])
    by: Literal["member", "step"] | None = Field(
        None, description="Whether each member learns alone, or all who do the step together", examples=["member"]
    )


class CallBackNotes(Notes):
    """When a customer who waits live is offered a call back, and how that goes."""

    threshold: Duration | None = Field(None, description="Expected wait from which it is offered", examples=["3 min"])
    waiting: int | None = Field(None, ge=0, description="Number who wait from which it is offered", examples=["5"])
    acceptance: PlainShare = Field(description="Share that accepts", examples=["45 %"])
    reach: PlainShare = Field(1, description="Share that answers an attempt", examples=["90 %"])
    ring: Duration | None = Field(None, description="Time of an attempt that nobody answers", examples=["30 s"])
    retry: Duration | None = Field(None, description="Time to the next attempt", examples=["30 min"])
    attempts: int | None = Field(None, ge=1, le=63, description="Attempts at most", examples=["3"])
    max_delay: Duration | None = Field(None, description="Promised time; no attempt after it", examples=["2 h"])

    @model_validator(mode="after")
    def _from_when(self) -> "CallBackNotes":
        if (self.threshold is None) == (self.waiting is None):
            raise QuantityError(
                "a call back is offered from an expected wait or from a number who wait; "
                "write threshold: 3 min, or waiting: 5"
            )
        return self


class EscalationNotes(Notes):
    """What happens to an item that has waited too long: it goes up in the queue, or another group may take it too."""

    after: Duration = Field(description="Wait after which it is due", examples=["4 h"])
    target: Duration | None = Field(None, description="Time promised for the step", examples=["8 h"])
    group: str | None = Field(None, description="Group that may take it from then on", examples=["manager"])
    priority: int | None = Field(None, description="Priority that it has from then on", examples=["0"])

    @model_validator(mode="after")
    def _does_something(self) -> "EscalationNotes":
        if self.group is None and self.priority is None:
            raise QuantityError(
                "an escalation gives another priority or a group that helps; write priority: 0, or group: manager"
            )
        return self


class EventPartNotes(Notes):
    """What is known of one of several events that are drawn as one."""

    delay: TimeDistribution | None = Field(None, description="How long until it happens", examples=["2 h"])
    calendar: str | None = Field(None, description="Calendar that counts working time", examples=["office"])
    condition: str | None = Field(None, description="What it waits for", examples=["case.value > 500"])


class EventNotes(Notes):
    """What is known of an event that waits."""

    delay: TimeDistribution | None = Field(
        None, description="How long until it happens", examples=["gamma(mean=32 h working, cv=0.6)"]
    )
    release: Release | None = Field(None, description="When waiting items go on", examples=['{at: ["09:00"]}'])
    calendar: str | None = Field(None, description="Calendar that counts working time", examples=["office"])
    times: int | None = Field(None, ge=1, description="How often a timer rings", examples=["3"])
    from_: Literal["enabled", "started"] | None = Field(
        None, alias="from", description="When the timer of a boundary event begins to run", examples=["enabled"]
    )
    condition: str | None = Field(None, description="What it waits for", examples=["case.value > 500"])
    broadcast: bool | None = Field(None, description="A signal that reaches every case", examples=["no"])
    parts: dict[str, EventPartNotes] = Field(
        default_factory=dict,
        description="Of an event of several kinds, what is known of each, by kind",
        examples=["{timer: {delay: 2 h}, message: {delay: exponential(3 h)}}"],
    )
    evidence: Evidence | None = Field(None, description="Where the numbers come from", examples=["{method: measured}"])


def needs_as_written(needs: tuple[Need, ...]) -> list[object]:
    """Return needs as a list of alternatives, in their short form where that says all."""
    numbers = list(dict.fromkeys(need.alternative for need in needs))
    if numbers != list(range(len(numbers))) or any(
        need.skill is not None or need.duration is not None for need in needs
    ):
        return [need.model_dump(mode="json", exclude_none=True) for need in needs]
    alternatives = [{need.group: need.quantity for need in needs if need.alternative == number} for number in numbers]
    return [next(iter(one)) if list(one.values()) == [1] else one for one in alternatives]


Needs = Annotated[tuple[Need, ...], PlainSerializer(needs_as_written)]
"""Needs, written in their short form. A serializer of the field would hide from pydantic that none is the default."""


class StepNotes(StepFacts):
    """What is known of a step: who does it, how long it takes, what it costs, and facts to question it by."""

    role: str | None = Field(None, description="The one group that does it", examples=["handler"])
    needs: Needs = Field((), description="Groups it needs, where not one role", examples=["[{group: handler}]"])
    duration: TimeDistribution | None = Field(
        None,
        description="Work on it, waiting left out: least, usual, most; a plain time is the same for all cases",
        examples=["triangular(5 min, 8 min, 20 min)"],
    )
    cost: Cost | None = Field(None, description="Cost of each execution besides people", examples=["0.80 GBP"])
    delay: TimeDistribution | None = Field(
        None, description="Time it takes somebody outside; nobody of ours works", examples=["2 days"]
    )
    transfer: TimeDistribution | None = Field(None, description="Time for the work to get there", examples=["10 min"])
    release: Release | None = Field(None, description="When waiting items go on", examples=['{at: ["09:00", "13:00"]}'])
    calendar: str | None = Field(
        None, description="Calendar that counts working time of the delay", examples=["office"]
    )
    at_close: Literal["pause", "finish", "fits"] | None = Field(
        None, description="What happens to work at closing time", examples=["pause"]
    )
    priority: int | None = Field(None, description="Lower goes first", examples=["1"])
    preempts: bool | None = Field(None, description="It may interrupt other work", examples=["no"])
    interruptible: bool | None = Field(None, description="Other work may interrupt it", examples=["yes"])
    setup: TimeDistribution | None = Field(None, description="Time to change over to it", examples=["5 min"])
    learning: LearningNotes | None = Field(
        None, description="How its time falls with practice", examples=["{rate: 80 %, floor: 50 %}"]
    )
    work_kind: str | None = Field(None, description="Kind of work between which no set-up is due", examples=["letters"])
    patience: TimeDistribution | None = Field(
        None, description="How long a customer waits before giving up", examples=["exponential(3 min)"]
    )
    limit: int | None = Field(None, ge=0, description="Most items that may wait", examples=["20"])
    balk: tuple[PlainShare, ...] = Field(
        (), description="Share that leaves at once, by how many wait", examples=["[0, 0.1, 0.3]"]
    )
    abandoned_to: str | None = Field(None, description="Where those go who give up", examples=["send_apology"])
    balked_to: str | None = Field(None, description="Where those go who do not wait", examples=["send_apology"])
    retrial: RetrialNotes | None = Field(
        None, description="Whether those who left come back", examples=["{share: 40 %, after: exponential(10 min)}"]
    )
    due: Duration | None = Field(None, description="When it is due, from the arrival of the case", examples=["5 days"])
    calls: str | None = Field(
        None, description="File of the process that it calls, from the folder of these notes", examples=["check.bpmn"]
    )
    fails: PlainShare | None = Field(None, description="Share of executions that end in an error", examples=["2 %"])
    call_back: CallBackNotes | None = Field(
        None, description="Call back offered to who waits", examples=["{threshold: 3 min, acceptance: 45 %}"]
    )
    escalation: EscalationNotes | None = Field(
        None, description="What happens to an item that waits too long", examples=["{after: 4 h, group: manager}"]
    )
    error_rate: PlainShare | None = Field(None, description="Share of it that turns out wrong", examples=["8 %"])
    batch: BatchNotes | None = Field(None, description="How items are gathered", examples=["{rules: [{size: 20}]}"])
    instances: NumberDistribution | None = Field(None, description="How many times at once", examples=["3"])
    sequential: bool | None = Field(None, description="One instance after the other", examples=["no"])
    stop_after: int | None = Field(
        None, ge=1, description="Instances after which the others are not needed", examples=["2"]
    )
    loop: LoopNotes | None = Field(None, description="How often it is repeated", examples=["{times: 3}"])
    not_same_person: Texts = Field((), description="Steps whose doer may not do this one", examples=["[redress]"])
    same_person: str | None = Field(None, description="Step whose doer must do this one", examples=["investigate"])
    prefer_same_person: str | None = Field(
        None, description="Step whose doer should do this one", examples=["investigate"]
    )
    hold: Duration | None = Field(None, description="How long to wait for that person", examples=["30 min"])
    value: ValueNotes | None = Field(None, description="What it is worth to the customer", examples=["{class: VA}"])
    satisfaction: SatisfactionNotes | None = Field(
        None, description="What customers think of it", examples=["{score: 3.4, scale: csat5, n: 120}"]
    )
    updates: dict[str, AttributeNotes] = Field(
        default_factory=dict, description="Attributes of the case drawn anew when it ends", examples=["{risk: 0.12}"]
    )
    controls: Texts = Field((), description="Controls that it carries out", examples=["[C-FOS]"])
    inputs: Texts = Field((), description="Data it reads", examples=["[complaint]"])
    outputs: Texts = Field((), description="Data it makes", examples=["[decision]"])
    evidence: Evidence | None = Field(None, description="Where the numbers come from", examples=["{method: measured}"])

    @field_validator("needs", mode="before")
    @classmethod
    def _alternatives(cls, value: object) -> object:
        return needs_data(value)

    @model_validator(mode="after")
    def _who(self) -> "StepNotes":
        if self.role is not None and self.needs:
            raise QuantityError(
                "a step has a role or needs, not both; write role: handler, or needs: [{group: handler}]"
            )
        if self.delay is not None and (self.role is not None or self.needs or self.duration is not None):
            raise QuantityError(
                "a step with a delay is done outside and has no people or duration; write the delay or the others"
            )
        return self

    @property
    def requests(self) -> tuple[Need, ...]:
        """Return the needs, with the role as the only one where that is given; empty where nobody is needed."""
        if self.needs or self.role is None:
            return self.needs
        return (Need(group=self.role),)

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the names of the groups it may take, in order, each once."""
        return tuple(dict.fromkeys(need.group for need in self.requests))


def needs_data(value: object) -> object:
    """Return needs as a list of single ones, numbered by alternative.

    A list holds alternatives. Each is a group's name, ``{group: ..}`` with its details, or groups with quantities that
    are needed at once. A mapping alone is one alternative.
    """
    items = value if isinstance(value, list | tuple) else [value]
    found: list[object] = []
    for number, item in enumerate(items):
        if isinstance(item, str):
            found.append({"group": item, "alternative": number})
        elif isinstance(item, dict) and all(isinstance(many, int) for many in item.values()):
            found.extend({"group": group, "quantity": many, "alternative": number} for group, many in item.items())
        elif isinstance(item, dict):
            found.append({"alternative": number, **item})
        else:
            found.append(item)
    return found
