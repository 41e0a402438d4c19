"""Load the rules that are packaged and those of an organisation, and hold them as one catalogue."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from reengineer._records import dataclass
from reengineer.errors import Problem, ReviewError, nearest
from reengineer.files import Document, read_yaml, validate
from reengineer.questions._checks import Reading, build
from reengineer.questions._plugins import Plugged, plugged
from reengineer.questions._records import (
    BaseQuestion,
    BaseQuestionFile,
    Rule,
    RuleFile,
    SourceFile,
    SourceNotes,
    ThresholdFile,
    ThresholdNotes,
    VocabularyFile,
)
from reengineer.questions._terms import Terms
from reengineer.source import Source

_Record = TypeVar("_Record", bound=BaseModel)
SCHEMA = "reengineer/catalogue/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Hold checked rules and the questions that are asked of every step.

    Parameters
    ----------
    rules : tuple of Rule
        Packaged families in the order of their names, then an organisation's own files in the order given.
    base_questions : tuple of BaseQuestion
    terms : Terms
        Vocabulary and thresholds.
    sources : mapping of str to SourceNotes
    """

    rules: tuple[Rule, ...]
    base_questions: tuple[BaseQuestion, ...]
    terms: Terms
    sources: Mapping[str, SourceNotes]

    def __repr__(self) -> str:
        return f"<Catalogue: rules {len(self)}, base questions {len(self.base_questions)}>"

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def __len__(self) -> int:
        return len(self.rules)

    def __getitem__(self, rule_id: str) -> Rule:
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)

    def to_dict(self) -> dict[str, object]:
        """Return the catalogue as ``ask --catalogue --json`` prints it."""
        return {
            "schema": SCHEMA,
            "rules": [rule.to_dict() for rule in self.rules],
            "base_questions": [question.model_dump(mode="json") for question in self.base_questions],
            "thresholds": _dumped(self.terms.thresholds),
            "sources": _dumped(self.sources),
        }


def catalogue(
    *, rules: Iterable[str | Path] = (), thresholds: Mapping[str, float] | str | Path | None = None
) -> Catalogue:
    """Return the catalogue of rules: the packaged ones, those of plug-ins, and those of the files given.

    Parameters
    ----------
    rules : iterable of path
        Rule files of the organisation, in the form of the packaged ones; their rules are added, and levels under
        their ``thresholds`` take the place of those that are packaged.
    thresholds : mapping of str to float, or path, optional
        Levels at which to ask, in place of those that are packaged; by name without ``th.``, or a file of them.

    Raises
    ------
    ReviewError
        With every problem of the files: a trigger that cannot be read, an unknown name, constant, operation or source,
        an identifier used twice, an example that does not raise its question (RE801 to RE810); RE424 a plug-in that
        brings no questions.
    """
    packaged = _with_plugins()
    terms = replace(packaged.terms, thresholds=_thresholds(packaged.terms.thresholds, thresholds))
    own = [Plugged(file=file, document=document) for file, document in (_read(RuleFile, path) for path in rules)]
    if not own and terms == packaged.terms:
        return packaged
    known = replace(packaged, terms=terms, rules=_with_thresholds(packaged.rules, terms))
    return _extended(known, own)


@cache
def _packaged() -> Catalogue:
    vocabulary, _ = _load(VocabularyFile, "vocabulary.yaml")
    levels, _ = _load(ThresholdFile, "thresholds.yaml")
    base, _ = _load(BaseQuestionFile, "base_questions.yaml")
    sources, _ = _load(SourceFile, "sources.yaml")
    empty = Catalogue(
        rules=(),
        base_questions=base.questions,
        terms=Terms(file=vocabulary, thresholds=levels.thresholds),
        sources=sources.sources,
    )
    folder = files("reengineer.questions").joinpath("rules")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    loaded = (_load(RuleFile, f"rules/{name}") for name in names)
    return _extended(empty, [Plugged(file=file, document=document) for file, document in loaded])


