"""Make the space of a search from what is written about it, the options there are, and the boundary."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from reengineer._records import dataclass
from reengineer.errors import ChangeError, Problem, ReviewError, nearest
from reengineer.files import Document
from reengineer.options import Change, Option, read_change
from reengineer.search._derive import derived
from reengineer.search._judge import Study, standing_breaches
from reengineer.search._ranges import MOST, RangeError, ways
from reengineer.search._space import PREFIX, Lever, Setting, Space, written_change
from reengineer.search._written import LeverNotes, SearchNotes

MOST_LEVERS = 64
EARLIER = "an earlier search proposed it; what it is made of is tried"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Hold the notes of a search and where they stand.

    Parameters
    ----------
    notes : SearchNotes
    document : Document
        With the place of each value.
    path : tuple of str or int
        Where in the document the notes stand.
    """

    notes: SearchNotes
    document: Document
    path: tuple[str | int, ...] = ()


def make_space(study: Study, written: Written, options: Mapping[str, Option]) -> Space:
    """Return what a search may try, without settings that the boundary forbids by their kind.

    Parameters
    ----------
    study : Study
    written : Written
    options : mapping of str to Option
        Of the review.

    Raises
    ------
    ReviewError
        With every problem of what is written: RE660 a range, RE661 a name, RE662 too many levers, and those of changes.
    """
    maker = _Maker(written, options)
    levers = [*maker.of_options(), *maker.of_levers()]
    left_out: tuple[tuple[str, str], ...] = ()
    if written.notes.derive:
        found, left_out = derived(study)
        taken = {lever.id for lever in levers}
        levers += [lever for lever in found if lever.id not in taken]
    if len(levers) > MOST_LEVERS:
        message = f"the search has {len(levers)} levers and options, and at most {MOST_LEVERS} can be searched"
        maker.problem("RE662", message, "Leave some out, or search twice.", ())
    if maker.problems:
        raise ReviewError(maker.problems)
    earlier = tuple((name, EARLIER) for name in options if name.startswith(PREFIX)) if maker.takes_all else ()
    space = Space(levers=tuple(levers), most_together=written.notes.most_together, left_out=(*left_out, *earlier))
    return _within(study, space)


def _within(study: Study, space: Space) -> Space:
    """Return the space without what the boundary forbids whatever it is combined with."""
    dropped, why = [], []
    for place, lever in enumerate(space.levers):
        for number, setting in enumerate(lever.settings):
            reason = standing_breaches(study, space.option(space.at({place: number + 1})))
            if reason:
                dropped.append((place, number))
                why.append((setting.title, reason))
    return space.without(dropped, why) if dropped else space


class _Maker:
    """Read levers, collecting what is wrong with them."""

    def __init__(self, written: Written, options: Mapping[str, Option]) -> None:
        self.written, self.options = written, options
        self.problems: list[Problem] = []

    @property
    def takes_all(self) -> bool:
        """Return whether all options of the review are meant."""
        return self.written.notes.options == "all"

    def problem(self, code: str, message: str, remedy: str, path: tuple[str | int, ...]) -> None:
        """Add a problem at a place below the notes."""
        place = self.written.document.place((*self.written.path, *path))
        self.problems.append(Problem(code, message, remedy, place))

    def of_options(self) -> Iterator[Lever]:
        """Give a lever for each option that may be taken, and one for each set of which one at most is taken."""
        notes = self.written.notes
        grouped = {name for group in notes.one_of for name in group}
        named = notes.options if isinstance(notes.options, tuple) else self._all()
        for number, name in enumerate(named):
            if name in grouped:
                continue
            option = self._option(name, ("options", number))
            if option is not None and option.changes:
                yield Lever(id=name, title=option.title, settings=(_of_option(option),))
        for number, group in enumerate(notes.one_of):
            found = [self._option(name, ("one_of", number, place)) for place, name in enumerate(group)]
            settings = tuple(_of_option(option) for option in found if option is not None)
            if settings:
                yield Lever(id=" or ".join(group), title=" or ".join(group), settings=settings)

    def _all(self) -> tuple[str, ...]:
        """Return all options but those that a search proposed: what they are made of is tried anew."""
        return tuple(name for name in self.options if not name.startswith(PREFIX))

    def _option(self, name: str, path: tuple[str | int, ...]) -> Option | None:
        if name not in self.options:
            hint = nearest(name, self.options) or f"there are: {', '.join(self.options) or 'none'}"
            message = f'the review has no option "{name}"; {hint}'
            self.problem("RE661", message, "Name an option by the id in its file.", path)
        return self.options.get(name)

    def of_levers(self) -> Iterator[Lever]:
        """Give the levers that are written down."""
        for number, notes in enumerate(self.written.notes.levers):
            path = ("levers", number)
            if notes.id in self.options:
                message = f'the lever "{notes.id}" is called as an option of the review'
                self.problem("RE661", message, "Give it another id.", (*path, "id"))
            settings = tuple(self._settings(notes, path))
            if settings:
                yield Lever(id=notes.id, title=notes.title or notes.id, settings=settings)

    def _settings(self, notes: LeverNotes, path: tuple[str | int, ...]) -> Iterator[Setting]:
        try:
            lines = ways([dict(line) for line in notes.changes])
        except RangeError as error:
            message, _, remedy = str(error).rpartition("; ")
            remedy = f"{remedy[:1].upper()}{remedy[1:]}."
            self.problem("RE660", f'lever "{notes.id}": {message}', remedy, (*path, "changes"))
            return
        for way in lines[:MOST]:
            assert isinstance(way, list)  # noqa: S101 - ways of a list are lists
            changes = self._changes(way, path)
            if changes is None:
                return
            title = "; ".join(change.title for change in changes)
            yield Setting(title=title, changes=changes, written=tuple(way), costs=notes.costs, answers=notes.answers)

    def _changes(self, lines: list[dict[str, object]], path: tuple[str | int, ...]) -> tuple[Change, ...] | None:
        """Return the changes of one setting; None, with the problems noted, where they are wrong."""
        found = []
        for number, line in enumerate(lines):
            place = self.written.document.place((*self.written.path, *path, "changes", number))
            try:
                found.append(_change(line).placed(place))
            except (ReviewError, ChangeError) as error:
                self.problems += [replace(problem, source=place) for problem in error.problems]
                return None
        return tuple(found)


def _change(line: Mapping[str, object]) -> Change:
    return read_change(Document(data=dict(line)))


def _of_option(option: Option) -> Setting:
    return Setting(
        title=option.title,
        changes=option.changes,
        written=tuple(written_change(change) for change in option.changes),
        costs=option.costs,
        answers=option.answers,
    )
