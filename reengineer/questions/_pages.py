"""Write the page of a rule, as Markdown: what it looks for, what it asks and when, and where it comes from."""

from collections.abc import Iterator, Mapping

from reengineer.questions._catalogue import Catalogue
from reengineer.questions._records import Rule, SuggestionNotes
from reengineer.questions._wording import say

_SCOPES = {
    "step": "each step",
    "pair": "each two steps of which one can come after the other",
    "next": "each two steps with no step between them",
    "gateway": "each gateway",
    "resource": "each group",
    "fragment": "each three steps in a row",
    "block": "each block of parallel branches",
    "process": "the process as a whole",
}
_ORIGINS = {
    "graph": "the map",
    "annotation": "its notes",
    "boundary": "the boundary",
    "metric": "a log, or counts",
    "feedback": "feedback",
    None: "a threshold",
}


def rule_page(rules: Catalogue, rule_id: str) -> str:
    """Return the page of one rule.

    Parameters
    ----------
    rules : Catalogue
    rule_id : str

    Raises
    ------
    KeyError
        There is no such rule.
    """
    rule = rules[rule_id]
    return "\n".join((*_head(rule), *_names(rules, rule), *_answers(rule), *_example(rule), *_sources(rules, rule)))


def _head(rule: Rule) -> Iterator[str]:
    notes = rule.notes
    yield f"# {rule.id}: {rule.name}\n"
    yield f"> {notes.question}\n"
    yield f"*Family*: {rule.family}. *Asked about*: {_SCOPES[_asked_about(rule)]}. *Asked of*: {notes.ask}.\n"
    yield f"```text\n{notes.trigger}\n```\n"
    if notes.sample is not None:
        yield f"Below `{notes.sample}` too little was observed, and the rule is not evaluated.\n"


def _asked_about(rule: Rule) -> str:
    if rule.scope == "pair":
        return "next" if rule.notes.pairs == "next" else "pair"
    return "block" if "f.parallel_knockouts" in rule.needs else rule.scope


def _names(rules: Catalogue, rule: Rule) -> Iterator[str]:
    yield "## What it looks at\n"
    yield "| Name | Means | Unit | From |\n|---|---|---|---|"
    for name in dict.fromkeys((*rule.trigger.order, *rule.mentions)):
        found = rules.terms.find(name)
        if found is not None:
            level = f"{rule.thresholds[name]:g}: {found.means}" if name in rule.thresholds else found.means
            source = "" if found.kind == "label" else _ORIGINS[found.origin]
            yield f"| `{name}` | {level} | {found.unit or ''} | {source} |"
    yield ""


def _answers(rule: Rule) -> Iterator[str]:
    notes = rule.notes
    yield "## What it suggests\n"
    yield from (f"* {_suggested(item)}" for item in notes.suggests)
    effects = [f"{name} {effect}" for name, effect in notes.effects.model_dump().items() if effect != "unclear"]
    yield f"\nTo be expected, and to be tested by simulation: {', '.join(effects) or 'nothing in particular'}.\n"
    stake = rule.notes.stake
    told = [f"{name} `{text}`" for name, text in stake.model_dump(exclude={"kind"}, exclude_none=True).items()]
    yield f"At stake: {stake.kind}{', ' + ', '.join(told) if told else ''}.\n"
    if notes.objections:
        yield "What may be said against it:\n"
        yield from (f"* {objection}" for objection in notes.objections)
        yield ""


def _suggested(item: SuggestionNotes) -> str:
    given = ", ".join(f"{name}: {say(value)}" for name, value in item.with_.items())
    note = f": {item.note}" if item.note else ""
    return f"`{item.operation}`{f' ({given})' if given else ''}{note}"


def _example(rule: Rule) -> Iterator[str]:
    yield "## When it asks, and when it does not\n"
    example = rule.notes.example
    yield f"It asks where {_listed(example.raises)}.\n"
    yield f"It does not where, all else being equal, {_listed(example.near_miss)}.\n"


def _listed(values: Mapping[str, object]) -> str:
    return ", ".join(f"`{name}` is {say(value) or 'empty'}" for name, value in values.items())


def _sources(rules: Catalogue, rule: Rule) -> Iterator[str]:
    if rule.notes.sources:
        yield "## Where it comes from\n"
    for name in rule.notes.sources:
        source = rules.sources[name]
        caution = f" ({source.caution})" if source.caution else ""
        yield f"* {name}: {source.reference}{caution}"
