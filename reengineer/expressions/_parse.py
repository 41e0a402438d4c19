"""Read an expression with Python's own parser and keep only what the language has."""

import ast
import math
import re
import warnings
from collections.abc import Callable, Mapping

from reengineer.expressions._nodes import (
    SUMS,
    Node,
    Value,
    Walk,
    arithmetic,
    comparison,
    division,
    junction,
    length,
    lookup,
    negation,
    same,
)

MOST_CHARACTERS = 1000
MOST_LEVELS = 40
NAME = re.compile(r"[a-z][a-z0-9]*\.[a-z][a-z0-9_]*")
_ALLOWED = "and or not, comparisons, + - * /, in (..), constants, len min max abs, and names such as s.duration_mean"


class ExpressionError(ValueError):
    """An expression is outside the language.

    Parameters
    ----------
    message : str
        What is wrong, with the piece of text that is wrong.
    column : int
        Where in the expression, counted from 1.
    """

    def __init__(self, message: str, column: int = 1) -> None:
        super().__init__(message, column)
        self.message = message
        self.column = column

    def __str__(self) -> str:
        return f"{self.message} (at character {self.column})"


def read_syntax(text: str) -> ast.expr:
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError(f"the expression has {len(text)} characters; at most {MOST_CHARACTERS} are read")
    try:
        with warnings.catch_warnings():
            # Odd literals such as "1or 2" only warn; here they are errors.
            warnings.simplefilter("error")
            tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError, Warning) as error:
        column = getattr(error, "offset", None) or 1
        raise ExpressionError(f'"{text.strip()}" cannot be read; the language has {_ALLOWED}', column) from None
    _refuse_depth(tree)
    return tree


def _refuse_depth(tree: ast.expr) -> None:
    level: list[ast.AST] = [tree]
    for _ in range(MOST_LEVELS):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return
    raise ExpressionError(f"the expression is nested more than {MOST_LEVELS} levels deep")


class Builder:
    """Turn the whitelisted syntax into functions of a walk; refuse everything else."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.compared: list[tuple[str, str]] = []

    def node(self, tree: ast.expr) -> Node:
        builder = self._builders.get(type(tree))
        if builder is None:
            raise _refused(tree)
        return builder(self, tree)

    def _constant(self, tree: ast.Constant) -> Node:
        value = _constant(tree)
        return lambda _walk: value

    def _name(self, tree: ast.Attribute) -> Node:
        name = _dotted(tree)
        self.names.append(name)
        return lookup(name)

    def _connective(self, tree: ast.BoolOp) -> Node:
        parts = tuple(self.node(value) for value in tree.values)
        return junction(parts, decides=isinstance(tree.op, ast.Or))

    def _unary(self, tree: ast.UnaryOp) -> Node:
        inner = self.node(tree.operand)
        if isinstance(tree.op, ast.Not):
            return negation(inner)
        if isinstance(tree.op, ast.USub):
            return arithmetic("-", (inner,), lambda values: -values[0])
        raise _refused(tree)

    def _binary(self, tree: ast.BinOp) -> Node:
        symbol = _ARITHMETIC.get(type(tree.op))
        if symbol is None:
            raise _refused(tree)
        left, right = self.node(tree.left), self.node(tree.right)
        if symbol == "/":
            return division(left, right, ast.unparse(tree.right))
        return arithmetic(symbol, (left, right), SUMS[symbol])

    def _compare(self, tree: ast.Compare) -> Node:
        operands = [tree.left, *tree.comparators]
        parts = [
            self._pair(left, operator, right)
            for left, operator, right in zip(operands, tree.ops, operands[1:], strict=False)
        ]
        return parts[0] if len(parts) == 1 else junction(tuple(parts), decides=False)

    def _pair(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Node:
        if isinstance(operator, ast.In | ast.NotIn):
            return self._membership(left, right, wanted=isinstance(operator, ast.In))
        symbol = _COMPARISONS.get(type(operator))
        if symbol is None:
            raise ExpressionError("only == != < <= > >= and in are comparisons here", left.col_offset + 1)
        if symbol in ("==", "!="):
            self._note(left, right)
            self._note(right, left)
        return comparison(symbol, self.node(left), self.node(right))

    def _membership(self, left: ast.expr, right: ast.expr, *, wanted: bool) -> Node:
        if not isinstance(right, ast.Tuple | ast.List) or not right.elts:
            raise ExpressionError("in needs constants in brackets on its right", right.col_offset + 1)
        for element in right.elts:
            self._note(left, element)
        members = tuple(_constant(element) for element in right.elts)
        inner = self.node(left)

        def contained(walk: Walk) -> Value:
            value = inner(walk)
            return None if value is None else any(same(value, member) for member in members) is wanted

        return contained

    def _note(self, name: ast.expr, constant: ast.expr) -> None:
        if isinstance(name, ast.Attribute) and isinstance(constant, ast.Constant) and isinstance(constant.value, str):
            self.compared.append((_dotted(name), constant.value))

    def _call(self, tree: ast.Call) -> Node:
        name = tree.func.id if isinstance(tree.func, ast.Name) else ""
        if name not in _FUNCTIONS or tree.keywords:
            raise ExpressionError(
                f'"{ast.unparse(tree.func)}(..)" cannot be called; len, min, max and abs can', tree.col_offset + 1
            )
        least, most = _FUNCTIONS[name]
        if not least <= len(tree.args) <= most:
            raise ExpressionError(
                f"{name} takes {'one value' if most == 1 else 'two values or more'}", tree.col_offset + 1
            )
        arguments = tuple(self.node(argument) for argument in tree.args)
        return length(arguments[0]) if name == "len" else arithmetic(name, arguments, SUMS[name])

    _builders: Mapping[type[ast.expr], Callable[..., Node]] = {
        ast.Constant: _constant,
        ast.Attribute: _name,
        ast.BoolOp: _connective,
        ast.UnaryOp: _unary,
        ast.BinOp: _binary,
        ast.Compare: _compare,
        ast.Call: _call,
    }


_COMPARISONS: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_ARITHMETIC: Mapping[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_FUNCTIONS: Mapping[str, tuple[int, int]] = {"len": (1, 1), "abs": (1, 1), "min": (2, 20), "max": (2, 20)}


def _refused(tree: ast.expr) -> ExpressionError:
    return ExpressionError(f'"{ast.unparse(tree)}" is outside the language, which has {_ALLOWED}', tree.col_offset + 1)


def _constant(tree: ast.expr) -> Value:
    value = tree.value if isinstance(tree, ast.Constant) else None
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub):
        inner = _constant(tree.operand)
        value = -inner if isinstance(inner, int | float) and not isinstance(inner, bool) else None
    if isinstance(value, bool | int | str) or (isinstance(value, float) and math.isfinite(value)):
        return value
    raise ExpressionError(
        f'"{ast.unparse(tree)}" is not a constant: a number, a text, True or False', tree.col_offset + 1
    )


def _dotted(tree: ast.Attribute) -> str:
    name = f"{tree.value.id}.{tree.attr}" if isinstance(tree.value, ast.Name) else ""
    if not NAME.fullmatch(name):
        raise ExpressionError(f'"{ast.unparse(tree)}" is not a name such as s.duration_mean', tree.col_offset + 1)
    return name