@cache
def _with_plugins() -> Catalogue:
    found = list(plugged())
    return _extended(_packaged(), found) if found else _packaged()


def _load(model: type[_Record], name: str) -> tuple[_Record, Document]:
    document = read_yaml(files("reengineer.questions").joinpath(name).read_bytes(), name=name, error=ReviewError)
    return validate(model, document, error=ReviewError), document


def _read(model: type[_Record], path: str | Path) -> tuple[_Record, Document]:
    document = read_yaml(path, error=ReviewError)
    return validate(model, document, error=ReviewError), document


def _extended(base: Catalogue, added: Iterable[Plugged]) -> Catalogue:
    """Return the catalogue with the rules of some files, once everything in them has been checked."""
    loaded = list(added)
    sources, thresholds = dict(base.sources), dict(base.terms.thresholds)
    for each in loaded:
        sources |= each.file.sources
        thresholds |= each.file.thresholds
    terms = replace(base.terms, thresholds=thresholds)
    rules, problems = list(base.rules), list[Problem]()
    for reading in _readings(loaded, terms, frozenset(sources)):
        rule, found = build(reading)
        problems.extend(found)
        problems.extend(_check_unique(reading, rules))
        rules.extend([rule] if rule is not None else [])
    if problems:
        raise ReviewError(problems)
    return replace(base, rules=_with_thresholds(rules, terms), sources=sources, terms=terms)


def _readings(loaded: Iterable[Plugged], terms: Terms, sources: frozenset[str]) -> Iterator[Reading]:
    for each in loaded:
        for number, notes in enumerate(each.file.rules):
            yield Reading(
                notes=notes,
                path=("rules", number),
                document=each.document,
                terms=terms,
                sources=sources,
                family=each.file.family,
                check=each.trigger,
            )


def _check_unique(reading: Reading, rules: Iterable[Rule]) -> Iterator[Problem]:
    for other in rules:
        if other.id == reading.notes.id:
            message = f"the identifier stands in {other.place.place} too"
            yield reading.problem("RE809", message, "Give every rule an identifier of its own.", "id")


def _with_thresholds(rules: Iterable[Rule], terms: Terms) -> tuple[Rule, ...]:
    values = terms.values()
    return tuple(replace(rule, thresholds=values) for rule in rules)


def _thresholds(
    packaged: Mapping[str, ThresholdNotes], given: Mapping[str, float] | str | Path | None
) -> Mapping[str, ThresholdNotes]:
    if given is None:
        return packaged
    if isinstance(given, Mapping):
        own = {name: ThresholdNotes(value=value, basis="set for this review") for name, value in given.items()}
        places = {name: Source() for name in own}
    else:
        file, document = _read(ThresholdFile, given)
        own = file.thresholds
        places = {name: document.place(("thresholds", name), key=True) for name in own}
    own = {name: _named_as(notes, packaged.get(name)) for name, notes in own.items()}
    problems = [_unknown_threshold(name, packaged, places[name]) for name in own if name not in packaged]
    if problems:
        raise ReviewError(problems)
    return {**packaged, **own}


def _named_as(own: ThresholdNotes, packaged: ThresholdNotes | None) -> ThresholdNotes:
    """Return a level of one's own; where it leaves out what it is the level of, that is as packaged."""
    if packaged is None:
        return own
    return own.model_copy(update={"says": own.says or packaged.says, "unit": own.unit or packaged.unit})


def _unknown_threshold(name: str, known: Iterable[str], place: Source) -> Problem:
    hint = nearest(name, known)
    message = f'there is no threshold "{name}"' + (f" ({hint})" if hint else "")
    return Problem("RE810", message, "Name a threshold that a rule uses.", place)


def _dumped(records: Mapping[str, BaseModel]) -> dict[str, object]:
    return {name: record.model_dump(mode="json", exclude_none=True) for name, record in records.items()}
