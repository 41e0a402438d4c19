"""Turn the rules of Prosimos (conditions, priorities) into expressions over the attributes of a case."""

from typing import Any

from reengineer.expressions import ExpressionError, parse
from reengineer.files import Path
from reengineer.interop._draft import attribute_name
from reengineer.interop._prosimos_file import Walker
from reengineer.interop._values import number_of

COMPARISONS = {"=": "==", "==": "==", "!=": "!=", ">": ">", ">=": ">=", "<": "<", "<=": "<="}


def expression(walker: Walker, path: Path, known: set[str]) -> str | None:
    """Return the expression that a list of lists of rules stands for: any of the outer, all of the inner.

    None where it cannot be said, which is told. `known` are the names of attributes that cases have.
    """
    outer = walker.document.at(path)
    groups = outer if isinstance(outer, list) else []
    if groups and all(isinstance(item, dict) for item in groups):
        groups, nested = [groups], False
    else:
        nested = True
    texts = []
    for number, group in enumerate(groups):
        rules = group if isinstance(group, list) else []
        at: Path = (*path, number) if nested else path
        parts = [_rule(walker, (*at, place), rule, known) for place, rule in enumerate(rules)]
        if not parts or any(part is None for part in parts):
            if not parts:
                walker.told.impossible("a list of rules is empty", "Write a rule or take it out.", walker.place(at))
            return None
        texts.append(" and ".join(part for part in parts if part))
    if not texts:
        walker.told.impossible("there are no rules", "Write a list of lists of rules.", walker.place(path))
        return None
    whole = texts[0] if len(texts) == 1 else " or ".join(f"({text})" for text in texts)
    return _checked(walker, path, whole)


def _checked(walker: Walker, path: Path, text: str) -> str | None:
    try:
        parse(text)
    except ExpressionError as fault:
        walker.told.refuse(f"the rules cannot be written as a condition: {fault}", "Simplify them.", walker.place(path))
        return None
    return text


def _rule(walker: Walker, path: Path, rule: object, known: set[str]) -> str | None:
    if not isinstance(rule, dict):
        walker.told.impossible("a rule is no object", "Write attribute, comparison and value.", walker.place(path))
        return None
    name = str(rule.get("attribute", ""))
    if name not in known:
        message = f"a rule asks for '{name[:60]}', which no case has from its arrival or a step on"
        walker.told.refuse(message, "Define it under case_attributes, or drop the rule.", walker.place(path))
        return None
    comparison, value = str(rule.get("comparison", "")).strip(), rule.get("value")
    subject = attribute_name(name)
    if comparison == "in":
        return _range(walker, path, subject, value)
    if comparison not in COMPARISONS:
        message = f"'{comparison[:20]}' is no comparison"
        walker.told.impossible(message, "Use =, !=, >, >=, <, <= or in.", walker.place(path))
        return None
    return f"{subject} {COMPARISONS[comparison]} {_constant(value)}"


def _range(walker: Walker, path: Path, subject: str, value: Any) -> str | None:  # noqa: ANN401 - of a file
    ends = [number_of(end) for end in value] if isinstance(value, list) and len(value) == 2 else []
    if len(ends) != 2 or ends[0] is None or ends[1] is None or ends[0] > ends[1]:
        message = "a range needs two numbers, the low one first"
        walker.told.impossible(message, 'Write [100, 500] or [100, "inf"].', walker.place(path))
        return None
    low, high = float(ends[0]), float(ends[1])
    if abs(low) == float("inf") and high == float("inf"):
        return f"{subject} == {subject}"
    if high == float("inf"):
        return f"{subject} >= {_constant(low)}"
    if low == -float("inf"):
        return f"{subject} <= {_constant(high)}"
    return f"{_constant(low)} <= {subject} <= {_constant(high)}"


def _constant(value: object) -> str:
    number = number_of(value)
    if number is None or number in (float("inf"), -float("inf")):
        return repr(str(value))
    return repr(int(number) if number == int(number) and abs(number) < 1e15 else number)
