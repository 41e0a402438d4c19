"""Keep what decision makers agreed may change, and check options against it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from os import PathLike, fspath
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PrivateAttr

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap
from reengineer.boundaries import _records as records
from reengineer.boundaries._checks import all_breaches, end_state_breaches, map_problems, open_questions
from reengineer.boundaries._elements import element_digests
from reengineer.boundaries._ground import NO_PROPOSAL, Breach, Ground, Proposal
from reengineer.boundaries._proofs import Proof, proofs
from reengineer.errors import Problem, ReviewError
from reengineer.files import Document, canonical_json, read_yaml, sha256, validate
from reengineer.operations import RequestedChange
from reengineer.processmap import ProcessMap
from reengineer.source import NOWHERE, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Hold what a boundary has against an option.

    Parameters
    ----------
    breaches : tuple of Breach
        Those under a waiver left out.
    waived : tuple of (Breach, Waiver)
    not_shown : tuple of Problem
        Rules that the declared data cannot decide, as advice.
    """

    breaches: tuple[Breach, ...]
    waived: tuple[tuple[Breach, records.Waiver], ...]
    not_shown: tuple[Problem, ...] = ()


_HASHES = frozenset({"process_sha256", "boundary_sha256", "elements_sha256"})


class Boundary(records.Entry):
    """State what may change in a review; everything that is not permitted is forbidden.

    A lock beats a permission. `check` judges an option by its operations and by the map that it leads to; `status`
    says whether the boundary itself still holds.

    Parameters
    ----------
    version : 1
    review, process : str
        The review, and the id of the process in the map's file.
    process_sha256, boundary_sha256 : str or None
        SHA-256 of the map's bytes and of this content without its hashes, written by `seal`; a placeholder means
        that it has not been sealed.
    elements_sha256 : dict of str to str
        Eight digits an element, written by `seal` where it is given the map, to name what was altered in it.
    agreed, scope, locked_steps, permitted_changes, forbidden_changes, constraints, controls, rules
        What may change, and what must stay true.
    people, customers, data
        What was promised.
    exceptions : tuple of Waiver
        Rules that one option may break until a date.
    """

    version: Literal[1] = 1
    review: str | None = None
    process: str
    process_sha256: str | None = None
    boundary_sha256: str | None = None
    elements_sha256: dict[str, str] = Field(
        default_factory=dict, description="First digits of a hash of each element, to name what was altered"
    )
    agreed: records.Agreement = records.Agreement()
    scope: records.Scope = records.Scope()
    locked_steps: tuple[records.LockedStep, ...] = ()
    permitted_changes: tuple[records.PermittedChange, ...] = ()
    forbidden_changes: tuple[records.ForbiddenChange, ...] = ()
    constraints: records.Constraints = records.Constraints()
    controls: tuple[records.Control, ...] = ()
    rules: records.Rules = records.Rules()
    people: records.People = records.People()
    customers: records.Customers = records.Customers()
    data: records.DataRules = records.DataRules()
    exceptions: Annotated[tuple[records.Waiver, ...], Field(description="Waivers, printed in every report")] = ()
    _document: Document | None = PrivateAttr(default=None)

    def __repr__(self) -> str:
        held = f"controls {len(self.controls)}, permitted changes {len(self.permitted_changes)}"
        return f"<Boundary of {self.process!r}: {held}>"

    @classmethod
    def read(cls, path: "str | PathLike[str] | bytes", *, name: str | None = None) -> Self:
        """Read a boundary file.

        Raises
        ------
        ReviewError
            With every problem of the file: of reading it (RE1xx), and B001 for a wrong, unknown or missing key.
        """
        document = read_yaml(path if isinstance(path, bytes) else fspath(path), name=name, error=ReviewError)
        try:
            boundary = validate(cls, document, error=ReviewError)
        except ReviewError as error:
            raise ReviewError(_as_schema_problem(problem) for problem in error.problems) from None
        return boundary.placed(document)

    def placed(self, document: Document) -> Self:
        """Return the same boundary with the places of its entries in a file."""
        copy = self.model_copy()
        copy._document = document  # noqa: SLF001 - a copy of our own class
        return copy

    def place(self, path: tuple[str | int, ...]) -> Source:
        """Return where an entry stands in the file."""
        return NOWHERE if self._document is None else self._document.place(path)

    def digest(self) -> str:
        """Return the SHA-256 of the content, its hashes left out: layout and comments of the file do not count."""
        data: dict[str, Any] = self.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude=set(_HASHES))
        return sha256(canonical_json(data).encode())

    @property
    def was_altered(self) -> bool:
        """Say whether the content was changed after it was agreed and sealed."""
        is_sealed = self.agreed.status == "agreed" and records.is_digest(self.boundary_sha256)
        return is_sealed and self.boundary_sha256 != self.digest()

    def seal(self, map_bytes: bytes, map_: ProcessMap | None = None) -> Self:
        """Return the boundary with its hashes written, so that later edits of it or of the map show."""
        hashes: dict[str, Any] = {"process_sha256": sha256(map_bytes), "boundary_sha256": self.digest()}
        if map_ is not None:
            hashes["elements_sha256"] = element_digests(map_)
        return self.model_copy(update=hashes)

    def status(self, as_of: date, map_bytes: bytes, map_: ProcessMap | None = None) -> tuple[Problem, ...]:
        """Say whether the boundary holds on a day, for a map.

        Parameters
        ----------
        as_of : date
        map_bytes : bytes
            Of the file of the map.
        map_ : ProcessMap, optional
            Read from it, to name the elements that were altered.

        Returns
        -------
        tuple of Problem
            Warnings for a boundary that is not agreed (B004) or not sealed (B003): explore under a watermark. Errors
            for one that is replaced or lapsed (B005), or where it or the map was altered after agreement (B003).
        """
        from reengineer.boundaries._status import status_problems

        return tuple(status_problems(self, as_of, map_bytes, map_))

    def findings(self, as_is: AnnotatedMap) -> tuple[Problem, ...]:
        """Return what is wrong with the boundary on this map: unknown names, contradictions, a scope in pieces."""
        return tuple(map_problems(Ground.of(self, as_is, as_is)))

    def broken_today(self, as_is: AnnotatedMap) -> tuple[Problem, ...]:
        """Return, as warnings, the rules that the map breaks before anything is changed.

        Every option is forbidden by them that does not mend what they are about.
        """
        breaches = end_state_breaches(Ground.of(self, as_is, as_is))
        return tuple(
            replace(each.problem, message=f"the map as it is breaks the boundary: {each.problem.message}",
                    severity="warning")
            for each in breaches
        )  # fmt: skip

    def register(
        self,
        as_is: AnnotatedMap,
        to_be: AnnotatedMap | None = None,
        changes: Sequence[RequestedChange] = (),
        *,
        proposal: Proposal = NO_PROPOSAL,
    ) -> tuple[Proof, ...]:
        """Return the register of controls and rules on a map, each with what proves or breaks it.

        Parameters
        ----------
        as_is : AnnotatedMap
        to_be : AnnotatedMap, optional
            The map that an option leads to; the map as it is where left out.
        changes : sequence of RequestedChange
        proposal : Proposal
        """
        ground = Ground.of(self, as_is, as_is if to_be is None else to_be, changes, proposal)
        return tuple(proofs(ground, lambda breach: self.waiver(breach, proposal)))

    def check(
        self,
        as_is: AnnotatedMap,
        to_be: AnnotatedMap,
        changes: Sequence[RequestedChange],
        *,
        proposal: Proposal = NO_PROPOSAL,
    ) -> tuple[Breach, ...]:
        """Return every breach of an option, those under a waiver left out.

        Parameters
        ----------
        as_is, to_be : AnnotatedMap
            The map that the boundary is about, and the one that the changes lead to.
        changes : sequence of RequestedChange
        proposal : Proposal
            What the option states besides its changes: its id, costs and tasks.
        """
        ground = Ground.of(self, as_is, to_be, changes, proposal)
        return self._sorted_out(ground).breaches

    def waived(
        self,
        as_is: AnnotatedMap,
        to_be: AnnotatedMap,
        changes: Sequence[RequestedChange],
        *,
        proposal: Proposal = NO_PROPOSAL,
    ) -> tuple[tuple[Breach, records.Waiver], ...]:
        """Return the breaches that a waiver lets pass, each with its waiver, to be printed in every report."""
        return self._sorted_out(Ground.of(self, as_is, to_be, changes, proposal)).waived

    def judge(
        self,
        as_is: AnnotatedMap,
        to_be: AnnotatedMap,
        changes: Sequence[RequestedChange],
        *,
        proposal: Proposal = NO_PROPOSAL,
    ) -> Judgement:
        """Return what `check`, `waived` and `not_shown` do, found in one go."""
        ground = Ground.of(self, as_is, to_be, changes, proposal)
        return replace(self._sorted_out(ground), not_shown=tuple(open_questions(ground)))

    def _sorted_out(self, ground: Ground) -> Judgement:
        found = [(breach, self.waiver(breach, ground.proposal)) for breach in all_breaches(ground)]
        return Judgement(
            breaches=tuple(breach for breach, waiver in found if waiver is None),
            waived=tuple((breach, waiver) for breach, waiver in found if waiver is not None),
        )

    def outcome_limits(self) -> tuple[tuple[records.OutcomeLimit, Source], ...]:
        """Return every limit on results with its place, the promise to vulnerable customers among them.

        That promise is held against the answer time of the cases of class ``vulnerable``.
        """
        found = [
            (limit, self.place(("constraints", "outcomes", number)))
            for number, limit in enumerate(self.constraints.outcomes)
        ]
        promise = self.customers.vulnerable
        if promise is not None:
            limit = records.OutcomeLimit(
                measure="answer_time", statistic="p90", max=promise.max_wait_p90, unit=promise.unit,
                scope="class", scope_id="vulnerable",
            )  # fmt: skip
            found.append((limit, self.place(("customers", "vulnerable"))))
        return tuple(found)

    def waiver(self, breach: Breach, proposal: Proposal) -> records.Waiver | None:
        """Return the waiver under which an option may commit a breach, or None.

        What is wrong with the boundary itself, its lapse and the authority of those who signed it cannot be waived.
        """
        if breach.rule in ("boundary", "agreed"):
            return None
        for waiver in self.exceptions:
            lasts = proposal.as_of is None or proposal.as_of <= waiver.until
            if lasts and waiver.option == proposal.id and waiver.rule in (breach.rule, breach.rule.split(" ")[0]):
                return waiver
        return None

    def not_shown(
        self,
        as_is: AnnotatedMap,
        to_be: AnnotatedMap,
        changes: Sequence[RequestedChange] | None = None,
        *,
        proposal: Proposal = NO_PROPOSAL,
    ) -> tuple[Problem, ...]:
        """Return the rules that the declared data cannot decide, as advice; simulated limits are not among them.

        Without the changes, what they alone could tell is not shown either.
        """
        ground = Ground.of(self, as_is, to_be, changes or (), proposal)
        return tuple(open_questions(ground, changes_known=changes is not None))


def _as_schema_problem(problem: Problem) -> Problem:
    """Give what validation finds in a boundary its own code."""
    return Problem("B001", problem.message, problem.remedy, problem.source)
