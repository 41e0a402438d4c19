"""Check a rule's meaning: its names, constants, suggestions, texts and its own example.

What the schema can say, the schema has said before. Every problem of a file is collected and names its line.
"""

from collections.abc import Iterable, Iterator, Mapping

from reengineer._records import dataclass
from reengineer.errors import Problem, nearest
from reengineer.expressions import Expression, ExpressionError, parse
from reengineer.files import Document
from reengineer.operations import OPERATIONS
from reengineer.questions._records import LETTERS, Rule, RuleNotes, SuggestionNotes, Trigger
from reengineer.questions._terms import Terms
from reengineer.questions._wording import is_well_formed, names_in

Path = tuple[str | int, ...]
_LANGUAGE = "Write comparisons of names such as s.duration_mean, joined by and, or, not."


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Hold a rule as it stands in a file, with what is needed to judge it; a plug-in may bring a check of its own."""

    notes: RuleNotes
    path: Path
    document: Document
    terms: Terms
    sources: frozenset[str]
    family: str
    check: Trigger | None = None

    def problem(self, code: str, message: str, remedy: str, *path: str | int, key: bool = False) -> Problem:
        """Return a problem at a place inside the rule."""
        place = self.document.place((*self.path, *path), key=key)
        return Problem(code, f"{self.notes.id}: {message}", remedy, place)


def build(reading: Reading) -> tuple[Rule | None, tuple[Problem, ...]]:
    """Return the rule, or None where something is wrong with it, and every problem found."""
    problems: list[Problem] = []
    parsed = {path: _parsed(reading, text, path, problems) for path, text in _expressions(reading)}
    trigger: Trigger | None = parsed.get(("trigger",), reading.check)
    judged: dict[Path, Trigger | None] = {("trigger",): trigger, **parsed}
    for path, expression in judged.items():
        if expression is not None:
            # A label has no type to compare, but where it is a number it may measure a stake.
            problems.extend(_check_names(reading, expression, path, computed=path[0] != "stake"))
    problems.extend(_check_texts(reading))
    problems.extend(_check_suggestions(reading))
    problems.extend(_check_sources(reading))
    if problems or trigger is None:
        return None, tuple(problems)
    rule = _rule(reading, trigger, parsed)
    problems.extend(_check_example(reading, rule))
    return (None if problems else rule), tuple(problems)


def _expressions(reading: Reading) -> Iterator[tuple[Path, str]]:
    notes = reading.notes
    if reading.check is None:
        yield ("trigger",), notes.trigger
    if notes.sample is not None:
        yield ("sample",), notes.sample
    for part in ("minutes", "money", "probability", "severity", "share"):
        text = getattr(notes.stake, part)
        if text is not None:
            yield ("stake", part), text


def _rule(reading: Reading, trigger: Trigger, parsed: Mapping[Path, Expression | None]) -> Rule:
    stake = tuple(
        (str(path[1]), expression) for path, expression in parsed.items() if path[0] == "stake" and expression
    )
    return Rule(
        notes=reading.notes,
        family=reading.family,
        trigger=trigger,
        sample=parsed.get(("sample",)),
        stake=stake,
        thresholds=reading.terms.values(),
        place=reading.document.place(reading.path),
    )


def _parsed(reading: Reading, text: str, path: Path, problems: list[Problem]) -> Expression | None:
    try:
        return parse(text)
    except ExpressionError as error:
        message = f"the {path[-1]} cannot be read: {error}"
        problems.append(reading.problem("RE801", message, _LANGUAGE, *path))
        return None


def _check_names(reading: Reading, expression: Trigger, path: Path, *, computed: bool) -> Iterator[Problem]:
    for name in expression.order:
        yield from _check_name(reading, name, path, computed=computed)
    for name, constant in expression.compared:
        notes = reading.terms.find(name)
        if notes is not None and notes.kind == "choice" and constant not in notes.choices:
            hint = nearest(constant, notes.choices)
            message = f'{name} is never "{constant}"' + (f" ({hint})" if hint else "")
            yield reading.problem("RE804", message, f"Its values are {', '.join(notes.choices)}.", *path)


def _check_name(reading: Reading, name: str, path: Path, *, computed: bool) -> Iterator[Problem]:
    letters = LETTERS[reading.notes.scope]
    notes = reading.terms.find(name)
    if name.partition(".")[0] not in letters:
        remedy = f"A rule of scope {reading.notes.scope} may use names that begin with {', '.join(letters)}."
        yield reading.problem("RE803", f"{name} cannot be used in a rule of scope {reading.notes.scope}", remedy, *path)
    elif notes is None:
        hint = nearest(name, reading.terms.names(letters))
        remedy = "Use a name of the vocabulary; a threshold begins with th. and stands under thresholds."
        yield reading.problem(
            "RE802", f"{name} is not in the vocabulary" + (f" ({hint})" if hint else ""), remedy, *path
        )
    elif computed and notes.kind == "label":
        remedy = "Labels stand in texts and evidence only; use a name that has a type."
        yield reading.problem("RE802", f"{name} is a label and has no type", remedy, *path)


def _check_texts(reading: Reading) -> Iterator[Problem]:
    for path, text in _texts(reading.notes):
        if not is_well_formed(text):
            remedy = "Write places as {s.name}, {s.name|instead} or {s.duration_mean:.0f}; no other braces."
            yield reading.problem("RE805", f'"{text}" has a place that cannot be filled', remedy, *path)
        for name in names_in(text):
            yield from _check_name(reading, name, path, computed=False)
    for number, name in enumerate(reading.notes.evidence):
        yield from _check_name(reading, name, ("evidence", number), computed=False)


def _texts(notes: RuleNotes) -> Iterator[tuple[Path, str]]:
    yield ("question",), notes.question
    for number, suggestion in enumerate(notes.suggests):
        yield ("suggests", number, "note"), suggestion.note
        for name, value in suggestion.with_.items():
            for item in value if isinstance(value, tuple) else (value,):
                if isinstance(item, str):
                    yield ("suggests", number, "with", name), item


def _check_suggestions(reading: Reading) -> Iterator[Problem]:
    for number, suggestion in enumerate(reading.notes.suggests):
        yield from _check_suggestion(reading, suggestion, ("suggests", number))


def _check_suggestion(reading: Reading, suggestion: SuggestionNotes, path: Path) -> Iterator[Problem]:
    operation = OPERATIONS.get(suggestion.operation)
    if operation is None:
        hint = nearest(suggestion.operation, OPERATIONS)
        message = f'there is no operation "{suggestion.operation}"' + (f" ({hint})" if hint else "")
        yield reading.problem("RE806", message, "Name one of the operations of the catalogue.", *path, "operation")
        return
    for name in suggestion.with_:
        if name not in operation.parameters:
            message = f'{operation.name} has no parameter "{name}"'
            remedy = f"Its parameters are {', '.join(operation.parameters)}."
            yield reading.problem("RE806", message, remedy, *path, "with", name, key=True)


def _check_sources(reading: Reading) -> Iterator[Problem]:
    for number, source in enumerate(reading.notes.sources):
        if source not in reading.sources:
            hint = nearest(source, sorted(reading.sources))
            message = f'the source "{source}" is not listed' + (f" ({hint})" if hint else "")
            yield reading.problem("RE807", message, "List it under sources, with its reference.", "sources", number)


def _parts(rule: Rule) -> Iterator[tuple[str, Iterable[str]]]:
    yield "raises", rule.notes.example.raises
    yield "near_miss", rule.notes.example.near_miss


def _check_example(reading: Reading, rule: Rule) -> Iterator[Problem]:
    raises, near_miss = dict(rule.notes.example.raises), dict(rule.notes.example.near_miss)
    unused = [(part, name) for part, values in _parts(rule) for name in values if name not in rule.needs]
    for part, name in unused:
        remedy = f"Give values of {', '.join(rule.needs)}."
        yield reading.problem("RE808", f"the trigger does not use {name}", remedy, "example", part, name, key=True)
    if unused:
        return
    if rule.evaluate(raises) is not True:
        remedy = "Give a value for every name of the trigger, so that it is true."
        yield reading.problem("RE808", "its own example does not raise it", remedy, "example", "raises")
    if rule.evaluate({**raises, **near_miss}) is True:
        remedy = "Give one changed value that makes the trigger false."
        yield reading.problem("RE808", "its near miss raises it all the same", remedy, "example", "near_miss")
