"""Evaluate the small three-valued language of question triggers and route conditions.

The language has ``and or not``, comparisons (chains such as ``0 < s.pos <= 1`` too), ``+ - * /``, ``in`` a tuple of
constants, the constants ``True``, ``False``, numbers and texts, the functions ``len min max abs``, and dotted names
such as ``s.duration_mean``. Python's own parser reads it; a strict whitelist then builds our nodes, and nothing is
ever run by Python itself.

A name without a value is *unknown* (None), never false. Kleene's strong logic holds: ``false and unknown`` is false,
``true or unknown`` is true, and unknown spreads otherwise. Operands are evaluated from left to right and evaluation
stops once the answer is decided, so a guard before a division works.
"""

import ast
from collections.abc import Mapping
from dataclasses import field

from reengineer._records import dataclass
from reengineer.expressions._nodes import Node, Value, Walk
from reengineer.expressions._parse import MOST_CHARACTERS, MOST_LEVELS, NAME, Builder, ExpressionError, read_syntax

__all__ = ["MOST_CHARACTERS", "MOST_LEVELS", "NAME", "Expression", "ExpressionError", "Outcome", "parse"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Hold what an expression came to, and why it is unknown where it is.

    Parameters
    ----------
    value : object
        The value; None where it is unknown.
    missing : tuple of str
        Names without a value that left it unknown, in the order met.
    reasons : tuple of str
        Other reasons, such as a division by zero.
    """

    value: Value
    missing: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """Hold one parsed expression.

    Parameters
    ----------
    text : str
        As it was written.
    names : frozenset of str
        Every dotted name in it.
    order : tuple of str
        The same names in the order of their first appearance.
    compared : tuple of (str, str)
        Names that are set against a text constant by ``==``, ``!=`` or ``in``, with that text.
    """

    text: str
    names: frozenset[str]
    order: tuple[str, ...]
    compared: tuple[tuple[str, str], ...]
    _root: Node = field(repr=False, compare=False)
    _syntax: ast.expr = field(repr=False, compare=False)

    @property
    def parts(self) -> tuple["Expression", ...]:
        """Return the expressions that ``and`` joins at the top; the expression alone where none are joined."""
        if not isinstance(self._syntax, ast.BoolOp) or not isinstance(self._syntax.op, ast.And):
            return (self,)
        return tuple(_built(ast.unparse(part), part) for part in self._syntax.values)

    def evaluate(self, context: Mapping[str, Value]) -> Value:
        """Return the value of the expression in a context; None where it is unknown.

        Parameters
        ----------
        context : mapping of str to object
            Values by dotted name; a name that is absent or None is unknown.
        """
        return self._root(Walk(context))

    def examine(self, context: Mapping[str, Value]) -> Outcome:
        """Return the value together with the names and reasons that leave it unknown."""
        walk = Walk(context)
        value = self._root(walk)
        if value is not None:
            return Outcome(value=value)
        return Outcome(
            value=None, missing=tuple(dict.fromkeys(walk.missing)), reasons=tuple(dict.fromkeys(walk.reasons))
        )


def parse(text: str) -> Expression:
    """Return the expression that a text stands for.

    Parameters
    ----------
    text : str
        At most 1000 characters and 40 levels deep.

    Raises
    ------
    ExpressionError
        If the text is outside the language.

    Examples
    --------
    >>> rule = parse("s.value_class == 'NVA' and s.outputs_used == 0")
    >>> rule.evaluate({"s.value_class": "VA"})
    False
    >>> rule.evaluate({"s.value_class": "NVA"}) is None
    True
    """
    return _built(text, read_syntax(text))


def _built(text: str, tree: ast.expr) -> Expression:
    build = Builder()
    root = build.node(tree)
    order = tuple(dict.fromkeys(build.names))
    compared = tuple(build.compared)
    return Expression(text=text, names=frozenset(order), order=order, compared=compared, _root=root, _syntax=tree)
