"""Say whether a method of collecting information works, and propose what to do where it does not."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from reengineer._records import dataclass
from reengineer.errors import ReviewError, counted
from reengineer.feedback import Voice
from reengineer.files import read_yaml, validate
from reengineer.monitor._fields import Day, as_tuple
from reengineer.statistics import mean_estimate

METHODS_FILE = "methods.yaml"
State = Literal["works", "does not work", "not known"]
LEAST_RESPONSE = 0.3
MOST_MISSING = 0.2
MOST_STRAIGHT = 0.2
MOST_UNKNOWN = 0.3
LEAST_COVERAGE = 0.5
LEAST_KAPPA = 0.6
LEAST_SHARE = 0.05
_ITEMS = 3


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class MethodChange(_Written):
    """Record that something is collected in another way from a day on.

    Parameters
    ----------
    on : date
    collection : str
        Id of the collection in the plan.
    from_, to, why, by : str
    """

    on: Day
    collection: Annotated[str, Field(min_length=1)]
    from_: Annotated[str, Field(min_length=1, alias="from")]
    to: Annotated[str, Field(min_length=1)]
    why: Annotated[str, Field(min_length=1)]
    by: str = ""


class MethodNotes(_Written):
    """Keep how methods were changed, and what two people coded alone.

    Parameters
    ----------
    coders : tuple of str
        Two files of the same comments (``comment, theme``), each coded by one person, beside the review file.
    asked : mapping of str to int
        By collection, how many were asked.
    changes : tuple of MethodChange
    """

    version: Literal[1] = 1
    coders: Annotated[tuple[str, ...], BeforeValidator(as_tuple), Field(max_length=2)] = ()
    asked: dict[str, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    changes: Annotated[tuple[MethodChange, ...], BeforeValidator(as_tuple)] = ()

    @classmethod
    def read(cls, folder: Path) -> "MethodNotes":
        """Read the notes of a review folder; none where there is no file."""
        path = folder / METHODS_FILE
        if not path.exists():
            return MethodNotes()
        return validate(MethodNotes, read_yaml(path, error=ReviewError), error=ReviewError)


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodCheck:
    """Hold one check of one method.

    Parameters
    ----------
    what, about : str
        Such as the response rate, and the collection.
    state : {"works", "does not work", "not known"}
    value : float or None
    limit : float or None
    note : str
        In words.
    proposal : str
        What to do; empty where it works.
    """

    what: str
    about: str
    state: State
    note: str
    value: float | None = None
    limit: float | None = None
    proposal: str = ""

    def as_dict(self) -> dict[str, object]:
        """Return the check as plain values."""
        names = ("what", "about", "state", "value", "limit", "note", "proposal")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodPart:
    """Hold what one method of a collection gave; parts of different methods are never added up.

    Parameters
    ----------
    collection, method : str
    since, until : date or None
        Until is the first day of the next method.
    n : int
    means : mapping of str to (float, int)
        Mean score and answers by speaker and scale.
    """

    collection: str
    method: str
    since: date | None
    until: date | None
    n: int
    means: Mapping[str, tuple[float, int]]

    def as_dict(self) -> dict[str, object]:
        """Return the part as plain values."""
        return {
            "collection": self.collection,
            "method": self.method,
            "since": None if self.since is None else self.since.isoformat(),
            "until": None if self.until is None else self.until.isoformat(),
            "n": self.n,
            "means": {name: {"mean": mean, "n": n} for name, (mean, n) in self.means.items()},
        }


def _limit(what: str, about: str, share: float, limit: float, *, most: bool, words: tuple[str, str]) -> MethodCheck:
    """Return a check of a share against a limit; ``words`` are the note and the proposal."""
    fine = share <= limit if most else share >= limit
    return MethodCheck(
        what=what, about=about, state="works" if fine else "does not work", value=share, limit=limit, note=words[0],
        proposal="" if fine else words[1],
    )  # fmt: skip


def response_check(about: str, got: int, asked: int | None) -> MethodCheck:
    """Return whether enough of those asked answered: 30 % or more."""
    if asked is None:
        note = f"{got} answers; how many were asked is not recorded"
        proposal = f"Write asked: {{{about}: NUMBER}} into {METHODS_FILE}."
        return MethodCheck(what="response rate", about=about, state="not known", note=note, proposal=proposal)
    words = (
        f"{got} of {asked} answered, {got / asked:.0%}",
        "Ask again, ask otherwise, and compare who answers with who does not.",
    )
    return _limit("response rate", about, got / asked, LEAST_RESPONSE, most=False, words=words)


def sample_check(about: str, got: int, planned: int, *, is_due: bool) -> MethodCheck:
    """Return whether as much was collected as planned; before the day it is due, nothing is judged."""
    share = got / planned
    words = (f"{got} of {planned} planned", "Prolong it, add a channel, or plan with less and say what it cannot show.")
    found = _limit("answers against plan", about, share, 1.0, most=False, words=words)
    if is_due or found.state == "works":
        return found
    return MethodCheck(
        what=found.what, about=about, state="not known", value=share, limit=1.0, note=f"{words[0]}; not due yet"
    )


def voice_checks(about: str, voices: Sequence[Voice]) -> Iterator[MethodCheck]:
    """Give the checks of feedback: channels and segments heard, items missing, answers that are all alike."""
    if not voices:
        return
    yield from _coverage(about, "channel", [each.channel for each in voices])
    segments = [each.segment for each in voices if each.speaker == "customer"]
    yield from _coverage(about, "segment", segments)
    yield from _missing(about, voices)
    straight = straight_lining(voices)
    if straight is not None:
        share, people = straight
        words = (
            f"{share:.0%} of {people} people gave the same score to everything",
            "Shorten the survey, and turn some questions round.",
        )
        yield _limit("straight-lining", about, share, MOST_STRAIGHT, most=True, words=words)


def _coverage(about: str, what: str, values: Sequence[str]) -> Iterator[MethodCheck]:
    known = Counter(value for value in values if value and value != "unknown")
    if not known:
        note = f"no row names its {what}"
        yield MethodCheck(
            what=f"coverage by {what}", about=about, state="not known", note=note, proposal=f"Record the {what}."
        )
        return
    total = known.total()
    listed = ", ".join(f"{name} {count / total:.0%}" for name, count in known.most_common())
    name, count = known.most_common()[-1]
    if len(known) == 1:
        proposal = f"Hear another {what} too: one alone says nothing of the others."
        yield MethodCheck(
            what=f"coverage by {what}",
            about=about,
            state="does not work",
            value=1.0,
            note=f"all by {name}",
            proposal=proposal,
        )
        return
    words = (listed, f"Ask more of {name}.")
    yield _limit(f"coverage by {what}", about, count / total, LEAST_SHARE, most=False, words=words)


def _missing(about: str, voices: Sequence[Voice]) -> Iterator[MethodCheck]:
    total = len(voices)
    gaps = {
        "case": sum(not each.case_id for each in voices),
        "step": sum(not each.named_step for each in voices),
        "consent": sum(each.consent is None for each in voices),
    }
    scored = any(each.score is not None for each in voices)
    if scored:
        gaps["score"] = sum(each.score is None for each in voices)
    worst, count = max(gaps.items(), key=lambda item: item[1])
    listed = ", ".join(f"{name} {gap / total:.0%}" for name, gap in gaps.items())
    words = (f"missing: {listed}", f"Ask for the {worst}, or say that it cannot be told.")
    yield _limit("missing items", about, count / total, MOST_MISSING, most=True, words=words)


def straight_lining(voices: Sequence[Voice]) -> tuple[float, int] | None:
    """Return the share of people who gave one and the same score to three questions or more, and how many were asked.

    People are told apart by their case; None where nobody answered three questions on one scale.
    """
    by_person: dict[tuple[str, str], list[float]] = {}
    for each in voices:
        if each.case_id and each.score is not None:
            by_person.setdefault((each.case_id, each.scale), []).append(each.score)
    several = [scores for scores in by_person.values() if len(scores) >= _ITEMS]
    if not several:
        return None
    return sum(len(set(scores)) == 1 for scores in several) / len(several), len(several)


def unknown_check(share: float, answers: int) -> MethodCheck:
    """Return whether too many answers say that they do not know: above 30 % the question or the person is wrong."""
    if not answers:
        return MethodCheck(what="unknown answers", about="questions", state="not known", note="no answers yet")
    words = (f"{share:.0%} of {answers} answers do not know", "Ask somebody who does the step, or watch it done.")
    return _limit("unknown answers", "questions", share, MOST_UNKNOWN, most=True, words=words)


def rules_check(decided: int, rules: int) -> MethodCheck:
    """Return whether what is known decides enough of the rules: half of them."""
    share = decided / rules if rules else 0.0
    words = (f"{decided} of {rules} rules can be decided", "Collect what ask lists as missing, the most wanted first.")
    return _limit("rule coverage", "questions", share, LEAST_COVERAGE, most=False, words=words)


def kappa(first: Sequence[bool], second: Sequence[bool]) -> float | None:
    """Return the agreement of two people beyond chance, -1 to 1; None where chance alone would give it all.

    References
    ----------
    J. Cohen, Educational and Psychological Measurement 20, 1960.

    Examples
    --------
    >>> round(kappa([True] * 25 + [False] * 25, [True] * 20 + [False] * 20 + [True] * 10), 2)
    0.4
    """
    n = len(first)
    agreed = sum(one == two for one, two in zip(first, second, strict=True)) / n
    yes = sum(first) / n, sum(second) / n
    chance = yes[0] * yes[1] + (1 - yes[0]) * (1 - yes[1])
    return None if chance >= 1 else (agreed - chance) / (1 - chance)


Coded = Mapping[str, Collection[str]]


def coders_check(first: Coded, second: Coded) -> Iterator[MethodCheck]:
    """Give for each theme how two people agree on the comments that both coded."""
    both = sorted(first.keys() & second.keys())
    if not both:
        note = "the two files have no comment in common"
        proposal = "Let both people code the same comments, each alone."
        yield MethodCheck(what="agreement of coders", about="themes", state="not known", note=note, proposal=proposal)
        return
    themes = sorted({theme for comment in both for theme in (*first[comment], *second[comment])})
    for theme in themes:
        found = kappa([theme in first[comment] for comment in both], [theme in second[comment] for comment in both])
        if found is not None:
            words = (
                f"kappa {found:.2f} on {counted(len(both), 'comment')}",
                "Write down what the theme means, with examples, and code again.",
            )
            yield _limit("agreement of coders", theme, found, LEAST_KAPPA, most=False, words=words)


def method_parts(
    collection: str, method: str, voices: Sequence[Voice], changes: Sequence[MethodChange]
) -> tuple[MethodPart, ...]:
    """Return what each method of a collection gave, split at the days on which the method changed."""
    own = sorted((each for each in changes if each.collection == collection), key=lambda each: each.on)
    if not own:
        return ()
    marks: list[tuple[date | None, str]] = [(None, own[0].from_), *((each.on, each.to) for each in own)]
    parts = []
    for at, (since, name) in enumerate(marks):
        until = marks[at + 1][0] if at + 1 < len(marks) else None
        some = [each for each in voices if (since is None or each.day >= since) and (until is None or each.day < until)]
        parts.append(
            MethodPart(
                collection=collection, method=name or method, since=since, until=until, n=len(some), means=_means(some)
            )
        )
    return tuple(parts)


def _means(voices: Sequence[Voice]) -> dict[str, tuple[float, int]]:
    scores: dict[str, list[float]] = {}
    for each in voices:
        if each.score is not None:
            scores.setdefault(f"{each.speaker} {each.scale}", []).append(each.score)
    return {name: (mean_estimate(values).mean or 0.0, len(values)) for name, values in sorted(scores.items())}
