"""Record what decision makers decide about options, if they may: authority, boundary and results are checked first."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from reengineer.boundaries import Boundary
from reengineer.errors import BoundaryError, Problem, ReviewError
from reengineer.files import dump_yaml, read_bytes, read_yaml, sha256, validate, write_text_atomic
from reengineer.options import Option
from reengineer.review._agreement import agreed_boundary, watermark
from reengineer.review._folder import Review
from reengineer.review._log import add_to_log
from reengineer.review._planned import Day
from reengineer.review._store import RUN_FILE, changed_inputs
from reengineer.source import Source

DECISIONS_FILE = "decisions.yaml"
Kind = Literal["approve_trial", "approve_full", "amend", "reject", "defer"]
KINDS: tuple[Kind, ...] = ("approve_trial", "approve_full", "amend", "reject", "defer")
_COVERS = {"approve_trial": ("approve_trial", "approve_full"), "approve_full": ("approve_full",)}


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Action(_Written):
    """Agree who does what until when, and how it will be seen that it was done."""

    what: str = Field(min_length=1)
    owner: str = Field(min_length=1)
    due: Day
    measure: str = Field(min_length=1)


class Decision(_Written):
    """Record one decision.

    Parameters
    ----------
    option : str
        Id of the option.
    decision : {"approve_trial", "approve_full", "amend", "reject", "defer"}
    by : tuple of str
        Names of those who decided, as they signed the boundary.
    on : date
    conditions : tuple of str
    reason : str
    actions : tuple of Action
    boundary_sha256, results_sha256 : str or None
        Of the boundary's content and of ``run.json``, as they stood.
    """

    option: str
    decision: Kind
    by: Annotated[tuple[str, ...], BeforeValidator(_tuple), Field(min_length=1)]
    on: Day
    reason: str = ""
    conditions: Annotated[tuple[str, ...], BeforeValidator(_tuple)] = ()
    actions: Annotated[tuple[Action, ...], BeforeValidator(_tuple)] = ()
    boundary_sha256: str | None = None
    results_sha256: str | None = None

    @property
    def approves(self) -> bool:
        """Say whether something is to be done."""
        return self.decision in _COVERS


class DecisionRecord(_Written):
    """Hold all decisions of a review, in the order in which they were made."""

    version: Literal[1] = 1
    decisions: Annotated[tuple[Decision, ...], BeforeValidator(_tuple)] = ()


def read_decisions(folder: Path) -> DecisionRecord:
    """Read the decisions of a review folder; none where there is no file."""
    path = folder / DECISIONS_FILE
    if not path.exists():
        return DecisionRecord()
    return validate(DecisionRecord, read_yaml(path, error=ReviewError), error=ReviewError)


def decide(review: Review, decision: Decision, *, results: Path | None = None) -> Decision:
    """Record a decision and add it to the log.

    Parameters
    ----------
    review : Review
    decision : Decision
    results : Path, optional
        Folder of results; ``results`` beside the review file where left out.

    Returns
    -------
    Decision
        With the hashes of what it rests on.

    Raises
    ------
    UsageError
        RE620 there is no such option; RE642 the review has no boundary.
    ReviewError
        RE930 the boundary does not hold; RE931 nobody who decides may; RE932 the results leave a limit open; RE933
        the results are missing or of other files.
    BoundaryError
        The boundary forbids the option.
    """
    option = review.option(decision.option)
    boundary = agreed_boundary(review)
    why = watermark(review)
    if why:
        remedy = "Have the boundary agreed and sealed first; until then options may only be explored."
        place = boundary.place(("agreed",))
        raise ReviewError([Problem("RE930", f"nothing can be decided: {why}", remedy, place)])
    wrong = list(_not_signed(boundary, decision))
    folder = review.path.parent / "results" if results is None else results
    if decision.approves:
        breaches = option.breaches(review.as_is, boundary, as_of=decision.on)
        if breaches:
            raise BoundaryError(breach.problem for breach in breaches)
        wrong += _no_authority(review, boundary, option, decision)
        wrong += _results_problems(review, boundary, option, folder)
    if wrong:
        raise ReviewError(wrong)
    return _recorded(review, boundary, decision, folder)


def _not_signed(boundary: Boundary, decision: Decision) -> Iterator[Problem]:
    signed = [person.name for person in boundary.agreed.by]
    for name in decision.by:
        if name not in signed:
            message = f"{name} has not signed the boundary and cannot decide within it"
            remedy = f"Those who signed: {', '.join(signed)}."
            yield Problem("RE931", message, remedy, boundary.place(("agreed", "by")))


def _no_authority(review: Review, boundary: Boundary, option: Option, decision: Decision) -> Iterator[Problem]:
    """Give a problem where nobody who decides has the authority that the cost or a control asks for."""
    people = [person for person in boundary.agreed.by if person.name in decision.by]
    place = boundary.place(("agreed", "by"))
    may = [person for person in people if person.authority in _COVERS[decision.decision]]
    proposal = option.proposal(decision.on)
    cost = proposal.one_off or 0.0
    if not may:
        message = f"{decision.decision} needs authority {' or '.join(_COVERS[decision.decision])}"
        text = f"{message}, and none of {', '.join(decision.by)} has it"
        yield Problem("RE931", text, "Have it decided by a person who has.", place)
    elif all(person.limit is not None and person.limit < cost for person in may):
        most = max(person.limit or 0.0 for person in may)
        message = f"option {option.id} costs {cost:,.0f} {proposal.currency or ''}".rstrip()
        text = f"{message}, above the {most:,.0f} that {may[0].name} may approve"
        yield Problem("RE931", text, "Have it decided by a person who may.", place)
    touched = controls_touched(review, boundary, option)
    if touched and not any(person.authority == "approve_controls" for person in people):
        message = f"option {option.id} alters steps of control {', '.join(touched)}"
        remedy = "Have a person with authority approve_controls decide too."
        yield Problem("RE931", f"{message}, and nobody who decides has authority approve_controls", remedy, place)


def controls_touched(review: Review, boundary: Boundary, option: Option) -> list[str]:
    """Return the ids of the controls whose steps an option alters."""
    ids = {node.id for change in option.changes for ref in change.subjects() if (node := review.as_is.map.find(ref))}
    return [
        control.id
        for control in boundary.controls
        if any((node := review.as_is.map.find(ref)) is not None and node.id in ids for ref in control.steps)
    ]


def _results_problems(review: Review, boundary: Boundary, option: Option, folder: Path) -> Iterator[Problem]:
    """Give a problem where results are missing, are of other files, or leave a limit of the boundary open."""
    place = Source(file=str(folder))
    remedy = f"Run the review: reengineer simulate {review.path.parent}"
    if not (folder / RUN_FILE).is_file():
        yield Problem("RE933", "there are no results to decide on", f"{remedy}.", place)
        return
    changed = changed_inputs(review, folder)
    if changed:
        yield Problem("RE933", f"{', '.join(changed)} changed since the results were made", f"{remedy} again.", place)
        return
    from reengineer.review._stored import stored_outcome

    outcome = stored_outcome(folder).comparison
    if option.id not in {each.id for each in outcome.outcomes}:
        yield Problem("RE933", f"option {option.id} is not among the results", f"{remedy}.", place)
        return
    found = outcome.outcome(option.id)
    if found.status != "ran":
        yield Problem("RE933", f"option {option.id} did not run: {found.status}", "Choose one that did.", place)
    for problem in found.findings:
        measure = problem.message.split(" ")[0]
        waived = any(
            waiver.option == option.id and waiver.rule in (measure, f"{measure} limit")
            for waiver in boundary.exceptions
        )
        if problem.code == "B302" and problem.severity == "advice" and not waived:
            wanted = "Run more replications, measure it, or have a waiver granted."
            yield Problem("RE932", f"a limit is left open: {problem.message}", wanted, problem.source)


def _recorded(review: Review, boundary: Boundary, decision: Decision, results: Path) -> Decision:
    folder = review.path.parent
    run = results / RUN_FILE
    kept = decision.model_copy(
        update={
            "boundary_sha256": boundary.digest(),
            "results_sha256": sha256(read_bytes(run, error=ReviewError)) if run.is_file() else None,
        }
    )
    record = read_decisions(folder)
    whole = DecisionRecord(decisions=(*record.decisions, kept))
    path = folder / DECISIONS_FILE
    write_text_atomic(path, dump_yaml(whole.model_dump(mode="json", exclude_none=True, exclude_defaults=False)))
    text = f"{kept.decision} of option {kept.option} on {kept.on}" + (f": {kept.reason}" if kept.reason else "")
    add_to_log(folder, by=", ".join(kept.by), kind="decision", text=text, files=(path,))
    return kept


def open_actions(record: DecisionRecord) -> list[tuple[str, Action]]:
    """Return the actions agreed, by due date, each with the option that it is for."""
    found = [(each.option, action) for each in record.decisions for action in each.actions]
    return sorted(found, key=lambda pair: (pair[1].due, pair[1].what))


def latest(record: DecisionRecord) -> dict[str, Decision]:
    """Return the last decision about each option."""
    return {each.option: each for each in record.decisions}
