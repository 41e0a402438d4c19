"""Hold everything that one file of annotations says."""

from typing import Any, Literal

from pydantic import Field, field_validator

from reengineer.annotations._demand import CaseNotes
from reengineer.annotations._facts import ProcessNotes, TransitionNotes
from reengineer.annotations._fields import Currency, Notes, Share
from reengineer.annotations._people import CalendarNotes, Clock, ResourceNotes
from reengineer.annotations._steps import EventNotes, Evidence, StepNotes


class Annotations(Notes):
    """Hold what is known of a map: steps, branches, events, people, calendars and demand.

    Elements are named by id, or by name where that is unique in the map. A branch is named by its flow's id, or by
    ``to TARGET``.
    """

    version: Literal[1] = Field(1, description="Version of the format", examples=["1"])
    currency: Currency | None = Field(None, description="The one currency of all money", examples=["GBP"])
    clock: Clock = Field(Clock(), description="When the run starts", examples=["{start: 2026-01-05}"])
    calendars: dict[str, CalendarNotes] = Field(
        default_factory=dict, description="Named working hours", examples=['{office: {mon-fri: "09:00-17:00"}}']
    )
    cases: dict[str, CaseNotes] = Field(
        default_factory=dict, description="Kinds of case", examples=["{complaint: {arrivals: exponential(12 min)}}"]
    )
    resources: dict[str, ResourceNotes] = Field(
        default_factory=dict, description="Groups that do work", examples=["{handler: {members: 9}}"]
    )
    steps: dict[str, StepNotes] = Field(
        default_factory=dict, description="Notes on activities", examples=["{investigate: {duration: 12 min}}"]
    )
    flows: dict[str, dict[str, Share]] = Field(
        default_factory=dict, description="Shares of branches", examples=["{decision: {to pay: 0.4, to reject: rest}}"]
    )
    events: dict[str, EventNotes] = Field(
        default_factory=dict, description="Notes on events that wait", examples=["{reply: {delay: 2 days}}"]
    )
    transitions: dict[str, TransitionNotes] = Field(
        default_factory=dict,
        description="Facts on the way between two steps",
        examples=["{a -> b: {rekeyed_fields: 8}}"],
    )
    evidence: dict[str, Evidence] = Field(
        default_factory=dict,
        description="Where other numbers come from, by their names",
        examples=["{flows.decision: {method: counted, n: 210}}"],
    )
    process: ProcessNotes = Field(ProcessNotes(), description="Facts on the process", examples=["{site_count: 2}"])

    def __repr__(self) -> str:
        return f"<Annotations: steps {len(self.steps)}, groups {len(self.resources)}, kinds of case {len(self.cases)}>"

    @field_validator("transitions")
    @classmethod
    def _arrows(cls, value: dict[str, TransitionNotes]) -> dict[str, TransitionNotes]:
        for key in value:
            if len(key.split("->")) != 2:
                raise ValueError(f"'{key}' does not name two steps; write a -> b")
        return value

    def to_data(self) -> dict[str, Any]:
        """Return plain data as a file holds them, leaving out what is unknown or as by default."""
        return {"version": 1} | self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
