"""Say what may stand in a worked example, and read it: numbers are minutes and pounds, a text may state its unit."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from reengineer.files import Document, validate
from reengineer.simulation.selftest._maps import arrows
from reengineer.simulation.selftest._values import (
    Amounts,
    CaseKey,
    Cause,
    Count,
    Factor,
    Minutes,
    Number,
    Pounds,
    PoundsAnHour,
    Real,
    Share,
    Spans,
    Steps,
    Way,
    minutes,
)

MEMBERS_AT_MOST = 10_000


def _stated(nodes: object) -> object:
    """Return nodes of which nothing is said as mappings without keys."""
    return {name: {} if node is None else node for name, node in nodes.items()} if isinstance(nodes, dict) else nodes


Nodes = Annotated[dict[str, "Node"], BeforeValidator(_stated), Field(min_length=1)]


class Record(BaseModel):
    """Be a part of an example; a key that is not known is told by its name, later, and an empty one is left out."""

    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _leave_out_what_is_empty(cls, data: object) -> object:
        return {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data


class Closed(Record):
    """Be a part of an example that holds nothing but what is said here."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Rule(Closed):
    """State a rule by which a batch goes."""

    size: Number | None = None
    waited: Minutes | None = None
    window: Spans | None = None


class Batch(Closed):
    """State how a step is done for several cases at once."""

    rules: Annotated[list[Rule], Field(min_length=1)]
    max: Number | None = None
    style: Literal["parallel", "sequential"] = "parallel"
    factor: dict[str, Factor] = {}
    flush: bool = False


class Loop(Record):
    """State how often a step is repeated."""

    times: Number | None = None


def _loop(value: object) -> object:
    return {"times": value} if isinstance(value, int) and not isinstance(value, bool) else value


class Retrial(Closed):
    """State who comes back after leaving, and when."""

    share: Share
    after: Minutes


