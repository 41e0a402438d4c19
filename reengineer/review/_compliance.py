"""Put on one sheet what law, codes and policy ask of a review: controls, who verified them, prompts, personal data."""

from collections.abc import Iterator
from datetime import date

from reengineer._records import dataclass
from reengineer.boundaries import Proof
from reengineer.options import Option
from reengineer.report import PageSection, PageTable
from reengineer.review._agreement import registers
from reengineer.review._folder import AS_IS, Review
from reengineer.review._retention import Held, held_data
from reengineer.review._samples_kept import ControlSample, read_control_samples

NO_ADVICE = "These are prompts and records, not legal advice. Have them looked at by somebody who answers for it."
OLD_AFTER_DAYS = 365
_DECIDES = ("automate_step", "empower", "add_triage")
_ACCESS = ("change_channel", "deflect_demand", "validate_at_entry", "automate_step", "change_abandonment")
_POSTS = ("change_headcount", "outsource_step", "pool_resources", "change_calendar", "reassign_step")
_DATA = ("validate_at_entry", "buffer_information", "outsource_step", "automate_step", "add_proactive_update")


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlEntry:
    """Hold one control or rule of the register.

    Parameters
    ----------
    proof : Proof
        Of the map as it is.
    is_old : bool
        Whether nobody verified it within a year of the day of the review, or ever, though it is a control.
    broken_by : tuple of str
        Ids of options that break it.
    samples : tuple of ControlSample
    """

    proof: Proof
    is_old: bool
    broken_by: tuple[str, ...]
    samples: tuple[ControlSample, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """Ask somebody to look at something.

    Parameters
    ----------
    about : str
        Such as data protection or consultation.
    option : str
    question : str
    stated : str
        What the review says of it already; empty where nothing.
    """

    about: str
    option: str
    question: str
    stated: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceSheet:
    """Hold the sheet of a review."""

    controls: tuple[ControlEntry, ...]
    prompts: tuple[Prompt, ...]
    held: tuple[Held, ...]

    def to_dict(self) -> dict[str, object]:
        """Return what ``compliance --json`` prints."""
        return {
            "advice": NO_ADVICE,
            "controls": [
                {**each.proof.as_dict(), "verification_due": each.is_old, "broken_by": list(each.broken_by),
                 "samples": [{"step": one.step, "sampled": one.sampled, "met": one.met, "by": one.by, "on": one.on}
                             for one in each.samples]}
                for each in self.controls
            ],
            "prompts": [{"about": each.about, "option": each.option, "question": each.question,
                         "stated": each.stated or None} for each in self.prompts],
            "personal_data": [each.to_dict() for each in self.held],
        }  # fmt: skip

    def sections(self) -> tuple[PageSection, ...]:
        """Return the sheet as sections of a page."""
        controls = tuple(
            (f"{each.proof.rule}: {each.proof.name}", each.proof.basis or "-", verified(each), each.proof.verdict,
             ", ".join(each.broken_by) or "-", sampled(each) or "no sample")
            for each in self.controls
        )  # fmt: skip
        prompts = tuple((each.question, each.about, each.option, each.stated or "not stated", "", "")
                        for each in self.prompts)  # fmt: skip
        held = tuple(
            (each.entry.file, each.entry.holds, each.entry.basis, each.entry.owner,
             f"{each.entry.keep_until}{' PAST' if each.is_past and each.is_there else ''}",
             ", ".join(each.open_columns) or "none")
            for each in self.held
        )  # fmt: skip
        return (
            PageSection(title="Controls and rules", tables=(PageTable(
                caption="Each on the map as it is", rows=controls,
                heads=("Control", "Clause", "Verified by, on", "Verdict", "Broken by option", "Sampled")),)),
            PageSection(title="To be looked at", texts=(NO_ADVICE,), tables=(PageTable(
                caption="Prompts by option", rows=prompts,
                heads=("Question", "About", "Option", "The review says", "Verified by", "On")),)),
            PageSection(title="Personal data in the folder", tables=(PageTable(
                caption="What is kept, and until when", rows=held,
                heads=("File", "Holds", "Ground", "Owner", "Kept until", "Tells people apart by")),)),
        )  # fmt: skip


def verified(each: ControlEntry) -> str:
    """Return who verified a control and when, and whether that is due again."""
    who, on = each.proof.verified_by, each.proof.verified_on
    text = "nobody" if not who else f"{who}, {on}" if on else f"{who}, no date"
    return f"{text}: DUE" if each.is_old else text


def sampled(each: ControlEntry) -> str:
    """Return what samples of a control say."""
    return "; ".join(f"{one.met} of {one.sampled} at {one.step}, {one.by}, {one.on}" for one in each.samples)


def compliance_sheet(review: Review) -> ComplianceSheet:
    """Return the compliance sheet of a review.

    Raises
    ------
    UsageError
        RE642 the review has no boundary.
    """
    found = registers(review)
    today = next(each for each in found if each.id == AS_IS)
    broken: dict[str, list[str]] = {}
    for each in found:
        for entry in each.entries:
            if each.id != AS_IS and entry.verdict == "broken":
                broken.setdefault(entry.rule, []).append(each.id)
    samples = read_control_samples(review)
    ids = {control.id for control in review.boundary.controls} if review.boundary is not None else set()
    controls = tuple(
        ControlEntry(
            proof=entry, is_old=entry.rule in ids and _is_old(entry.verified_on, review.as_of),
            broken_by=tuple(broken.get(entry.rule, ())),
            samples=tuple(one for one in samples if one.control == entry.rule),
        )
        for entry in today.entries
    )  # fmt: skip
    prompts = tuple(prompt for option in review.options.values() for prompt in prompts_of(review, option))
    return ComplianceSheet(controls=controls, prompts=prompts, held=held_data(review))


def _is_old(verified_on: date | None, day: date) -> bool:
    return verified_on is None or (day - verified_on).days > OLD_AFTER_DAYS


def prompts_of(review: Review, option: Option) -> Iterator[Prompt]:
    """Give what somebody has to look at before an option is decided about, by its operations."""
    operations = {change.operation for change in option.changes}
    boundary = review.boundary
    tasks = option.costs.tasks
    if operations & set(_DATA):
        stated = "a DPIA is among its tasks" if "dpia" in tasks else ""
        yield Prompt(about="data protection", option=option.id, stated=stated,
                     question="Does it need a data protection impact assessment?")  # fmt: skip
    if operations & set(_DECIDES):
        asked = "Who can ask for a decision to be looked at by a person, and how do they know?"
        yield Prompt(about="decisions about people", option=option.id, question=asked)
    if operations & set(_POSTS):
        need = boundary.people.consultation_needed_if if boundary is not None else None
        threshold = f"the boundary asks for it from {need.posts_affected} posts" if need is not None else ""
        stated = "consultation is among its tasks" if "consultation" in tasks else threshold
        yield Prompt(about="consultation", option=option.id, stated=stated,
                     question="Must staff or their representatives be consulted, and how long before?")  # fmt: skip
    if operations & set(_ACCESS):
        kept = boundary.customers.must_keep_channels if boundary is not None else ()
        yield Prompt(about="accessibility", option=option.id, stated=f"kept: {', '.join(kept)}" if kept else "",
                     question="Who cannot use the new way, and what is kept for them?")  # fmt: skip
    if "outsource_step" in operations:
        yield Prompt(about="suppliers", option=option.id,
                     question="What must the contract say of data, of leaving, and of people who move?")  # fmt: skip
