"""Set each criterion beside what was found and concluded of it, one row a criterion."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.report._results import option_id
from reengineer.report._trace import traced
from reengineer.report._units import join, name_of, unit_of
from reengineer.report._words import STANDINGS, bounds, capital

if TYPE_CHECKING:
    from reengineer.comparison import CriterionStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """Hold one conclusion with what it rests on.

    Parameters
    ----------
    id, text, by : str
        What it is called, what it says, and who says so.
    evidence : tuple of (str, str)
        Id and title of each piece of evidence, with its number of answers or cases where that is known.
    """

    id: str
    text: str
    by: str = ""
    evidence: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConclusionRow:
    """Hold how the process as it is stands by one criterion, and what was concluded of it."""

    standing: "CriterionStanding"
    conclusions: tuple[Conclusion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusions:
    """Hold the table of criteria and conclusions, and the conclusions that are about no single criterion."""

    rows: tuple[ConclusionRow, ...] = ()
    others: tuple[Conclusion, ...] = ()

    def __bool__(self) -> bool:
        """Say whether anything was concluded."""
        return bool(self.others) or any(row.conclusions for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRow:
    """Hold a row of the table in words; ``asked`` has what the minimum and the target are, each with how it stands."""

    name: str
    found: str
    basis: str
    asked: tuple[tuple[str, str], ...]
    conclusions: tuple[Conclusion, ...]


def told_rows(rows: Sequence[ConclusionRow], baseline: str) -> tuple[ToldRow, ...]:
    """Return the table in words; values that were simulated carry the id of their result.

    Parameters
    ----------
    rows : sequence of ConclusionRow
    baseline : str
        Id of the process as it is.
    """
    return tuple(
        ToldRow(
            name=capital(name_of(row.standing.criterion.as_measure())),
            found=_found(row.standing, baseline),
            basis=_basis(row.standing),
            asked=_asked(row.standing),
            conclusions=row.conclusions,
        )
        for row in rows
    )


def _found(standing: "CriterionStanding", baseline: str) -> str:
    if standing.value is None:
        return "not known"
    unit = unit_of(standing.criterion.as_measure())
    shown = unit.show(standing.value, standing.low, standing.high)
    said = join(shown.value, unit.value) + (f" ({shown.interval})" if shown.interval else "")
    return traced(option_id(baseline, standing.criterion.id), said) if standing.basis == "simulated" else said


def _basis(standing: "CriterionStanding") -> str:
    if standing.basis == "simulated":
        return "simulated"
    return f"observed, n = {standing.n:,}" if standing.basis == "observed" else ""


def _asked(standing: "CriterionStanding") -> tuple[tuple[str, str], ...]:
    stands = {"target": standing.target, "minimum": standing.minimum}
    return tuple(
        (capital(f"{word} {bound}"), STANDINGS[found])
        for word, bound in bounds(standing.criterion)
        if (found := stands[word])
    )
