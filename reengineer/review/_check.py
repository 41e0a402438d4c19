"""Check files without running anything."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from reengineer._records import dataclass
from reengineer.annotations import annotate, assumptions, complete
from reengineer.bpmn import read_bpmn
from reengineer.errors import ModelError, Problem, ReengineerError
from reengineer.options import Option
from reengineer.processmap import ProcessMap, build_map, check_behaviour, check_form
from reengineer.review._business import business_problems
from reengineer.review._communication import communication_problems
from reengineer.review._folder import Review
from reengineer.review._map_files import is_map
from reengineer.review._methods import criteria_problems
from reengineer.review._read import load_review
from reengineer.review._regular import regular_problems
from reengineer.review._retention import retention_problems
from reengineer.review._workbook import in_workbook
from reengineer.simulation import check_load, compile_model, refused_elements

_ENDLESS_FORM = "RE246"
_ENDLESS_ROUND = "RE273"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Hold what was found in one file or folder.

    Parameters
    ----------
    readable : bool
        False where it could not be read at all.
    problems : tuple of Problem
        Each once.
    """

    readable: bool
    problems: tuple[Problem, ...]


def check_path(path: str | Path) -> Checked:
    """Check a map, by its ending, or a review."""
    path = Path(path)
    try:
        found = _check_map(path) if is_map(path) else _check_review(load_review(path))
        return Checked(readable=True, problems=tuple(dict.fromkeys(found)))
    except ReengineerError as error:
        return Checked(readable=False, problems=error.problems)


def _check_map(path: Path) -> Iterator[Problem]:
    yield from _map_findings(build_map(read_bpmn(path)))


def _map_findings(process_map: ProcessMap) -> Iterator[Problem]:
    """Give what is wrong with form and behaviour; of a loop without a way out, only the finding that tells the way."""
    behaviour = check_behaviour(process_map)
    told = _ENDLESS_FORM if any(problem.code == _ENDLESS_ROUND for problem in behaviour) else ""
    yield from process_map.problems
    yield from (problem for problem in check_form(process_map) if problem.code != told)
    yield from behaviour
    # What the map carries is read to be checked; what is wrong in it is raised.
    annotate(process_map)


def _check_review(review: Review) -> Iterator[Problem]:
    yield from _map_findings(review.as_is.map)
    yield from in_workbook(review, assumptions(review.as_is))
    yield from in_workbook(review, _not_simulated(review))
    yield from in_workbook(review, regular_problems(review))
    yield from review.boundary_findings()
    yield from business_problems(review)
    yield from criteria_problems(review)
    yield from communication_problems(review)
    yield from retention_problems(review)
    for option in review.options.values():
        yield from _check_option(review, option)


def _not_simulated(review: Review) -> tuple[Problem, ...]:
    """Return why the map as it is would not run: what is refused by name, and what else stands in the way."""
    refused = refused_elements(review.as_is)
    try:
        whole, _ = complete(review.as_is)
        compile_model(whole, review.run)
        check_load(whole.offered_load(), lasting=whole.offered_load(lasting=True))
    except ModelError as error:
        return (*refused, *error.problems)
    return refused


def _check_option(review: Review, option: Option) -> Iterator[Problem]:
    """Apply an option; what does not apply is an error, what the boundary forbids is a warning of the review."""
    try:
        to_be = option.apply(review.as_is)
        if review.boundary is None:
            return
        breaches = option.breaches(review.as_is, review.boundary, as_of=review.as_of, to_be=to_be)
    except ReengineerError as error:
        yield from error.problems
        return
    for breach in breaches:
        message = f"option {option.id} is forbidden: {breach.problem.message}"
        yield replace(breach.problem, message=message, severity="warning")
