"""Ask: run every rule over the map, rank what it raises, and say what could not be evaluated."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from reengineer.annotations import annotated_map
from reengineer.boundaries import Boundary
from reengineer.eventlog import Log
from reengineer.expressions import Outcome
from reengineer.feedback import Feedback
from reengineer.questions._catalogue import Catalogue, catalogue
from reengineer.questions._evidence import Context, Subject, contexts
from reengineer.questions._findings import (
    SHOWN,
    Asked,
    BaseFinding,
    Coverage,
    Finding,
    NotEvaluated,
    Suggestion,
    because,
)
from reengineer.questions._records import Rule, SuggestionNotes
from reengineer.questions._rounds import PairTrigger
from reengineer.questions._stake import stake_of
from reengineer.questions._study import Study
from reengineer.questions._wording import fill, fill_known, say_of

if TYPE_CHECKING:
    import pandas as pd

    from reengineer.annotations import AnnotatedMap
    from reengineer.bpmn import Definitions
    from reengineer.processmap import ProcessMap

# Across kinds only ranks compare; of equal ranks this order decides.
_KINDS = ("risk", "cost", "work", "wait", "satisfaction")
_PLENTY = 10**15
_SCOPES = {
    "step": "steps",
    "pair": "pairs of steps",
    "gateway": "gateways",
    "resource": "groups",
    "fragment": "runs of three steps",
    "process": "process",
}


def ask(
    annotated: "AnnotatedMap | ProcessMap | Definitions",
    *,
    boundary: Boundary | None = None,
    log: "Log | pd.DataFrame | None" = None,
    feedback: Feedback | None = None,
    using: Catalogue | None = None,
) -> Asked:
    """Return the questions that a map, its notes and its boundary raise, with their reasons.

    Parameters
    ----------
    annotated : AnnotatedMap, ProcessMap or Definitions
        Of a bare map the notes count that its file carries.
    boundary : Boundary, optional
        Without it nothing is known of locks, controls and duties: questions that depend on these alone are asked, and
        nothing is suggested with them.
    log : Log or DataFrame, optional
        What happened, simulated or observed; a table has the columns of `Log`. Of several options the as-is counts.
    feedback : Feedback, optional
        What customers and colleagues said, and what was counted by hand; it counts before the log.
    using : Catalogue, optional
        Rules and thresholds, where not the packaged ones.

    Returns
    -------
    Asked
        Findings by rank, the questions asked of every step, what could not be evaluated, and the coverage.
    """
    rules = using if using is not None else catalogue()
    happened = log if log is None or isinstance(log, Log) else Log(frame=log)
    study = Study(annotated=annotated_map(annotated), boundary=boundary, log=happened, feedback=feedback)
    rounds = [_Round(rule=rule).run(study, rules) for rule in rules]
    findings = _ranked(finding for done in rounds for finding in done.findings)
    records = tuple(record for done in rounds if (record := done.record()) is not None)
    silent = [record for record in records if record.is_everywhere]
    lacking = dict.fromkeys(name for record in records for name, _ in record.missing)
    given = {"boundary": boundary, "log": log, "feedback": feedback}
    return Asked(
        findings=findings,
        base=tuple(_base(study, rules)),
        not_evaluated=records,
        coverage=Coverage(
            rules=len(rules),
            steps=len(study.activities),
            checks=sum(done.checks for done in rounds),
            evaluated=sum(done.checks - done.unknown for done in rounds),
            raised=len(findings),
            missing=_all_missing(rounds),
            without=tuple(name for name, evidence in given.items() if evidence is None),
            silent=len(silent),
            because=_counted(Counter(name for record in silent for name, _ in record.missing)),
            unlinked=study.unlinked,
            means=tuple((name, rules.terms.phrase(name)) for name in lacking if rules.terms.find(name) is not None),
        ),
    )


@dataclass(kw_only=True)
class _Round:
    """Run one rule over all it is asked about."""

    rule: Rule
    checks: int = 0
    unknown: int = 0
    findings: list[Finding] = field(default_factory=list)
    missing: dict[str, set[object]] = field(default_factory=lambda: defaultdict(set))
    reasons: Counter[str] = field(default_factory=Counter)
    left: dict[Outcome, list[Context]] = field(default_factory=lambda: defaultdict(list))
    examine: Callable[[Context], Outcome] = field(init=False)

    def __post_init__(self) -> None:
        self.examine = self.rule.trigger.examine

    def run(self, study: Study, rules: Catalogue) -> "_Round":
        cautious_names = _cautious(self.rule, rules)
        if self.rule.scope == "pair":
            self.examine = PairTrigger.of(self.rule.trigger).examine
        for context in contexts(study, self.rule):
            self.checks += 1
            outcome = self._evaluated(context)
            if outcome.value is False:
                continue
            cautious = _unstated(outcome, cautious_names)
            if outcome.value is True or cautious:
                self.findings.append(_finding(study, rules, self.rule, context.subject, context, cautious))
            else:
                self.unknown += 1
                self.left[outcome].append(context)
        for outcome, left in self.left.items():
            self.reasons.update(dict.fromkeys(outcome.reasons, len(left)))
            for name in outcome.missing:
                self.missing[name].update(context.element(name) for context in left)
        return self

    def _evaluated(self, context: Context) -> Outcome:
        """Evaluate the trigger; a yes or no that only a small sample gives is none."""
        outcome, sample = self.examine(context), self.rule.sample
        if sample is None or outcome.value is None:
            return outcome
        enough = sample.examine(context)
        if enough.value is True or (outcome.value is False and self._is_silent_anyway(context)):
            return outcome
        if enough.value is False:
            return Outcome(value=None, reasons=("n too small",))
        return Outcome(value=None, missing=enough.missing, reasons=enough.reasons)

    def _is_silent_anyway(self, context: Context) -> bool:
        """Say whether the trigger would be false however much had been observed."""
        counted = self.rule.sample.names if self.rule.sample is not None else ()
        more = {name: _PLENTY for name in counted if not name.startswith("th.")}
        return self.rule.trigger.evaluate(context.supposing(more)) is False

    def record(self) -> NotEvaluated | None:
        if not self.unknown:
            return None
        missing = _counted({name: len(elements) for name, elements in self.missing.items()})
        words = [f"{name} is missing on {count}" for name, count in missing]
        words += [f"{reason} on {count}" for reason, count in _counted(self.reasons)]
        return NotEvaluated(
            rule=self.rule.id,
            name=self.rule.name,
            scope=self.rule.scope,
            elements=self.unknown,
            checks=self.checks,
            missing=missing,
            reason=f"{self.unknown} of {self.checks} {_SCOPES[self.rule.scope]}: {', '.join(words)}",
        )


def _cautious(rule: Rule, rules: Catalogue) -> frozenset[str]:
    found = {name: rules.terms.find(name) for name in rule.trigger.order}
    return frozenset(name for name, notes in found.items() if notes is not None and notes.cautious)


def _unstated(outcome: Outcome, cautious: frozenset[str]) -> tuple[str, ...]:
    """Return what alone keeps a trigger from an answer, where caution asks all the same."""
    if outcome.value is not None or outcome.reasons or not outcome.missing:
        return ()
    return outcome.missing if cautious.issuperset(outcome.missing) else ()


def _finding(
    study: Study, rules: Catalogue, rule: Rule, subject: Subject, context: Context, withheld: tuple[str, ...]
) -> Finding:
    stake = stake_of(study, rule, subject, context)
    notes = rule.notes
    return Finding(
        rule=rule.id,
        name=rule.name,
        family=rule.family,
        scope=rule.scope,
        elements=subject.elements,
        question=fill(notes.question, context),
        because=_because(rule, rules, context),
        evidence=tuple((name, context[name]) for name in rule.mentions),
        stake_kind=stake.kind,
        stake=stake.value,
        stake_unit=stake.unit,
        stake_hours=stake.hours,
        stake_missing=stake.missing,
        ask=notes.ask,
        word=notes.word,
        suggests=() if withheld else tuple(_suggestion(study, item, context) for item in notes.suggests),
        withheld=withheld,
        effects=tuple(notes.effects.model_dump().items()),
        objections=notes.objections,
        sources=notes.sources,
    )


def _because(rule: Rule, rules: Catalogue, context: Context) -> str:
    levels, values = list[str](), {}
    for name in (*rule.needs, *rule.trigger.order):
        notes, value = rules.terms.find(name), context[name]
        words = notes.words if notes is not None else {}
        said = words.get(str(value)) or say_of(value, None if notes is None else notes.unit)
        phrase = rules.terms.phrase(name)
        if name in rule.needs:
            values[name] = f"{phrase}: {said}"
        elif name.startswith("th.") and notes is not None:
            levels.append(f"{phrase} {said} ({notes.means})")
    return because(values, levels, _called(rule, context))


def _called(rule: Rule, context: Context) -> dict[str, str]:
    """Return what each letter of the rule stands for, in words; nothing where the question names it alone."""
    if rule.scope != "pair":
        return {}
    return {"a": f'"{context["a.name"]}"', "b": f'"{context["b.name"]}"', "t": "between them"}


def _suggestion(study: Study, notes: SuggestionNotes, context: Context) -> Suggestion:
    """Return the suggestion with its parameters filled in; what is unknown is left for the option to state."""
    parameters: dict[str, object] = {}
    for name, value in notes.with_.items():
        if isinstance(value, tuple):
            filled = tuple(fill_known(str(item), context) for item in value)
            parameters |= {name: filled} if None not in filled else {}
        elif isinstance(value, str):
            text = fill_known(value, context)
            parameters |= {name: text} if text is not None else {}
        else:
            parameters[name] = value
    forbidden = study.limits.against(notes.operation, parameters) if study.limits is not None else ()
    return Suggestion(
        operation=notes.operation,
        parameters=tuple(parameters.items()),
        note=fill(notes.note, context),
        forbidden=forbidden,
    )


def _ranked(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Order by rank within a kind of stake, then by kind; what has no figure comes last within its kind and rank."""
    by_kind: dict[str, list[Finding]] = {kind: [] for kind in _KINDS}
    for finding in findings:
        by_kind[finding.stake_kind].append(finding)
    ranked: list[Finding] = []
    for kind in _KINDS:
        # The sort is stable, so that ties keep the order of rules and of the map.
        ordered = sorted(
            by_kind[kind], key=lambda item: (item.stake is None, -(item.stake or 0.0), -(item.stake_hours or 0.0))
        )
        ranked.extend(replace(finding, rank=place) for place, finding in enumerate(ordered, start=1))
    ranked.sort(key=lambda item: (item.rank, item.stake is None))
    return tuple(replace(finding, shown=place < SHOWN) for place, finding in enumerate(ranked))


def _size(finding: Finding) -> tuple[bool, float, float]:
    return finding.stake is None, -(finding.stake or 0.0), -(finding.stake_hours or 0.0)


def _counted(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _all_missing(rounds: Iterable[_Round]) -> tuple[tuple[str, int], ...]:
    """Count the elements on which each name is missing, whichever rules want it; both steps of a pair are steps."""
    found: dict[str, set[object]] = {}
    for done in rounds:
        for name, elements in done.missing.items():
            letter, _, rest = name.partition(".")
            found.setdefault(f"{'s' if letter in 'ab' else letter}.{rest}", set()).update(elements)
    return _counted({name: len(elements) for name, elements in found.items()})


def _base(study: Study, rules: Catalogue) -> Iterator[BaseFinding]:
    for step in study.steps:
        values = {"s.name": study.nodes[step].name or step, "s.id": step}
        for question in rules.base_questions:
            yield BaseFinding(
                question_id=question.id,
                aspect=question.aspect,
                word=question.word,
                step=step,
                question=fill(question.first, values),
                then=fill(question.then, values),
            )
