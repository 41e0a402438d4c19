"""Hold what came of asking: questions raised, what could not be evaluated, and how much of it there was."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from reengineer._records import dataclass
from reengineer.errors import counted, shortened

SCHEMA = "reengineer/ask/1"
SHOWN = 15
TOLD = 3
"""Missing names that the summary says in words."""
_TIMES = {"work": "work", "wait": "waiting"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Hold an operation that might help.

    Parameters
    ----------
    operation : str
    parameters : tuple of (str, object)
        What is known of its parameters.
    note : str
        What the parameters do not say.
    forbidden : tuple of str
        Entries of the boundary that forbid it, with their reasons; shown struck out where there are any.
    """

    operation: str
    parameters: tuple[tuple[str, object], ...] = ()
    note: str = ""
    forbidden: tuple[str, ...] = ()

    @property
    def is_forbidden(self) -> bool:
        """Say whether the boundary forbids it."""
        return bool(self.forbidden)

    def to_dict(self) -> dict[str, object]:
        """Return the suggestion as plain data."""
        return {
            "operation": self.operation,
            "parameters": {name: list(value) if isinstance(value, tuple) else value for name, value in self.parameters},
            "note": self.note,
            "forbidden": list(self.forbidden),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Hold a question that has a reason; it is a question, and no judgement of people.

    Parameters
    ----------
    rule, name, family, scope : str
        The rule that raised it.
    elements : tuple of str
        Ids of the elements it is about; empty for the process as a whole.
    question : str
    because : str
        The values that raised it.
    evidence : tuple of (str, object)
        Values by name; None where unknown.
    stake : float or None
        See `Stake`; None where it cannot be worked out.
    stake_hours : float or None
        Hours a year, of work or of waiting; None for other kinds of stake and where it cannot be worked out.
    stake_missing : tuple of str
        What would have to be known to work it out.
    rank : int
        Place among the questions of the same kind of stake, from 1.
    shown : bool
        Whether it is among the first fifteen.
    ask, word : str
        Whom to ask, and the word of critical examination.
    suggests : tuple of Suggestion
    withheld : tuple of str
        Names of the boundary that nobody has stated, because of which nothing is suggested.
    """

    rule: str
    name: str
    family: str
    scope: str
    elements: tuple[str, ...]
    question: str
    because: str
    evidence: tuple[tuple[str, object], ...]
    stake_kind: str
    stake: float | None
    stake_unit: str
    stake_hours: float | None = None
    stake_missing: tuple[str, ...] = ()
    rank: int = 0
    shown: bool = False
    ask: str
    word: str
    suggests: tuple[Suggestion, ...] = ()
    withheld: tuple[str, ...] = ()
    effects: tuple[tuple[str, str], ...] = ()
    objections: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def __repr__(self) -> str:
        place = shortened(", ".join(self.elements) or "the process")
        return f"<Finding {self.rule} at {place}: {shortened(self.name)}>"

    @property
    def at_stake(self) -> str:
        """Return what is at stake in words, money and hours a year; empty where it cannot be worked out."""
        hours = f"{self.stake_hours:,.0f} hours of {_TIMES.get(self.stake_kind, '')} a year" if self.stake_hours else ""
        if self.stake is None or self.stake_kind == "wait":
            return hours
        if self.stake_kind == "risk":
            return f"{self.stake:,.0f} of 25, severity times probability"
        value = f"{self.stake:,.0f} {self.stake_unit}"
        return f"{value}, {hours}" if hours else value

    def to_dict(self) -> dict[str, object]:
        """Return the finding as plain data."""
        plain = {name: getattr(self, name) for name in ("rule", "name", "family", "scope", "question", "because")}
        return {
            **plain,
            "elements": list(self.elements),
            "evidence": {name: _listed(value) for name, value in self.evidence},
            "stake": {
                "kind": self.stake_kind,
                "value": self.stake,
                "unit": self.stake_unit,
                "hours": self.stake_hours,
                "missing": list(self.stake_missing),
                "rank": self.rank,
            },
            "shown": self.shown,
            "ask": self.ask,
            "word": self.word,
            "suggests": [suggestion.to_dict() for suggestion in self.suggests],
            "withheld": list(self.withheld),
            "effects": dict(self.effects),
            "objections": list(self.objections),
            "sources": list(self.sources),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseFinding:
    """Hold a question asked of a step whatever is known of it."""

    question_id: str
    aspect: str
    word: str
    step: str
    question: str
    then: str

    def to_dict(self) -> dict[str, object]:
        """Return the question as plain data."""
        return {name: getattr(self, name) for name in ("question_id", "aspect", "word", "step", "question", "then")}


@dataclass(frozen=True, slots=True, kw_only=True)
class NotEvaluated:
    """Say which rule could not be evaluated, on how many elements, and for want of what.

    Parameters
    ----------
    rule, name, scope : str
    elements, checks : int
        On how many elements it was not evaluated, of how many that it is asked about.
    missing : tuple of (str, int)
        Names without a value, and on how many elements each has none; of a pair of steps, each step is one.
    reason : str
        In words.
    """

    rule: str
    name: str
    scope: str
    elements: int
    missing: tuple[tuple[str, int], ...]
    reason: str
    checks: int = 0

    @property
    def is_everywhere(self) -> bool:
        """Say whether it could be evaluated nowhere."""
        return self.elements == self.checks

    def to_dict(self) -> dict[str, object]:
        """Return the record as plain data."""
        plain = {name: getattr(self, name) for name in ("rule", "name", "scope", "elements", "checks", "reason")}
        return {**plain, "missing": [{"name": name, "elements": count} for name, count in self.missing]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Say how much could be evaluated; every report states it first.

    Parameters
    ----------
    rules, steps : int
    checks : int
        Rules times the elements they are asked about.
    evaluated, raised : int
        Checks with an answer, and questions raised.
    missing : tuple of (str, int)
        Names that kept a check from an answer, and on how many elements each has no value, most first; ``s`` stands
        for both steps of a pair.
    without : tuple of str
        Kinds of evidence that were not given: boundary, log, feedback.
    silent : int
        Rules that could be evaluated nowhere.
    because : tuple of (str, int)
        Names for want of which, and how many of these rules lack each, most first.
    unlinked : tuple of str
        What feedback calls steps and groups, and the map has none of.
    means : tuple of (str, str)
        What the missing names stand for.
    """

    rules: int
    steps: int
    checks: int
    evaluated: int
    raised: int
    missing: tuple[tuple[str, int], ...]
    without: tuple[str, ...]
    silent: int = 0
    because: tuple[tuple[str, int], ...] = ()
    unlinked: tuple[str, ...] = ()
    means: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return f"<Coverage: checks evaluated {self.evaluated} of {self.checks}, questions {self.raised}>"

    def __str__(self) -> str:
        asked = f"{self.rules} rules, {self.steps} steps"
        text = f"{self.evaluated:,} of {self.checks:,} checks could be evaluated ({asked})"
        text += f"; not given: {', '.join(self.without)}" if self.without else ""
        return f"{text}. {self._left_out()}" if self.silent else text

    def _left_out(self) -> str:
        means = dict(self.means)
        names = [
            f'"{means.get(name, "a name that nothing tells")}" ({name}, {count} rule{"" if count == 1 else "s"})'
            for name, count in self.because[:TOLD]
        ]
        more = f" and {len(self.because) - TOLD} more" if len(self.because) > TOLD else ""
        what = ", ".join(names) or "enough observations"
        if self.silent == 1:
            return f"1 rule could not be evaluated because it lacks {what}{more}"
        return f"{self.silent} rules could not be evaluated because they lack {what}{more}"

    def to_dict(self) -> dict[str, object]:
        """Return the coverage as plain data."""
        plain = {name: getattr(self, name) for name in ("rules", "steps", "checks", "evaluated", "raised")}
        missing = [{"name": name, "elements": count} for name, count in self.missing]
        because = [{"name": name, "rules": count} for name, count in self.because]
        return {
            "summary": str(self),
            **plain,
            "missing": missing,
            "without": list(self.without),
            "rules_not_evaluated": self.silent,
            "because": because,
            "unlinked": list(self.unlinked),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Hold all that came of asking.

    Parameters
    ----------
    findings : tuple of Finding
        By rank; the first fifteen are marked as shown.
    base : tuple of BaseFinding
        Questions asked of every step.
    not_evaluated : tuple of NotEvaluated
    coverage : Coverage
    """

    findings: tuple[Finding, ...]
    base: tuple[BaseFinding, ...]
    not_evaluated: tuple[NotEvaluated, ...]
    coverage: Coverage

    def __repr__(self) -> str:
        return f"<Asked: questions {len(self)}, base questions {len(self.base)}, rules silent {self.coverage.silent}>"

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def top(self, most: int = SHOWN) -> tuple[Finding, ...]:
        """Return the questions of the highest rank."""
        return self.findings[:most]

    def grouped(self) -> tuple[tuple[Finding, ...], ...]:
        """Return the questions by rule, each rule at the rank of the first that it raised."""
        groups: dict[str, list[Finding]] = {}
        for finding in self.findings:
            groups.setdefault(finding.rule, []).append(finding)
        return tuple(map(tuple, groups.values()))

    def about(self, element: str) -> tuple[Finding, ...]:
        """Return the questions about one element."""
        return tuple(finding for finding in self.findings if element in finding.elements)

    def to_dict(self) -> dict[str, object]:
        """Return everything as ``ask --json`` prints it."""
        return {
            "schema": SCHEMA,
            "findings": [finding.to_dict() for finding in self.findings],
            "base_questions": [question.to_dict() for question in self.base],
            "not_evaluated": [record.to_dict() for record in self.not_evaluated],
            "coverage": self.coverage.to_dict(),
        }

    def _repr_html_(self) -> str:
        """Return the questions of the highest rank as a list, for a notebook."""
        items = "".join(
            f"<li>{escape(each.question)} <small>{escape(': '.join(filter(None, _about(each))))}</small></li>"
            for each in self.top()
        )
        return f"<p>{counted(len(self), 'question')}; those with most at stake:</p><ol>{items}</ol>"


def _about(finding: "Finding") -> tuple[str, str]:
    return finding.rule, ", ".join(finding.elements)


def because(values: Mapping[str, str], levels: Sequence[str], called: Mapping[str, str]) -> str:
    """Say in words which values raised a question, and at which levels it is asked.

    Parameters
    ----------
    values : mapping of str to str
        What each is and how much, in words, by dotted name.
    levels : sequence of str
        What each is the level of, how much, and why, in words.
    called : mapping of str to str
        What a letter stands for, where a value must say what it is a value of.
    """
    groups: dict[str, list[str]] = {}
    for name, value in values.items():
        groups.setdefault(called.get(name.partition(".")[0], ""), []).append(value)
    parts = [f"{who} ({', '.join(items)})" if who else ", ".join(items) for who, items in groups.items()]
    asked = f"level{'' if len(levels) == 1 else 's'} for asking: {', '.join(levels)}"
    return "; ".join(parts + ([asked] if levels else []))


def _listed(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
