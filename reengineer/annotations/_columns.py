"""Say which column of the workbook holds which key, and what its cells mean."""

from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from reengineer._records import dataclass
from reengineer.annotations._demand import Arrivals, CaseNotes
from reengineer.annotations._facts import ProcessNotes, StepFacts, TransitionNotes
from reengineer.annotations._fields import DAYS
from reengineer.annotations._people import CalendarNotes, Clock, MemberNotes, ResourceNotes
from reengineer.annotations._steps import Evidence, Release, SatisfactionNotes, StepNotes, ValueNotes
from reengineer.files import Column
from reengineer.quantities import Duration, Money

Kind = Literal["id", "info", "text", "number", "duration", "money", "rate", "list", "times", "yesno", "date", "yaml"]

CONTROL_FACTS = (
    "control_type",
    "is_check",
    "is_approval",
    "is_knockout",
    "check_subject",
    "claims_regulation",
    "records_evidence",
)
YES_NO = ("yes", "no")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column: its title, the key below the row's element that its cells hold, and how they are written."""

    title: str
    path: tuple[str, ...] = ()
    kind: Kind = "text"
    note: str = ""
    width: int = 16
    choices: tuple[str, ...] = ()

    def column(self) -> Column:
        """Return the column to write."""
        return Column(
            title=self.title, note=self.note, width=self.width, hidden=self.kind == "id", choices=self.choices
        )


def _of(model: type[BaseModel], name: str, kind: Kind, title: str = "", within: str = "", width: int = 16) -> Field:
    info = model.model_fields[name]
    key = info.alias or name
    return Field(
        title=title or _title(name),
        path=(within, key) if within else (key,),
        kind=kind,
        note=_note(info.description, info.examples, kind),
        width=width,
        choices=YES_NO if kind == "yesno" else _choices(info.annotation),
    )


def _note(description: str | None, examples: list[Any] | None, kind: Kind) -> str:
    example = f" Example: {_as_in_cell(str(examples[0]), kind)}." if examples else ""
    return f"{description}.{example} Blank means not known."


def _as_in_cell(example: str, kind: Kind) -> str:
    return example.strip("[]").replace('"', "") if kind in ("list", "times") else example


def _title(name: str) -> str:
    words = name.strip("_").replace("_", " ")
    return words[:1].upper() + words[1:]


def _choices(annotation: object) -> tuple[str, ...]:
    for option in (annotation, *get_args(annotation)):
        if get_origin(option) is Literal:
            return tuple(str(word) for word in get_args(option))
    return ()


def _fact(model: type[BaseModel], name: str) -> Field:
    types = [option for option in get_args(model.model_fields[name].annotation) if option is not NoneType]
    kinds: dict[object, Kind] = {bool: "yesno", float: "number", Duration: "duration", Money: "money"}
    base = get_args(types[0])[0] if get_args(types[0]) and get_origin(types[0]) is not Literal else types[0]
    return _of(model, name, kinds.get(base, "text"))


def _info(title: str, note: str, width: int = 24) -> Field:
    return Field(title=title, kind="info", note=f"{note} From the map; changes here are not read.", width=width)


def _more(example: str) -> Field:
    note = f"Anything else that is known, written as in YAML. Example: {example}."
    return Field(title="More", kind="yaml", note=note, width=24)


ID = Field(title="id", kind="id", note="The element's id in the map. Do not change it.")
STEP_NAME = _info("Step", "What the map calls it.", 34)

