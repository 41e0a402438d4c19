"""Put all that is known of a change into one record: verdicts, guardrails, triggers, pros and cons, what comes next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, timedelta
from typing import Literal

from reengineer._records import dataclass
from reengineer.errors import Problem, counted
from reengineer.monitor._analysis import CriterionResult
from reengineer.monitor._observed import Observed, ObservedPoint
from reengineer.monitor._trial import Adjustment, Observation, Who
from reengineer.monitor._voices import VoiceEffect
from reengineer.monitor._watch import GuardrailStanding, Trigger, overall

SCHEMA = "reengineer/monitor/1"
GLOSSARY: Mapping[str, str] = {
    "interval": "the range that holds the truth in 95 of 100 such studies",
    "as predicted": "the interval leaves all of what was predicted, and neither half of it nor none",
    "false dates": "days before the change on which nothing happened; an effect found there would be chance",
    "grade": "how far the evidence carries: strong needs a control series and nothing else that explains the change",
    "guardrail": "a limit that must not be passed while the change is tried",
    "world": "the part of the gap that comes from other demand or other inputs than planned",
    "model": "the part of the gap that comes from the model, or from the way the change was carried out",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProOrCon:
    """Hold one line of what speaks for or against a change.

    Parameters
    ----------
    what : str
    who : {"customer", "organisation", "colleague"}
    good, expected : bool
    size : str
    evidence : str
        What shows it, or ``opinion of n``; never empty.
    """

    what: str
    who: Who
    good: bool
    expected: bool
    size: str
    evidence: str

    def as_dict(self) -> dict[str, object]:
        """Return the line as plain values."""
        return {
            "what": self.what,
            "who": self.who,
            "kind": "benefit" if self.good else "cost",
            "expected": self.expected,
            "size": self.size,
            "evidence": self.evidence,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity:
    """Hold something to look at next; ``kind`` is bottleneck, criterion, shortfall or question."""

    kind: Literal["bottleneck", "criterion", "shortfall", "question"]
    what: str
    evidence: str

    def as_dict(self) -> dict[str, object]:
        """Return it as plain values."""
        return {"kind": self.kind, "what": self.what, "evidence": self.evidence}


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """Hold what became of a change.

    Parameters
    ----------
    review, option, title : str
    go_live : date
    seed : int
    version : str
    results : tuple of CriterionResult
    unobserved : tuple of str
        Criteria of which nothing was observed.
    guardrails : tuple of GuardrailStanding
    triggers : tuple of Trigger
    adoption : tuple of ObservedPoint
    voices : tuple of VoiceEffect
    voice_gaps : tuple of str
        Groups that were not heard before or after.
    adjustments : tuple of Adjustment
    pros_and_cons : tuple of ProOrCon
    opportunities : tuple of Opportunity
    observed : Observed
    problems : tuple of Problem
    """

    review: str
    option: str
    title: str
    go_live: date
    seed: int
    version: str
    results: tuple[CriterionResult, ...]
    unobserved: tuple[str, ...]
    guardrails: tuple[GuardrailStanding, ...]
    triggers: tuple[Trigger, ...]
    observed: Observed
    adoption: tuple[ObservedPoint, ...] = ()
    voices: tuple[VoiceEffect, ...] = ()
    voice_gaps: tuple[str, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    pros_and_cons: tuple[ProOrCon, ...] = ()
    opportunities: tuple[Opportunity, ...] = ()
    world: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    @property
    def status(self) -> Literal["go on", "adjust", "stop"]:
        """Return what everything together calls for."""
        return overall(self.triggers)

    def summary(self) -> dict[str, tuple[str, ...]]:
        """Return one page in sentences: what we tried, what happened, what next."""
        return {
            "What we tried": tuple(self._tried()),
            "What happened": tuple(self._happened()),
            "What next": tuple(self._next()),
        }

    def _tried(self) -> Iterator[str]:
        yield f"We tried option {self.option}: {self.title}."
        yield f"It began on {self.go_live}."
        for each in self.adjustments:
            yield f"On {each.on} it was adjusted: {each.what}."
        if self.adoption:
            yield f"At last count {self.adoption[-1].value:.0%} of the cases went the new way."

    def _happened(self) -> Iterator[str]:
        for each in self.results:
            name = each.prediction.criterion.as_measure().label
            yield f"{name[:1].upper()}{name[1:]}: {each.words}."
            if each.observed is not None and each.before is not None:
                yield f"We observed {told(each, each.before.value)} before and {told(each, each.observed.value)} after."
                yield f"We had expected {told(each, each.prediction.option.value)}."
        for name in self.unobserved:
            yield f"Nothing was observed of {name}."
        broken = [each for each in self.guardrails if each.broken_on]
        for rail in broken:
            yield f"A guardrail was broken on {rail.broken_on[0]}: {rail.guardrail.what}."
        if self.guardrails and not broken:
            measured = sum(each.status != "not measured" for each in self.guardrails)
            yield f"No guardrail was broken; {measured} of {len(self.guardrails)} were measured."

    def _next(self) -> Iterator[str]:
        for each in self.triggers:
            yield f"{each.action[:1].upper()}{each.action[1:]}: {each.what}."
        waiting = [each for each in self.results if each.verdict == "cannot_tell" and each.periods_to_go]
        for result in waiting:
            yield f"{result.id} can be told after about {result.periods_to_go} more periods{_about(result)}."
        for chance in self.opportunities[:3]:
            yield f"Look at: {chance.what}."
        if not (self.triggers or waiting or self.opportunities):
            yield "Carry on, and look again next month."

    def to_dict(self) -> dict[str, object]:
        """Return what ``monitor --json`` prints."""
        return {
            "schema": SCHEMA,
            "review": self.review,
            "option": self.option,
            "title": self.title,
            "go_live": self.go_live.isoformat(),
            "seed": self.seed,
            "version": self.version,
            "status": self.status,
            "criteria": [result_dict(each) for each in self.results],
            "unobserved": list(self.unobserved),
            "guardrails": [each.as_dict() for each in self.guardrails],
            "triggers": [each.as_dict() for each in self.triggers],
            "adoption": [_point(each) for each in self.adoption],
            "voices": [each.as_dict() for each in self.voices],
            "voice_gaps": list(self.voice_gaps),
            "adjustments": [each.model_dump(mode="json") for each in self.adjustments],
            "pros_and_cons": [each.as_dict() for each in self.pros_and_cons],
            "opportunities": [each.as_dict() for each in self.opportunities],
            "world": list(self.world),
            "summary": {title: list(sentences) for title, sentences in self.summary().items()},
            "rows": self.observed.rows,
            "files": list(self.observed.files),
            "problems": [problem.as_dict() for problem in (*self.observed.problems, *self.problems)],
        }


def told(result: CriterionResult, value: float) -> str:
    """Return a value of a criterion with its unit, rounded by what is known of it."""
    criterion = result.prediction.criterion
    measure = criterion.as_measure()
    if measure.kind == "share" and criterion.unit != "%":
        return f"{value:.1%}"
    unit = criterion.unit or {"time": "s", "points": "points"}.get(measure.kind, "")
    plural = "s" if unit in ("day", "week") and value != 1 else ""
    return f"{value:.3g} {unit}{plural}".rstrip()


def _about(result: CriterionResult) -> str:
    """Return the day on which it can be told, by the length of the periods so far."""
    days = [point.day for point in result.points]
    if len(days) < 2 or result.periods_to_go is None:
        return ""
    length = (days[-1] - days[0]).days / (len(days) - 1)
    try:
        return f", on about {days[-1] + timedelta(days=round(length * (result.periods_to_go + 1)))}"
    except OverflowError:
        return ""


def _point(point: ObservedPoint) -> dict[str, object]:
    return {"on": point.day.isoformat(), "value": point.value, "n": point.n}


def result_dict(each: CriterionResult) -> dict[str, object]:
    """Return one criterion as plain values."""
    criterion, prediction = each.prediction.criterion, each.prediction
    low, high = prediction.interval
    week_low, week_high = prediction.week_interval
    return {
        "id": each.id,
        "measure": criterion.measure,
        "label": criterion.as_measure().label,
        "unit": criterion.unit,
        "better": criterion.better,
        "verdict": each.verdict,
        "words": each.words,
        "why": each.why,
        "predicted": {"value": prediction.option.value, "ci_low": low, "ci_high": high, "as_is": prediction.as_is.value,
                      "week_low": week_low, "week_high": week_high, "with_observed_inputs": prediction.with_world},
        "before": None if each.before is None else {"value": each.before.value, "standard_error": each.before.error},
        "observed": None if each.observed is None
        else {"value": each.observed.value, "standard_error": each.observed.error},
        "realised_share": {"value": each.realised.share, "ci_low": each.realised.low, "ci_high": each.realised.high},
        "z": each.z,
        "gap": {"whole": each.gap, "world": each.world, "model": each.model},
        "effect": None if each.effect is None else each.effect.as_dict(),
        "placebo": {"dates": each.placebo_dates, "null_share": each.placebo},
        "periods_to_go": each.periods_to_go,
        "grade": each.grade,
        "grade_why": each.grade_why,
        "explanations": [explanation.as_dict() for explanation in each.explanations],
        "segments": [segment.as_dict() for segment in each.segments],
        "chart": None if each.chart is None else each.chart.as_dict(),
        "points": [_point(point) for point in each.points],
    }  # fmt: skip


def pros_and_cons(
    results: Sequence[CriterionResult],
    guardrails: Sequence[GuardrailStanding],
    voices: Sequence[VoiceEffect],
    observations: Sequence[Observation],
) -> tuple[ProOrCon, ...]:
    """Return what speaks for and against a change; nothing without evidence or ``opinion of n``."""
    lines = [*_from_results(results), *_from_guardrails(guardrails), *_from_voices(voices)]
    lines += [
        ProOrCon(
            what=each.what, who=each.who, good=each.good, expected=each.expected, size=each.size or "not measured",
            evidence=each.evidence or f"opinion of {each.opinion_of}",
        )
        for each in observations
        if each.evidence or each.opinion_of
    ]  # fmt: skip
    return tuple(lines)


def _from_results(results: Sequence[CriterionResult]) -> Iterator[ProOrCon]:
    for each in results:
        effect = each.effect
        if effect is None or not effect.is_shown:
            continue
        criterion = each.prediction.criterion
        good = (effect.value < 0) == (criterion.better == "lower")
        promised = each.prediction.option.value - each.prediction.as_is.value
        rounded = told(each, abs(effect.value))
        way = "less" if effect.value < 0 else "more"
        yield ProOrCon(
            what=criterion.as_measure().label, who=_whom(each), good=good,
            expected=(promised < 0) == (effect.value < 0) and promised != 0,
            size=f"{rounded} {way} ({effect.low:.3g} to {effect.high:.3g})",
            evidence=f"{effect.method}, {effect.n_before} and {effect.n_after} points; grade {each.grade}",
        )  # fmt: skip


def _whom(each: CriterionResult) -> Who:
    criterion = each.prediction.criterion
    if criterion.scope in ("group", "member"):
        return "colleague"
    return "organisation" if criterion.as_measure().kind == "money" else "customer"


def _from_guardrails(guardrails: Sequence[GuardrailStanding]) -> Iterator[ProOrCon]:
    for each in guardrails:
        if each.broken_on:
            yield ProOrCon(
                what=f"guardrail broken: {each.guardrail.what}",
                who="customer" if each.guardrail.hard else "organisation",
                good=False, expected=False, size=f"in {counted(len(each.broken_on), 'period')}",
                evidence=f"observed {each.guardrail.id}, first on {each.broken_on[0]}",
            )  # fmt: skip


def _from_voices(voices: Sequence[VoiceEffect]) -> Iterator[ProOrCon]:
    for each in voices:
        if each.is_shown and each.difference is not None:
            yield ProOrCon(
                what=f"score of {each.speaker}s ({each.scale})",
                who="colleague" if each.speaker == "colleague" else "customer",
                good=each.difference > 0, expected=each.difference > 0, size=f"{each.difference:+.2f}",
                evidence=f"feedback, {each.n_before} answers before and {each.n_after} after",
            )  # fmt: skip
