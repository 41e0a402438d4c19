"""Hold what was read of another tool's file, and collect what is to be said of it."""

from collections.abc import Iterable
from dataclasses import field

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap
from reengineer.errors import InputError, Problem, Severity, nearest
from reengineer.simulation import RunSettings
from reengineer.source import Source

NOT_USED = "RE130"
TRANSLATED = "RE131"
MISSING = "RE132"
IMPOSSIBLE = "RE133"
UNKNOWN = "RE134"
REFUSED = "RE135"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """Hold a model of another tool as a map with notes, and everything that is to be known about the reading.

    Parameters
    ----------
    map : AnnotatedMap
        With all that could be read.
    run : RunSettings
        How long and how often the file says that it is to be run.
    ignored : tuple of Problem
        What stands in the file and was not used, each with its place and the reason.
    translated : tuple of Problem
        What the other tool means in another way than it is simulated here, each with what was made of it.
    findings : tuple of Problem
        What is missing or odd, as warnings.
    """

    map: AnnotatedMap
    run: RunSettings = field(default_factory=RunSettings)
    ignored: tuple[Problem, ...] = ()
    translated: tuple[Problem, ...] = ()
    findings: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return all that is to be known of the reading: findings, then what was translated, then what was ignored."""
        return self.findings + self.translated + self.ignored


class Told:
    """Collect what is to be said of a file while it is read; each thing once."""

    def __init__(self) -> None:
        self._said: dict[Problem, None] = {}

    def ignore(self, what: str, why: str, place: Source) -> None:
        """Note that something of the file is not used, and why."""
        self._say(NOT_USED, f"not used: {what}, because {why}", "", place, "advice")

    def translate(self, what: str, place: Source) -> None:
        """Note that something is meant in another way by the other tool, and what was made of it."""
        self._say(TRANSLATED, what, "", place, "advice")

    def find(self, what: str, remedy: str, place: Source) -> None:
        """Note that something is missing or odd; the file is read all the same."""
        self._say(MISSING, what, remedy, place, "warning")

    def unknown(self, what: str, name: str, known: Iterable[str], place: Source) -> None:
        """Note that a name of the file names nothing in the map; what is said of it is not used."""
        hint = nearest(name[:80], known)
        message = f"there is no {what} '{name[:80]}' in the map{'; ' + hint if hint else ''}"
        self._say(UNKNOWN, message, "What the file says of it is not used.", place, "warning")

    def impossible(self, what: str, remedy: str, place: Source) -> None:
        """Note a value that cannot be; the file will be refused."""
        self._say(IMPOSSIBLE, what, remedy, place, "error")

    def refuse(self, what: str, remedy: str, place: Source) -> None:
        """Note what has no meaning here; the file will be refused."""
        self._say(REFUSED, what, remedy, place, "error")

    def add(self, problems: Iterable[Problem]) -> None:
        """Note problems as they are."""
        self._said.update(dict.fromkeys(problems))

    def _say(self, code: str, what: str, remedy: str, place: Source, severity: Severity) -> None:
        self._said[Problem(code, what, remedy, place, severity)] = None

    @property
    def is_refused(self) -> bool:
        """Say whether anything in the file is wrong."""
        return any(problem.severity == "error" for problem in self._said)

    def stop(self) -> None:
        """Raise `InputError` with everything that is wrong, where anything is."""
        wrong = [problem for problem in self._said if problem.severity == "error"]
        if wrong:
            raise InputError(wrong)

    def imported(self, annotated: AnnotatedMap, run: RunSettings) -> Imported:
        """Return what was read with all that was said of it."""
        said = list(self._said)
        return Imported(
            map=annotated,
            run=run,
            ignored=tuple(problem for problem in said if problem.code == NOT_USED),
            translated=tuple(problem for problem in said if problem.code == TRANSLATED),
            findings=tuple(problem for problem in said if problem.severity == "warning"),
        )
