"""Put on one sheet all that is known of a key step, each number with its source, and list what is missing."""

from collections.abc import Iterator, Mapping

from reengineer._records import dataclass
from reengineer.annotations import Evidence
from reengineer.measures import CAUSES
from reengineer.review._assessment import Assessment, StepAssessment
from reengineer.review._folder import AS_IS, Review
from reengineer.review._people import people_of
from reengineer.review._store import RUN_FILE, changed_inputs
from reengineer.review._stored import stored_outcome

WEEKS_A_YEAR = 52


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFact:
    """Hold one line of a sheet.

    Parameters
    ----------
    what, value : str
        The value is empty where it is not known.
    source : str
        Of a number: where it comes from, its date and n, or by whom it was estimated.
    is_number : bool
    """

    what: str
    value: str
    source: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSheet:
    """Hold the sheet of one key step.

    Parameters
    ----------
    step, name : str
    because : str
        Why it is a key step.
    facts : tuple of SheetFact
    missing : tuple of str
        What is not known, and which numbers nobody says the source of; one sentence each.
    """

    step: str
    name: str
    because: str
    facts: tuple[SheetFact, ...]
    missing: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """Return the sheet as plain values."""
        facts = [{"what": each.what, "value": each.value or None, "source": each.source or None} for each in self.facts]
        return {"step": self.step, "name": self.name, "key_because": self.because, "facts": facts,
                "missing": list(self.missing)}  # fmt: skip


def step_sheets(review: Review, found: Assessment, waits: Mapping[str, str] | None = None) -> tuple[StepSheet, ...]:
    """Return a sheet for each key step, in the order of the map.

    Parameters
    ----------
    review : Review
    found : Assessment
    waits : mapping of str to str, optional
        What a run says of the waiting at each step, by cause, in words.
    """
    return tuple(_sheet(review, each, waits or {}) for each in found.steps if each.key)


def _sheet(review: Review, each: StepAssessment, waits: Mapping[str, str]) -> StepSheet:
    wait = waits.get(each.step.id, "")
    waited = SheetFact(what="Waiting by cause", value=wait, source="simulated" if wait else "", is_number=True)
    facts = (*_words(review, each), *_numbers(review, each), waited)
    missing = [f"{fact.what}: not stated" for fact in facts if not fact.value]
    missing += [f"{fact.what}: nobody says where it comes from" for fact in facts
                if fact.is_number and fact.value and not fact.source]  # fmt: skip
    return StepSheet(
        step=each.step.id, name=each.step.name, because="; ".join(each.key), facts=facts, missing=tuple(missing)
    )


def _words(review: Review, each: StepAssessment) -> Iterator[SheetFact]:
    notes, map_, step = each.step.notes, review.as_is.map, each.step.id
    value = notes.value
    purpose = "" if value is None else f"{value.class_}{f': {value.why}' if value.why else ''}"
    before = (map_.node(flow.source).label for flow in map_.incoming(step))
    channel = {True: "the customer meets it", False: "the customer does not meet it", None: ""}[notes.customer_contact]
    yield SheetFact(what="Purpose (value to the customer)", value=purpose)
    yield SheetFact(what="Trigger", value=", ".join(before))
    yield SheetFact(what="Inputs", value=", ".join(notes.inputs))
    yield SheetFact(what="Outputs", value=", ".join(notes.outputs))
    yield SheetFact(what="Who", value=", ".join(notes.groups) or (each.step.node.lane_name or ""))
    yield SheetFact(what="Where", value=notes.location or "")
    yield SheetFact(what="System", value=notes.system or "")
    yield SheetFact(what="Contact", value=channel)
    yield SheetFact(what="Controls", value=", ".join(notes.controls) or "none stated")