class Release(Closed):
    """State when waiting items go on: at minutes of each day, or every so many minutes."""

    at: list[Annotated[int, Field(ge=0, lt=1440)]] | None = None
    every: Annotated[float, BeforeValidator(minutes), Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Self:
        if (self.at is None) == (self.every is None):
            raise ValueError("a release is at minutes of the day or every so many; write one of them")
        return self


class Single(Closed):
    """State one of several events that are drawn as one."""

    event: Literal[
        "timer", "message", "signal", "conditional", "error", "escalation", "cancel", "compensate", "terminate",
    ]  # fmt: skip
    after: Minutes | None = None
    code: str | None = None
    signal: str | None = None
    activity: str | None = None


Singles = Annotated[list[Single], Field(min_length=2)]


class Node(Record):
    """State a step, an event, a gateway, or a process within."""

    kind: str = "task"
    work: Amounts | None = None
    expected: Minutes | None = None
    needs: str | dict[str, Number] | list[str | dict[str, Any]] | None = None
    fixed: Pounds | None = None
    route: dict[CaseKey, Way | Annotated[list[Way], Field(min_length=1)]] | None = None
    priority: int | None = None
    preempts: bool | None = None
    interruptible: bool | None = None
    setup: Minutes | None = None
    learning: Record | None = None
    work_kind: str | None = None
    at_close: Literal["pause", "finish", "fits"] | None = None
    transfer: Minutes | None = None
    external: Minutes | None = None
    patience: Minutes | None = None
    limit: Count | None = None
    not_same_person: Steps | None = None
    same_person: str | None = None
    prefer_same_person: str | None = None
    hold: Minutes | None = None
    instances: Count | dict[CaseKey, Count] | None = None
    sequential: bool | None = None
    stop_after: Number | None = None
    loop: Annotated[Loop, BeforeValidator(_loop)] | None = None
    batch: Batch | None = None
    compensated_by: str | None = None
    retrial: Retrial | None = None
    call_back: Record | None = None
    escalation: Record | None = None
    release: Release | None = None
    attached: str | None = None
    event: Literal["timer", "error", "signal", "message", "escalation", "cancel", "conditional"] | None = None
    after: Minutes | None = None
    at: Minutes | None = None
    times: Number | None = None
    interrupting: bool | None = None
    clock: Spans | None = None
    start: Literal["enabled", "started"] | None = Field(default=None, alias="from")
    any: Singles | None = None
    all: Singles | None = None
    each: Singles | None = None
    code: str | None = None
    signal: str | None = None
    broadcast: bool | None = None
    link: str | None = None
    activity: str | None = None
    calls: str | None = None
    message: bool | None = None
    fails: Share | None = None
    inside: "Inside | None" = None

    @field_validator("code", "signal", "link", mode="before")
    @classmethod
    def _read_as_text(cls, value: object) -> object:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class Inside(Record):
    """State the nodes and flows of a process."""

    nodes: Nodes
    flows: list[str] = []

    @field_validator("flows")
    @classmethod
    def _lead_from_one_to_another(cls, flows: list[str]) -> list[str]:
        return arrows(flows)


class Member(Closed):
    """State what is different for one member of a group."""

    rate: PoundsAnHour | None = None
    open: Spans | None = None
    factor: Factor | None = None
    skills: list[str] | None = None


class Group(Record):
    """State a group of people or systems."""

    members: Annotated[list[str], Field(min_length=1)] | dict[str, Member | None]
    rate: PoundsAnHour | None = None
    overtime_rate: PoundsAnHour | None = None
    open: Spans | None = None
    choice: str | None = None
    discipline: str | None = None
    ageing: Minutes | None = None
    capacity: Number | None = None
    slow: list[Factor] | None = None

    @field_validator("members", mode="before")
    @classmethod
    def _number_of_members(cls, value: object) -> object:
        """Give names to members that are only counted."""
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MEMBERS_AT_MOST:
            return [str(number) for number in range(1, value + 1)]
        return value


class Renewal(Record):
    """State cases at equal distances of open time."""

    gap: Minutes
    cases: Number
    open: Spans | None = None
    first: Literal["gap", "start"] | None = None


class Rates(Record):
    """State cases by what their gaps use up of an hourly rate."""

    rates: Annotated[list[Annotated[list[Real], Field(min_length=3, max_length=3)]], Field(min_length=1)]
    unit_gaps: Annotated[list[Annotated[float, Field(ge=0)]], Field(min_length=1)]


class Cut(Closed):
    """State the minute at which a run is cut."""

    cut: Annotated[float, BeforeValidator(minutes), Field(gt=0)]


class CaseNotes(Closed):
    """State what is different for one case."""

    priority: int | None = None
    patience: Minutes | None = None
    due: Minutes | None = None


class Model(Record):
    """State the process, its people and its cases."""

    nodes: Nodes | None = None
    flows: list[str] | None = None
    pools: Annotated[dict[str, Inside], Field(min_length=1)] | None = None
    messages: list[str] | None = None
    groups: dict[str, Group] | None = None
    arrivals: list[Minutes] | Renewal | Rates | Annotated[dict[str, list[Minutes]], Field(min_length=1)]
    cases: dict[CaseKey, CaseNotes] | None = None
    end: Literal["drain"] | Cut | None = None
    overtakes: Count | None = None

    @field_validator("flows", "messages")
    @classmethod
    def _lead_from_one_to_another(cls, flows: list[str] | None) -> list[str] | None:
        return flows and arrows(flows)

    @field_validator("arrivals", mode="before")
    @classmethod
    def _comes_at_all(cls, value: object) -> object:
        if isinstance(value, Mapping) and ("rates" in value) != ("unit_gaps" in value):
            raise ValueError("rates and unit_gaps go together; write both")
        return value

    @model_validator(mode="after")
    def _begins_somewhere(self) -> Self:
        if (self.nodes is None) == (self.pools is None):
            raise ValueError(
                "nodes and flows, or pools that hold them, and not both, make a process; write one of them"
            )
        first = self.nodes or next(iter((self.pools or {}).values())).nodes
        if not any(node.kind == "start" for node in first.values()):
            raise ValueError("no case can start; write a node of kind start")
        return self


def _joined(value: object) -> object:
    return "+".join(map(str, value)) if isinstance(value, list) else value


class Row(Closed):
    """State a row of the log."""

    case: Number
    step: str
    visit: Number = 1
    instance: Count = 0
    who: Annotated[str, BeforeValidator(_joined)] = ""
    state: Literal["completed", "interrupted", "withdrawn", "abandoned", "balked", "failed", "open"] = "completed"
    enabled: Real
    ready: Real | None = None
    allocated: Real | None = None
    started: Real | None = None
    completed: Real | None = None
    work: Real | None = None
    waits: dict[Cause, Real] = {}
    cost: Real | None = None


class CaseRow(Closed):
    """State a case at the end of its run."""

    arrived: Real | None = None
    completed: Real | None = None
    state: Literal["completed", "terminated", "failed", "open"] | None = None
    cost: Real | None = None


class Expected(Closed):
    """State what must come out: rows, or words of the error by which the model is refused."""

    rows: list[Row] | None = None
    cases: dict[Annotated[str, Field(pattern="^[1-9][0-9]{0,8}$")], CaseRow] = {}
    error: str | None = None

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Self:
        if (self.rows is None) == (self.error is None):
            raise ValueError("an example gives rows or is refused; write rows, or error")
        return self


def _expected(value: object) -> object:
    return {"error": ""} if value == "error" else value


class Example(Record):
    """State a worked example."""

    id: str
    model: Model
    expect: Annotated[Expected, BeforeValidator(_expected)]

    @field_validator("id", mode="before")
    @classmethod
    def _read_as_text(cls, value: object) -> object:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def read_example(document: Document, place: int) -> Example:
    """Return an example of a file.

    Parameters
    ----------
    document : Document
        With a list under ``examples``.
    place : int

    Raises
    ------
    InputError
        With everything that is wrong in it, each with its line.
    """
    before = ("examples", place)
    part = Document(
        data=document.at(before),
        file=document.file,
        places={path[2:]: source for path, source in document.places.items() if path[:2] == before},
        keys={path[2:]: source for path, source in document.keys.items() if path[:2] == before},
    )
    return validate(Example, part)


def read_examples(document: Document) -> Iterator[Example]:
    """Yield the examples of a file; raise `InputError` at the first that is not understood."""
    for place in range(len(document.data["examples"])):  # type: ignore[index]
        yield read_example(document, place)


def plain(record: BaseModel) -> dict[str, Any]:
    """Return what a record states, as mappings and lists."""
    return record.model_dump(by_alias=True, exclude_unset=True)
