"""Search a review for options, and write what is proposed as option files."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

from reengineer.comparison import decide
from reengineer.errors import Problem, ReviewError, nearest
from reengineer.files import Document, dump_yaml, read_yaml, validate, write_text_atomic
from reengineer.options import Option
from reengineer.review._folder import Review
from reengineer.review._outcome import criteria_of
from reengineer.review._settings import scope_problems, warm_up_problem
from reengineer.search import Found, SearchNotes, SearchPlan, Space, Study, Written, make_space, optimise

SEARCH_FILE = "search.json"
PICTURE_FILE = "front.svg"


def prepare_search(review: Review, file: str | Path | None = None) -> tuple[Study, Space]:
    """Return what a search of a review is judged by, and what it may try.

    Parameters
    ----------
    review : Review
    file : path, optional
        What may be tried, in place of what the review says.

    Raises
    ------
    ReviewError
        With every problem of the search's notes, of the boundary, and of criteria that are not there.
    """
    written = _written(review, file)
    problems = [problem for problem in review.boundary_findings() if problem.severity == "error"]
    problems += scope_problems(review, review.as_is)
    if (message := warm_up_problem(review.run)) is not None:
        problems.append(Problem("RE621", message, "Lengthen the run or shorten the warm-up."))
    criteria = {criterion.id: criterion for criterion in criteria_of(review)}
    for number, name in enumerate(written.notes.criteria):
        if name not in criteria:
            hint = nearest(name, criteria) or f"there are: {', '.join(criteria)}"
            place = written.document.place((*written.path, "criteria", number))
            message = f'the review has no criterion "{name}"; {hint}'
            problems.append(Problem("RE661", message, "Name a criterion by its id.", place))
    if problems:
        raise ReviewError(problems)
    study = Study(
        as_is=review.as_is,
        boundary=review.boundary,
        as_of=review.as_of,
        criteria=tuple(criteria[name] for name in written.notes.criteria or criteria),
        run=review.run,
    )
    return study, make_space(study, written, review.options)


def _written(review: Review, file: str | Path | None) -> Written:
    """Return the notes of a search: of a file, of the review, or the usual ones where nobody has written any."""
    stated = review.notes.search
    if file is None and isinstance(stated, SearchNotes):
        return Written(notes=stated, document=review.document or Document(data=None), path=("search",))
    if file is None and stated is None:
        return Written(notes=SearchNotes(derive=True), document=Document(data=None, file=str(review.path)))
    path = Path(file) if file is not None else review.beside(str(stated))
    document = read_yaml(str(path), error=ReviewError)
    return Written(notes=validate(SearchNotes, document, error=ReviewError), document=document)


def search_review(review: Review, plan: SearchPlan, file: str | Path | None = None) -> Found:
    """Search a review for options within its boundary.

    Where the plan names a folder, it holds the proposals afterwards: ``options/*.yaml``, ``front.svg`` with the
    proposals in one picture, and ``search.json`` with all that `Found.to_dict` tells.
    """
    study, space = prepare_search(review, file)
    found = optimise(study, space, plan)
    if plan.folder is not None:
        write_found(found, plan.folder, review.title)
    return found


def write_found(found: Found, folder: Path, title: str) -> None:
    """Write the result of a search into a folder, in place of an earlier one."""
    shutil.rmtree(folder / "options", ignore_errors=True)
    write_proposals(found, folder / "options")
    (folder / PICTURE_FILE).unlink(missing_ok=True)
    picture = front_picture(found, title)
    if picture is not None:
        write_text_atomic(folder / PICTURE_FILE, picture)
    text = json.dumps(found.to_dict(title), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    write_text_atomic(folder / SEARCH_FILE, text)


def write_proposals(found: Found, folder: Path) -> tuple[Path, ...]:
    """Write each proposal that holds as an option file; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for item in found.proposals:
        path = folder / f"{item.option.id}.yaml"
        text = dump_yaml(dict(item.written))
        # What is written is what was simulated, or it is not written.
        read = Option.read(text.encode(), name=str(path))
        assert [each.parameters() for each in read.changes] == [each.parameters() for each in item.option.changes]  # noqa: S101
        write_text_atomic(path, text)
        written.append(path)
    return tuple(written)


def front_picture(found: Found, title: str) -> str | None:
    """Return the proposals beside the as-is, time against cost, as SVG; None where the criteria hold no such two."""
    from reengineer.report import ReportContents, Studies, pictures_of

    comparison = found.retested.comparison
    shown = {comparison.baseline, *(item.option.id for item in found.proposals)}
    kept = replace(
        comparison,
        outcomes=tuple(item for item in comparison.outcomes if item.id in shown),
        differences=tuple(item for item in comparison.differences if item.option in shown),
    )
    pictures = pictures_of(kept, ReportContents(title=title, studies=Studies(decision=decide(kept))))
    return next((picture.svg for picture in pictures if picture.name.endswith("trade-off")), None)
