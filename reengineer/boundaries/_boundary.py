"""Keep what decision makers agreed may change, and check options against it."""

from collections.abc import Sequence
from datetime import date
from os import PathLike, fspath
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PrivateAttr

from reengineer.annotations import AnnotatedMap
from reengineer.boundaries import _records as records
from reengineer.boundaries._checks import all_breaches, map_problems, open_questions
from reengineer.boundaries._ground import NO_PROPOSAL, Breach, Ground, Proposal
from reengineer.errors import Problem, ReviewError
from reengineer.files import Document, canonical_json, read_yaml, sha256, validate
from reengineer.operations import RequestedChange
from reengineer.source import NOWHERE, Source

_HASHES = frozenset({"process_sha256", "boundary_sha256"})


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

    def seal(self, map_bytes: bytes) -> Self:
        """Return the boundary with both hashes written, so that later edits of it or of the map show."""
        return self.model_copy(update={"process_sha256": sha256(map_bytes), "boundary_sha256": self.digest()})

    def status(self, as_of: date, map_bytes: bytes) -> tuple[Problem, ...]:
        """Say whether the boundary holds on a day, for a map.

        Returns
        -------
        tuple of Problem
            Warnings for a boundary that is not agreed (B004) or not sealed (B003): explore under a watermark. Errors
            for one that is replaced or lapsed (B005), or where it or the map was altered after agreement (B003).
        """
        from reengineer.boundaries._status import status_problems

        return tuple(status_problems(self, as_of, map_bytes))

    def findings(self, as_is: AnnotatedMap) -> tuple[Problem, ...]:
        """Return what is wrong with the boundary on this map: unknown names, contradictions, a scope in pieces."""
        return tuple(map_problems(Ground.of(self, as_is, as_is)))

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
        return tuple(breach for breach in all_breaches(ground) if self.waiver(breach, proposal) is None)

    def waived(
        self,
        as_is: AnnotatedMap,
        to_be: AnnotatedMap,
        changes: Sequence[RequestedChange],
        *,
        proposal: Proposal = NO_PROPOSAL,
    ) -> tuple[tuple[Breach, records.Waiver], ...]:
        """Return the breaches that a waiver lets pass, each with its waiver, to be printed in every report."""
        ground = Ground.of(self, as_is, to_be, changes, proposal)
        found = ((breach, self.waiver(breach, proposal)) for breach in all_breaches(ground))
        return tuple((breach, waiver) for breach, waiver in found if waiver is not None)

    def waiver(self, breach: Breach, proposal: Proposal) -> records.Waiver | None:
        """Return the waiver under which an option may commit a breach, or None."""
        for waiver in self.exceptions:
            lasts = proposal.as_of is None or proposal.as_of <= waiver.until
            if lasts and waiver.option == proposal.id and waiver.rule in (breach.rule, breach.rule.split(" ")[0]):
                return waiver
        return None

    def not_shown(
        self, as_is: AnnotatedMap, to_be: AnnotatedMap, *, proposal: Proposal = NO_PROPOSAL
    ) -> tuple[Problem, ...]:
        """Return the rules that the declared data cannot decide, as advice; simulated limits are not among them."""
        return tuple(open_questions(Ground.of(self, as_is, to_be, (), proposal)))


def _as_schema_problem(problem: Problem) -> Problem:
    """Give what validation finds in a boundary its own code."""
    return Problem("B001", problem.message, problem.remedy, problem.source)
