"""Keep rules as people write them in a file, and what the catalogue makes of them."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from reengineer._records import dataclass
from reengineer.expressions import NAME, Expression, Outcome
from reengineer.source import Source

Scope = Literal["step", "pair", "gateway", "resource", "fragment", "process"]
StakeKind = Literal["wait", "work", "cost", "risk", "satisfaction"]
Word = Literal["what", "why", "where", "when", "who", "which", "how"]
Effect = Literal["better", "worse", "unclear"]
Scalar = bool | int | float | str
Known = Scalar | tuple[str, ...]
Identifier = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)+$", max_length=40)]
Sentence = Annotated[str, Field(min_length=1, max_length=600)]

# The letters that a rule of each scope may use; p (process) and th (thresholds) are always there.
LETTERS: Mapping[str, tuple[str, ...]] = {
    "step": ("s", "p", "th"),
    "pair": ("a", "b", "t", "p", "th"),
    "gateway": ("g", "p", "th"),
    "resource": ("r", "p", "th"),
    "fragment": ("f", "p", "th"),
    "process": ("p", "th"),
}


class Entry(BaseModel):
    """Be the base of every record of a catalogue file: frozen, and refusing keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class StakeNotes(Entry):
    """Say what is at stake in a question and how it is measured.

    Parameters
    ----------
    kind : str
        ``wait``, ``work``, ``cost``, ``risk`` or ``satisfaction``.
    minutes : str or None
        Expression of the minutes an execution that are at stake; for ``work``, where it is not the whole duration.
    money : str or None
        Expression of the money a year that is at stake; for ``cost``.
    probability : str or None
        Expression of how likely the harm is, 0 to 1; for ``risk``.
    severity : str or None
        Expression of how bad the harm is, 1 to 5; for ``risk``.
    share : str or None
        Expression of the part that is at stake, 0 to 1, of all the work or waiting of a process or group.
    """

    kind: StakeKind
    minutes: str | None = None
    money: str | None = None
    probability: str | None = None
    severity: str | None = None
    share: str | None = None


class SuggestionNotes(Entry):
    """Suggest an operation; texts in ``with`` are filled like questions."""

    operation: str
    with_: dict[str, Scalar | tuple[Scalar, ...]] = Field(default_factory=dict, alias="with")
    note: str = ""


class EffectNotes(Entry):
    """Say what may be expected of the suggestion; a simulation has to test it."""

    time: Effect = "unclear"
    cost: Effect = "unclear"
    quality: Effect = "unclear"
    flexibility: Effect = "unclear"


class ExampleNotes(Entry):
    """Give values that raise the question, and one changed value that silences it."""

    raises: dict[str, Known]
    near_miss: Annotated[dict[str, Known], Field(min_length=1, max_length=1)]


class RuleNotes(Entry):
    """Be one rule of a file: a trigger and the question that it raises.

    Parameters
    ----------
    pairs : {"any", "next"}
        For pairs of steps: any two of which one can come after the other, or only those with no step between them.
    sample : str or None
        Expression that says whether enough was observed. Where it is false, and with more observed the question would
        be raised, the rule is not evaluated.
    word : str
        The word of critical examination that the question belongs to.
    """

    id: Identifier
    name: Sentence
    scope: Scope
    pairs: Literal["any", "next"] = "any"
    trigger: str
    sample: str | None = None
    question: Sentence
    evidence: tuple[str, ...] = ()
    ask: str
    word: Word
    stake: StakeNotes
    suggests: tuple[SuggestionNotes, ...] = ()
    effects: EffectNotes = EffectNotes()
    objections: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    example: ExampleNotes


class SourceNotes(Entry):
    """Name a publication, and what to check before quoting it."""

    reference: str
    caution: str | None = None


class ThresholdNotes(Entry):
    """Set a level at which to ask, what people read it is the level of, and the reason for it."""

    value: Annotated[float, Field(allow_inf_nan=False)]
    unit: str | None = None
    says: str = ""
    basis: Annotated[str, Field(min_length=1)]


class RuleFile(Entry):
    """Be a file of rules of one family, with the sources and thresholds that it adds."""

    version: Literal[1]
    family: Annotated[str, Field(min_length=1, max_length=60)]
    rules: tuple[RuleNotes, ...]
    sources: dict[str, SourceNotes] = Field(default_factory=dict)
    thresholds: dict[str, ThresholdNotes] = Field(default_factory=dict)


class SourceFile(Entry):
    """Be the file of publications."""

    version: Literal[1]
    sources: dict[str, SourceNotes]


