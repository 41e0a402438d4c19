"""Compile conditions over the attributes of a case into operations on a stack of numbers.

The language is that of `expressions` with attributes as ``case.value`` or ``value``, and with ``visit``,
``loopCounter``, ``completed`` and ``instances`` where these mean something. Conditions as BPMN tools write them are
read too where they say the same: ``${value > 500}``, ``= value > 500``, ``a && !b``. Texts stand for numbers of their
own.
"""

import ast
import re

from reengineer.expressions import ExpressionError
from reengineer.simulation._tables import (
    ADD,
    AND,
    ATTRIBUTE,
    COMPLETED_COUNT,
    CONSTANT,
    DIVIDE,
    EQUAL,
    INSTANCE_COUNT,
    INSTANCE_NUMBER,
    LESS,
    LESS_EQUAL,
    MULTIPLY,
    NEGATE,
    NOT,
    OR,
    SUBTRACT,
    UNEQUAL,
    VISIT_NUMBER,
    Expressions,
)
from reengineer.simulation.compiling._context import ints
from reengineer.simulation.compiling._rows import beside, floats

Operation = tuple[int, float]
MOST_CHARACTERS = 1000
MOST_DEPTH = 30
COUNTERS = {
    "visit": VISIT_NUMBER, "loopCounter": INSTANCE_NUMBER, "loopcounter": INSTANCE_NUMBER,
    "completed": COMPLETED_COUNT, "nrOfCompletedInstances": COMPLETED_COUNT, "instances": INSTANCE_COUNT,
    "nrOfInstances": INSTANCE_COUNT,
}  # fmt: skip
OF_TWO: dict[type[ast.operator], int] = {ast.Add: ADD, ast.Sub: SUBTRACT, ast.Mult: MULTIPLY, ast.Div: DIVIDE}
WRAPPED = re.compile(r"^\s*[$#]\{(.*)\}\s*$", re.DOTALL)


class ExpressionTable:
    """Number the expressions of a program; equal ones share a number.

    Parameters
    ----------
    attributes : dict of str to int
        Numbers of the attributes that cases have.
    """

    def __init__(self, attributes: dict[str, int]) -> None:
        self.attributes = attributes
        self.words: dict[str, int] = {}
        self._numbers: dict[tuple[Operation, ...], int] = {}

    def word(self, text: str) -> float:
        """Return the number that stands for a text."""
        return float(self.words.setdefault(text, len(self.words)))

    def add(self, operations: tuple[Operation, ...]) -> int:
        """Return the number of an expression."""
        return self._numbers.setdefault(operations, len(self._numbers))

    def read(self, text: str) -> int:
        """Return the number of an expression as it is written.

        Raises
        ------
        ExpressionError
            If it is outside the language or names what is no attribute.
        """
        return self.add(self.operations(text))

    def operations(self, text: str) -> tuple[Operation, ...]:
        """Return the operations of an expression as it is written; see `read`."""
        return tuple(_Reader(self).operations(plain_form(text)))

    def table(self) -> Expressions:
        """Return all expressions."""
        first, operations = beside(self._numbers)
        return Expressions(
            first=first,
            operation=ints(operation for operation, _ in operations),
            operand=floats(operand for _, operand in operations),
        )


def plain_form(text: str) -> str:
    """Return a condition as Python would write it, from the forms of BPMN tools."""
    wrapped = WRAPPED.match(text)
    inner = wrapped[1] if wrapped else text
    inner = inner.strip().removeprefix("=").strip()
    inner = inner.replace("&&", " and ").replace("||", " or ")
    inner = re.sub(r"!(?!=)", " not ", inner)
    inner = re.sub(r"(?<![=<>!])=(?!=)", "==", inner)
    return re.sub(r"\btrue\b", "True", re.sub(r"\bfalse\b", "False", inner)).strip()