STEPS = (
    ID,
    STEP_NAME,
    _info("What it is", "The kind of step or event.", 18),
    _info("Lane", "Where the map puts it.", 18),
    _of(StepNotes, "role", "text"),
    _of(StepNotes, "duration", "duration", width=30),
    _of(StepNotes, "delay", "duration", "Delay outside", width=26),
    _of(Release, "at", "times", "Released at", "release"),
    _of(Release, "every", "duration", "Released every", "release"),
    _of(StepNotes, "cost", "money", "Cost of each"),
    _of(ValueNotes, "class_", "text", "Value class", "value", 12),
    _of(ValueNotes, "why", "text", "Why it is there", "value", 26),
    _of(SatisfactionNotes, "score", "number", "Satisfaction", "satisfaction", 12),
    _of(SatisfactionNotes, "scale", "text", "Satisfaction scale", "satisfaction", 12),
    _of(SatisfactionNotes, "n", "number", "Satisfaction answers", "satisfaction", 12),
    _of(SatisfactionNotes, "importance", "number", "Importance", "satisfaction", 12),
    _of(Evidence, "method", "text", "Evidence method", "evidence"),
    _of(Evidence, "source", "text", "Evidence source", "evidence"),
    _of(Evidence, "n", "number", "Evidence observations", "evidence", 12),
    _of(Evidence, "by", "text", "Evidence by", "evidence"),
    _of(Evidence, "on", "date", "Evidence on", "evidence"),
    _of(StepNotes, "inputs", "list"),
    _of(StepNotes, "outputs", "list"),
    *(_fact(StepFacts, name) for name in StepFacts.model_fields if name not in CONTROL_FACTS),
    _more("{at_close: finish, priority: 1}"),
)
CONTROLS = (
    ID,
    STEP_NAME,
    _of(StepNotes, "controls", "list", width=22),
    _of(StepNotes, "not_same_person", "list", width=22),
    *(_fact(StepFacts, name) for name in CONTROL_FACTS),
)
BRANCHES = (
    ID,
    Field(title="gateway id", kind="id", note="The gateway's id in the map. Do not change it."),
    _info("Gateway", "Where cases go different ways.", 34),
    _info("Branch", "What the map calls the way.", 24),
    _info("Leads to", "What comes next on the way.", 34),
    Field(
        title="Share",
        path=("share",),
        kind="number",
        note="Share of cases that go this way, or rest for what the others leave. Example: 35 %. "
        "Blank on all branches of a gateway means not known.",
    ),
)
PEOPLE = (
    Field(title="Group", kind="text", note="Name of the group, as under Role. Example: handler.", width=24),
    Field(
        title="Member",
        kind="text",
        note="Blank on the row of the group itself. To name members, add a row for each below it. Example: Ade.",
    ),
    Field(
        title="Members",
        path=("members",),
        kind="number",
        note="How many people are at work, with a range if not sure. Example: 9 (8 to 10). Blank means not known.",
    ),
    _of(ResourceNotes, "calendar", "text"),
    _of(ResourceNotes, "cost", "rate", "Cost per hour"),
    _of(ResourceNotes, "overtime", "rate", "Overtime per hour"),
    _of(MemberNotes, "speed", "number"),
    _of(MemberNotes, "skills", "list"),
    *(_fact(ResourceNotes, name) for name in ("live_contact", "standby_required", "same_skill_pools")),
    _of(ResourceNotes, "paid", "duration", "Paid a week"),
    _more("{choice: longest_idle}"),
)
MEMBER_PATHS = (("calendar",), ("cost",), ("paid",), ("speed",), ("skills",))
CALENDARS = (
    Field(title="Calendar", kind="text", note="Name of the calendar. Example: office.", width=20),
    *(
        Field(
            title=day.capitalize(),
            path=(day,),
            kind="list",
            note="Opening hours. Example: 09:00-17:00. Blank is closed.",
        )
        for day in DAYS
    ),
    _of(CalendarNotes, "holidays", "text"),
    _of(CalendarNotes, "closed", "list", "Closed on", width=24),
    _of(CalendarNotes, "open", "yaml", "Other hours on", width=30),
)
DEMAND = (
    Field(title="Kind of case", kind="text", note="Name of the kind of case. Example: complaint.", width=20),
    _of(CaseNotes, "start", "text", "Start event", width=26),
    _of(Arrivals, "every", "duration", "Time between cases", "arrivals", 26),
    _of(Arrivals, "per_hour", "yaml", "Cases per hour", "arrivals", 26),
    _of(Arrivals, "file", "text", "File of arrivals", "arrivals"),
    _of(Arrivals, "calendar", "text", "Calendar", "arrivals"),
    _of(CaseNotes, "attributes", "yaml", width=40),
    _of(CaseNotes, "initial_work", "yaml", "Work in hand", width=26),
    _more("{arrivals: {first: start}}"),
)
GENERAL = (
    Field(title="Setting", kind="text", note="Do not change it.", width=30),
    Field(
        title="Between steps", kind="text", note="For facts on the way between two steps. Example: draft -> approve."
    ),
    Field(title="Value", kind="text", note="Blank means not known.", width=26),
    _info("What it means", "What the value says.", 70),
)

SETTINGS = (
    Field(title="currency", path=("currency",), note="The one currency of all money. Example: GBP."),
    _of(Clock, "start", "date", "clock start", "clock"),
    _of(Clock, "timezone", "text", "timezone", "clock"),
    *(
        Field(title=name, path=("process", name), kind=found.kind, note=found.note)
        for name in ProcessNotes.model_fields
        for found in [_fact(ProcessNotes, name)]
    ),
)
TRANSITION_FACTS = tuple(
    Field(title=name, path=(name,), kind=found.kind, note=found.note)
    for name in TransitionNotes.model_fields
    for found in [_fact(TransitionNotes, name)]
)

SHEETS: dict[str, tuple[Field, ...]] = {
    "Steps": STEPS,
    "Branches": BRANCHES,
    "People": PEOPLE,
    "Calendars": CALENDARS,
    "Demand": DEMAND,
    "Controls": CONTROLS,
    "General": GENERAL,
}