class ThresholdFile(Entry):
    """Be a file of thresholds: those that are packaged, or an organisation's own."""

    version: Literal[1]
    thresholds: dict[str, ThresholdNotes]


class BaseQuestion(Entry):
    """Be a question that is asked of every step, whatever is known of it."""

    id: Identifier
    aspect: str
    word: Word
    first: Sentence
    then: Sentence
    sources: tuple[str, ...] = ()


class BaseQuestionFile(Entry):
    """Be the file of questions asked of every step."""

    version: Literal[1]
    questions: tuple[BaseQuestion, ...]


class NameNotes(Entry):
    """Describe a name of the vocabulary.

    Parameters
    ----------
    kind : str
        Type of its value; a ``label`` may stand in texts and evidence only.
    origin : str or None
        Where a value comes from.
    cautious : bool
        Whether, left unstated, it lets a question be asked though nothing be suggested.
    says : str
        What its value is called where people read why a question is asked; empty for a label.
    words : mapping of str to str
        Choices in plain words, where they are not plain themselves.
    means : str
        Its definition.
    """

    kind: Literal["number", "claim", "choice", "text", "list", "label"]
    choices: tuple[str, ...] = ()
    unit: str | None = None
    origin: Literal["graph", "annotation", "boundary", "metric", "feedback"] | None = None
    cautious: bool = False
    says: str = ""
    words: dict[str, str] = Field(default_factory=dict)
    means: str = ""


class VocabularyFile(Entry):
    """Be the file of names, by what they are said of."""

    version: Literal[1]
    names: dict[Literal["step", "transition", "gateway", "resource", "fragment", "process"], dict[str, NameNotes]]


class Trigger(Protocol):
    """Say when a question is raised: an expression, or the check of a plug-in."""

    @property
    def text(self) -> str: ...

    @property
    def names(self) -> frozenset[str]: ...

    @property
    def order(self) -> tuple[str, ...]: ...

    @property
    def compared(self) -> tuple[tuple[str, str], ...]: ...

    @property
    def parts(self) -> Sequence["Trigger"]: ...

    def evaluate(self, context: Mapping[str, object]) -> object: ...

    def examine(self, context: Mapping[str, object]) -> Outcome: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Hold a rule that has been checked and can be evaluated.

    Parameters
    ----------
    notes : RuleNotes
        As it was written.
    family : str
        Title of the file it stands in.
    trigger : Trigger
    sample : Expression or None
    stake : tuple of (str, Expression)
        Expressions of the stake by what they measure.
    thresholds : mapping of str to float
        Values by name, such as ``th.variants``.
    place : Source
        Where it stands.
    """

    notes: RuleNotes
    family: str
    trigger: Trigger
    sample: Expression | None
    stake: tuple[tuple[str, Expression], ...]
    thresholds: Mapping[str, float]
    place: Source

    @property
    def id(self) -> str:
        """Return the identifier, which is never used again for another rule."""
        return self.notes.id

    @property
    def name(self) -> str:
        """Return the claim that the trigger tests."""
        return self.notes.name

    @property
    def scope(self) -> Scope:
        """Return what the rule is asked about, one by one."""
        return self.notes.scope

    @property
    def needs(self) -> tuple[str, ...]:
        """Return the names that the trigger needs, thresholds left out, in their order of appearance."""
        return tuple(name for name in self.trigger.order if not name.startswith("th."))

    @property
    def mentions(self) -> tuple[str, ...]:
        """Return every name that question and evidence show, in order."""
        return tuple(dict.fromkeys((*self.notes.evidence, *NAME.findall(self.notes.question))))

    def evaluate(self, context: Mapping[str, object]) -> bool | None:
        """Say whether the question is raised: True, False, or None where what is known does not decide it.

        Parameters
        ----------
        context : mapping of str to object
            Values by name, such as ``{"s.value_class": "NVA"}``. Thresholds are there already; a value given here
            for one of them counts instead.
        """
        value = self.trigger.evaluate({**self.thresholds, **context})
        return value if isinstance(value, bool) else None

    def to_dict(self) -> dict[str, object]:
        """Return the rule as the catalogue prints it with ``--json``."""
        notes = self.notes.model_dump(mode="json", by_alias=True, exclude_none=True)
        head = {"id": self.id, "name": self.name, "family": self.family, "scope": self.scope}
        used = {name: value for name, value in self.thresholds.items() if name in self.trigger.names}
        return {**head, **notes, "needs": list(self.needs), "thresholds": used}