def _numbers(review: Review, each: StepAssessment) -> Iterator[SheetFact]:
    notes, cells, step = each.step.notes, each.cells, each.step.id
    said = notes.satisfaction
    weekly = sum(review.as_is.arrival_rate_per_week().values())
    volume = weekly * WEEKS_A_YEAR * float(cells["visits"])
    known: tuple[tuple[str, str, str], ...] = (
        ("Duration", str(notes.duration or notes.delay or ""), "duration"),
        ("Set-up", str(notes.setup_time or notes.setup or ""), "setup_time"),
        ("Errors", "" if notes.error_rate is None else f"{float(notes.error_rate):.1%}", "error_rate"),
        ("Skill needed, 1 to 5", "" if notes.skill_required is None else f"{float(notes.skill_required):g}", "skill"),
    )
    for what, value, key in known:
        yield SheetFact(what=what, value=value, source=source_of(review, step, key) if value else "",
                        is_number=True)  # fmt: skip
    rates = source_of(review, step, "duration") or ""
    yield SheetFact(what="Volume a year", value=f"{volume:,.0f}" if volume else "", is_number=True,
                    source="worked out from demand and the shares of branches")  # fmt: skip
    yield SheetFact(what="Cost of a case here", value=_cost(review, each), is_number=True,
                    source=f"worked out; minutes: {rates}" if rates else "worked out from what is stated")  # fmt: skip
    heard = cells["satisfaction_n"] != "0"
    score = "" if not cells["satisfaction"] else f"{float(cells['satisfaction']):.0f} of 100"
    yield SheetFact(what="Satisfaction", value=score, is_number=True,
                    source=_heard(cells["satisfaction_n"], said is not None) if heard else "")  # fmt: skip
    sampled = cells["compliance_sampled"]
    met = "" if sampled == "0" else f"{cells['compliance_met']} of {sampled} sampled"
    yield SheetFact(what="Controls met", value=met, is_number=True,
                    source="evidence/compliance.csv" if met else "")  # fmt: skip


def _heard(n: str, stated: bool) -> str:
    return f"customers, n = {n}" + (", by the notes or the review's feedback" if stated else ", by its feedback")


def _cost(review: Review, each: StepAssessment) -> str:
    cells = each.cells
    if not cells["cost_per_case"]:
        return ""
    build = f"{float(cells['visits']):.2f} visits of {float(cells['minutes']):g} min at {cells['rate_per_h']} an hour"
    fee = f", and {cells['fee']} each" if float(cells["fee"]) else ""
    return f"{float(cells['cost_per_case']):,.2f} {review.as_is.currency} ({build}{fee})"


def source_of(review: Review, step: str, what: str) -> str:
    """Return where a number of a step comes from: its source, date and n, or who estimated it; empty if nobody says."""
    notes = review.as_is.notes
    own = notes.evidence.get(f"steps.{step}.{what}")
    general = notes.steps[step].evidence if step in notes.steps else None
    evidence = own or general
    return "" if evidence is None else people_of(review.as_is).hidden(_told(evidence))[0]


def _told(evidence: Evidence) -> str:
    on = f", {evidence.on}" if evidence.on else ", no date"
    if evidence.method in ("estimated", "assumed"):
        return f"estimate by {evidence.by or evidence.source or 'somebody not named'}{on}"
    n = f", n = {evidence.n}" if evidence.n else ", n not stated"
    return f"{evidence.source or evidence.method or 'source not stated'}{on}{n}"


def waits_in_words(review: Review) -> dict[str, str]:
    """Return what stored results say of the waiting at each step of the map as it is; nothing where there are none."""
    folder = review.path.parent / "results"
    if not (folder / RUN_FILE).is_file() or changed_inputs(review, folder):
        return {}
    frame = stored_outcome(folder).results[AS_IS].waits()
    columns = (frame["element"], *(frame[cause] for cause in CAUSES))
    found = {}
    for element, *hours in zip(*columns, strict=True):
        told = [f"{cause} {float(each):.2f} h" for cause, each in zip(CAUSES, hours, strict=True) if float(each) > 1e-6]
        found[str(element)] = ", ".join(told) + " a case" if told else "none"
    return found