class _Reader:
    def __init__(self, table: ExpressionTable) -> None:
        self.table = table

    def operations(self, text: str) -> list[Operation]:
        if len(text) > MOST_CHARACTERS:
            raise ExpressionError(f"the condition has {len(text)} characters; at most {MOST_CHARACTERS} are read")
        try:
            tree = ast.parse(text, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise ExpressionError(f'"{text}" cannot be read') from None
        return self._of(tree, 0)

    def _of(self, tree: ast.expr, depth: int) -> list[Operation]:
        if depth > MOST_DEPTH:
            raise ExpressionError(f"the condition is nested more than {MOST_DEPTH} levels deep")
        if isinstance(tree, ast.Constant):
            return [(CONSTANT, self._constant(tree))]
        if isinstance(tree, ast.Name | ast.Attribute):
            return [self._name(tree)]
        if isinstance(tree, ast.BoolOp):
            parts = [self._of(value, depth + 1) for value in tree.values]
            joined = AND if isinstance(tree.op, ast.And) else OR
            return sum(([*part, (joined, 0.0)] for part in parts[1:]), parts[0])
        if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.Not | ast.USub):
            return [*self._of(tree.operand, depth + 1), (NOT if isinstance(tree.op, ast.Not) else NEGATE, 0.0)]
        if isinstance(tree, ast.BinOp) and type(tree.op) in OF_TWO:
            sides = [*self._of(tree.left, depth + 1), *self._of(tree.right, depth + 1)]
            return [*sides, (OF_TWO[type(tree.op)], 0.0)]
        if isinstance(tree, ast.Compare):
            return self._comparison(tree, depth)
        raise ExpressionError(f'"{ast.unparse(tree)}" is outside the language', tree.col_offset + 1)

    def _constant(self, tree: ast.Constant) -> float:
        if isinstance(tree.value, str):
            return self.table.word(tree.value)
        if isinstance(tree.value, bool | int | float):
            return float(tree.value)
        raise ExpressionError(f'"{ast.unparse(tree)}" is not a number or a text', tree.col_offset + 1)

    def _name(self, tree: ast.Name | ast.Attribute) -> Operation:
        name = tree.id if isinstance(tree, ast.Name) else tree.attr
        if isinstance(tree, ast.Name) and name in COUNTERS:
            return COUNTERS[name], 0.0
        if isinstance(tree, ast.Attribute) and not (isinstance(tree.value, ast.Name) and tree.value.id == "case"):
            raise ExpressionError(f'"{ast.unparse(tree)}" is not an attribute such as case.value', tree.col_offset + 1)
        if name not in self.table.attributes:
            known = ", ".join(self.table.attributes) or "none"
            raise ExpressionError(f'cases have no attribute "{name}"; they have: {known}', tree.col_offset + 1)
        return ATTRIBUTE, float(self.table.attributes[name])

    def _comparison(self, tree: ast.Compare, depth: int) -> list[Operation]:
        operands = [tree.left, *tree.comparators]
        found: list[Operation] = []
        for place, operator in enumerate(tree.ops):
            found += self._pair(operands[place], operator, operands[place + 1], depth + 1)
            found += [(AND, 0.0)] if place else []
        return found

    def _pair(self, left: ast.expr, operator: ast.cmpop, right: ast.expr, depth: int) -> list[Operation]:
        if isinstance(operator, ast.In | ast.NotIn) and isinstance(right, ast.Tuple | ast.List) and right.elts:
            own = self._of(left, depth)
            tests = [[*own, *self._of(each, depth), (EQUAL, 0.0)] for each in right.elts]
            found = sum(([*test, (OR, 0.0)] for test in tests[1:]), tests[0])
            return found if isinstance(operator, ast.In) else [*found, (NOT, 0.0)]
        sides = [*self._of(left, depth), *self._of(right, depth)]
        swapped = [*self._of(right, depth), *self._of(left, depth)]
        forms: dict[type[ast.cmpop], list[Operation]] = {
            ast.Lt: [*sides, (LESS, 0.0)],
            ast.LtE: [*sides, (LESS_EQUAL, 0.0)],
            ast.Gt: [*swapped, (LESS, 0.0)],
            ast.GtE: [*swapped, (LESS_EQUAL, 0.0)],
            ast.Eq: [*sides, (EQUAL, 0.0)],
            ast.NotEq: [*sides, (UNEQUAL, 0.0)],
        }
        if type(operator) not in forms:
            raise ExpressionError("only == != < <= > >= and in are comparisons here", left.col_offset + 1)
        return forms[type(operator)]
