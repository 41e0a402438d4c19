"""Keep what decision makers wrote into a boundary file, entry by entry."""

import re
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from reengineer.errors import nearest
from reengineer.measures import MEASURES, Clock, Statistic
from reengineer.measures import Scope as MeasureScope
from reengineer.operations import OPERATIONS
from reengineer.quantities import Duration

Share = Annotated[float, Field(ge=0, le=1)]
Scalar = str | int | float
AMOUNTS = {"change_headcount": "by", "change_routing": "probability", "change_rework_prob": "probability"}
_CLOCK_TIME = r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$"


class Entry(BaseModel):
    """Be the base of every record of a boundary file: frozen, and refusing keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Signatory(Entry):
    """Name a person who agreed, the authority used, and how much money that authority covers."""

    name: str
    role: str | None = None
    authority: str | None = None
    date: date
    limit: Annotated[float, Field(ge=0)] | None = None


class Agreement(Entry):
    """State how far the agreement has got, who gave it and when it lapses."""

    status: Literal["draft", "proposed", "agreed", "superseded"] = "draft"
    by: tuple[Signatory, ...] = ()
    consulted: tuple[str, ...] = ()
    review_by: date | None = None


class Scope(Entry):
    """Say which part of the process is under review."""

    from_event: str | None = None
    to_event: str | None = None
    include_steps: Literal["all"] | tuple[str, ...] = "all"
    exclude_steps: tuple[str, ...] = ()


class Reasoned(Entry):
    """Carry the reason for an entry and the person who may change it."""

    why: str | None = None
    by: str | None = None


class LockedStep(Reasoned):
    """Keep a step as it is."""

    step: str


class ForbiddenChange(Reasoned):
    """Forbid an operation for a reason worth printing."""

    op: str

    @model_validator(mode="after")
    def _is_an_operation(self) -> Self:
        _known(self.op)
        return self


class PermittedChange(Reasoned):
    """Permit an operation, within limits on its parameters.

    Besides ``op``, ``why`` and ``by`` an entry may hold, for a parameter ``P`` of the operation: ``max_P`` and
    ``min_P`` (a number), ``Ps`` (a list of the values permitted), and ``currency``. ``min`` and ``max`` alone limit
    the posts of ``change_headcount`` and the probability of ``change_routing`` and ``change_rework_prob``.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    op: str
    currency: str | None = None

    @model_validator(mode="after")
    def _limits_make_sense(self) -> Self:
        _known(self.op)
        known = {*_numeric(self.op), *_listed(self.op)}
        for key, value in self.limits.items():
            if key not in known:
                raise ValueError(f'{self.op} has no limit "{key}" ({nearest(key, known) or ", ".join(sorted(known))})')
            if (key in _listed(self.op)) != isinstance(value, list):
                kind = "a list" if key in _listed(self.op) else "a number"
                raise ValueError(f'the limit "{key}" of {self.op} must be {kind}')
            if key in _numeric(self.op) and (isinstance(value, bool) or not isinstance(value, int | float)):
                raise ValueError(f'the limit "{key}" of {self.op} must be a number')
        return self

    @property
    def limits(self) -> dict[str, object]:
        """Return the limits by key, as written."""
        return dict(self.model_extra or {})

    def bounds(self) -> tuple[tuple[str, str, float], ...]:
        """Return numeric limits as (``max`` or ``min``, parameter, bound)."""
        found = ((key, *_numeric(self.op)[key]) for key in self.limits if key in _numeric(self.op))
        return tuple((side, name, float(str(self.limits[key]))) for key, side, name in found)

    def choices(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return lists of permitted values as (parameter, values)."""
        listed = _listed(self.op)
        pairs = ((listed[key], value) for key, value in self.limits.items() if key in listed)
        return tuple((name, tuple(map(str, value))) for name, value in pairs if isinstance(value, list))


def _numeric(operation: str) -> dict[str, tuple[str, str]]:
    names = OPERATIONS[operation].parameters
    found = {f"{side}_{name}": (side, name) for name in names for side in ("max", "min")}
    if operation in AMOUNTS:
        found |= {side: (side, AMOUNTS[operation]) for side in ("max", "min")}
    return found


def _listed(operation: str) -> dict[str, str]:
    names = OPERATIONS[operation].parameters
    return {(name if name.endswith("s") else f"{name}s"): name for name in names}


def _known(operation: str) -> None:
    if operation not in OPERATIONS:
        raise ValueError(f'there is no operation "{operation}" ({nearest(operation, OPERATIONS) or "none is near"})')


class MoneyLimit(Entry):
    """Bound an amount of money."""

    max: Annotated[float, Field(ge=0)] | None = None
    max_increase: float | None = None
    currency: str


class HeadcountLimit(Entry):
    """Bound the number of posts; ``redundancies: none`` lets posts go by redeployment or turnover alone."""

    total_max: Annotated[float, Field(ge=0)] | None = None
    total_min: Annotated[float, Field(ge=0)] | None = None
    redundancies: Literal["none", "allowed"] = "allowed"


class OpeningHours(Entry):
    """Bound the hours in which staff may work."""

    earliest: Annotated[str, Field(pattern=_CLOCK_TIME)] = "00:00"
    latest: Annotated[str, Field(pattern=_CLOCK_TIME)] = "24:00"
    days: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = (
        "mon", "tue", "wed", "thu", "fri", "sat", "sun",
    )  # fmt: skip


class MonthsLimit(Entry):
    """Bound the time to carry an option out."""

    max: Annotated[float, Field(ge=0)]


class OutcomeLimit(Reasoned):
    """Bound a simulated result, in the unit stated."""

    measure: str
    statistic: Statistic = "mean"
    max: float | None = None
    min: float | None = None
    unit: str | None = None
    clock: Clock | None = None
    scope: MeasureScope = "process"
    scope_id: str | None = None
    within: Duration | None = None

    @model_validator(mode="after")
    def _bounds_something(self) -> Self:
        if self.max is None and self.min is None:
            raise ValueError("an outcome limit needs max or min")
        if self.measure not in MEASURES:
            hint = nearest(self.measure, MEASURES) or "none is near"
            raise ValueError(f'there is no measure "{self.measure}" ({hint})')
        return self


class Constraints(Entry):
    """Hold the limits on money, posts, hours, time and results."""

    implementation_budget: MoneyLimit | None = None
    running_cost_per_year: MoneyLimit | None = None
    headcount: HeadcountLimit | None = None
    opening_hours: OpeningHours | None = None
    implementation_months: MonthsLimit | None = None
    outcomes: tuple[OutcomeLimit, ...] = ()


class PathSpan(Entry):
    """Name two elements; ``start`` and ``end`` mean every start or end event of the map."""

    from_: str = Field(alias="from")
    to: str


class Must(Entry):
    """Say what a control demands.

    ``least_time`` is the mean time that people must be given for each of its steps: a check can be lost by hurry too.
    """

    on_every_path: PathSpan | None = None
    different_people: tuple[str, ...] = ()
    execute_if: str | None = None
    least_time: Duration | None = None


class Control(Reasoned):
    """State a control, what it rests on and the steps that carry it out."""

    id: str
    name: str | None = None
    regulation: str | None = None
    policy: str | None = None
    verified_by: str | None = None
    verified_on: date | None = None
    steps: Annotated[tuple[str, ...], Field(min_length=1)]
    must: Must = Must()
    evidence: str | None = None


class Precedence(Reasoned):
    """Demand that one step be completed before another may begin."""

    before: str
    after: str


class Separation(Reasoned):
    """Demand that steps be done by different roles or different people."""

    group: str
    steps: Annotated[tuple[str, ...], Field(min_length=2)]
    level: Literal["role", "person"] = "person"


class CheckShare(Reasoned):
    """Demand that a share of cases run a step."""

    step: str
    min: Share


class ClosedFlow(Reasoned):
    """Say that a flow of share 0 cannot be taken at all, so that path checks may leave it out."""

    flow: str


class Rules(Entry):
    """Hold the rules on the order and sharing out of steps."""

    precedence: tuple[Precedence, ...] = ()
    separation_of_duties: tuple[Separation, ...] = ()
    minimum_check_share: tuple[CheckShare, ...] = ()
    closed_flows: tuple[ClosedFlow, ...] = ()


class ConsultationNeed(Entry):
    """Say when collective consultation is due."""

    posts_affected: Annotated[int, Field(ge=1)]


class RoleKeeps(Reasoned):
    """Name steps that a role must go on doing."""

    role: str
    steps: tuple[str, ...]


class People(Entry):
    """Hold what was promised to staff."""

    no_redundancies: bool = False
    consultation_needed_if: ConsultationNeed | None = None
    roles_may_not_lose: tuple[RoleKeeps, ...] = ()


class VulnerableCustomers(Entry):
    """Bound the wait of vulnerable customers, in ``unit``."""

    max_wait_p90: Annotated[float, Field(ge=0)]
    unit: str = "min"


class Customers(Entry):
    """Hold what was promised to customers."""

    must_keep_channels: tuple[str, ...] = ()
    vulnerable: VulnerableCustomers | None = None


class DataRules(Entry):
    """Hold what the protection of data demands."""

    no_new_personal_data: bool = False
    dpia_needed_if: tuple[Literal["automate_step with decision", "new_supplier"], ...] = ()


class Waiver(Entry):
    """Let one option break one rule until a date, for a reason that every report prints."""

    rule: str
    option: str
    granted_by: str
    until: date
    reason: str


_DIGEST = re.compile(r"^[0-9a-f]{64}$")


def is_digest(text: str | None) -> bool:
    """Say whether the text is a SHA-256 in lower-case hexadecimal digits, not a placeholder."""
    return text is not None and bool(_DIGEST.match(text))
