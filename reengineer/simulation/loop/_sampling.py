"""Draw: the uniform number of an item and a purpose, and the value of a distribution at it."""

from reengineer.simulation import _draws as draws
from reengineer.simulation import _quantiles as quantiles
from reengineer.simulation._draws import LARGEST, SMALLEST
from reengineer.simulation._program import MIXTURE, TABLE
from reengineer.simulation._tables import (
    ADD,
    AND,
    ATTRIBUTE,
    CASE_NUMBER,
    CHOOSE,
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
)
from reengineer.simulation.loop._codes import BAD_DURATION, PURPOSE_BITS
from reengineer.simulation.loop._state import State


def stop_run(state: State, trouble: int, element: int) -> None:
    """End the run before its next step."""
    if state.trouble != 0:
        return
    state.trouble = trouble
    state.trouble_element = element
    state.safe_steps = 0


def value_of(state: State, row: int, u: float) -> float:
    """Return the value of a distribution at a uniform number; of a mixture it chooses the part, its rest the value."""
    while state.family[row] == MIXTURE:
        place = _place_of(state, row, u)
        below: float = 0.0
        if place > quantiles.whole(state.parameters[5 * row]):
            below = state.table_cumulative[place - 1]
        u = (u - below) / (state.table_cumulative[place] - below)
        u = SMALLEST if u < SMALLEST else LARGEST if u > LARGEST else u
        row = quantiles.whole(state.table_value[place])
    if state.family[row] < TABLE:
        return draws.sample(
            state.family[row], state.parameters[5 * row], state.parameters[5 * row + 1],
            state.parameters[5 * row + 2], state.parameters[5 * row + 3], state.parameters[5 * row + 4], u,
        )  # fmt: skip
    if state.family[row] > TABLE:
        height: float = quantiles.curve_at(state.curve, quantiles.whole(state.parameters[5 * row]), u)
        return quantiles.on_curve(
            state.family[row], state.parameters[5 * row + 1], state.parameters[5 * row + 2], height
        )
    return state.table_value[_place_of(state, row, u)]


def _place_of(state: State, row: int, u: float) -> int:
    """Return the place of the first entry of a table whose running sum is above a uniform number, or the last."""
    low = quantiles.whole(state.parameters[5 * row])
    high = quantiles.whole(state.parameters[5 * row + 1]) - 1
    while low < high:
        middle = (low + high) >> 1
        if state.table_cumulative[middle] > u:
            high = middle
        else:
            low = middle + 1
    return low


def sample_ticks(state: State, row: int, u: float, factor: float) -> int:
    """Return a value of a distribution in ticks; -1 where it is no duration."""
    return draws.to_ticks(value_of(state, row, u) * factor)


def uniform_at(state: State, slot: int, element: int, visit: int, purpose: int) -> float:
    """Return the uniform number of a visit of an element; `purpose` holds the instance in its bits from 8 on."""
    word = state.word[element]
    if state.slot_scope[slot] != 0:
        word = draws.word_of_scope(word, state.slot_scope[slot])
    return draws.uniform(state.seed, state.replication, state.slot_word[slot], word, visit, purpose)


def uniform_of(state: State, item: int, purpose: int, instance: int) -> float:
    """Return the uniform number of an item."""
    return uniform_at(
        state, state.item_slot[item], state.item_element[item], state.item_visit[item],
        purpose | instance << PURPOSE_BITS,
    )  # fmt: skip


def rounded(state: State, seconds: float, element: int) -> int:
    """Return seconds in ticks; 0, and trouble, where they are no duration."""
    drawn = draws.to_ticks(seconds)
    if drawn < 0:
        stop_run(state, BAD_DURATION, element)
        return 0
    return drawn


def draw(state: State, item: int, row: int, purpose: int) -> int:
    """Return the ticks of a delay of an item; 0, and trouble, where they are no duration."""
    u: float = uniform_of(state, item, purpose, state.item_instance[item])
    return rounded(state, value_of(state, row, u), state.item_element[item])


def evaluate(  # noqa: C901, PLR0913, PLR0917 - flat numbers, so that it is compiled without objects
    state: State, expression: int, slot: int, visit: int, instance: int, completed: int, count: int
) -> float:
    """Return the value of an expression; a comparison gives 1 or 0.

    Before there is a case, `slot` is its number below 0.
    """
    attributes = state.slot_root[slot] * state.rules.attribute_count if slot >= 0 else 0
    top = 0
    for place in range(state.rules.operation_first[expression], state.rules.operation_first[expression + 1]):
        operation = state.rules.operation[place]
        if operation == CONSTANT:
            state.stack[top] = state.rules.operand[place]
        elif operation == ATTRIBUTE:
            state.stack[top] = state.attributes[attributes + quantiles.whole(state.rules.operand[place])]
        elif operation == CASE_NUMBER:
            state.stack[top] = state.slot_case[slot] if slot >= 0 else -slot
        elif operation == VISIT_NUMBER:
            state.stack[top] = visit
        elif operation == INSTANCE_NUMBER:
            state.stack[top] = instance
        elif operation == COMPLETED_COUNT:
            state.stack[top] = completed
        elif operation == INSTANCE_COUNT:
            state.stack[top] = count
        elif operation == CHOOSE:
            top -= 3
            state.stack[top] = state.stack[top + 1] if state.stack[top] != 0.0 else state.stack[top + 2]
        elif operation == NEGATE:
            top -= 1
            state.stack[top] = -state.stack[top]
        elif operation == NOT:
            top -= 1
            state.stack[top] = 1.0 if state.stack[top] == 0.0 else 0.0
        else:
            top -= 2
            state.stack[top] = _of_two(operation, state.stack[top], state.stack[top + 1])
        top += 1
    return state.stack[0]


def nothing() -> float:
    """Return what is no number: infinity less infinity, which no compiler works out beforehand to a sign of its own."""
    huge: float = 1e308
    huge = huge * 10.0
    return huge - huge


def is_number(value: float) -> bool:
    """Say whether a value is a number, infinite ones included."""
    return value == value  # noqa: PLR0124 - what is no number is not equal to itself


def _of_two(operation: int, left: float, right: float) -> float:  # noqa: C901, PLR0911 - one line an operation
    if operation == ADD:
        return left + right
    if operation == SUBTRACT:
        return left - right
    if operation == MULTIPLY:
        return left * right
    if operation == DIVIDE:
        return left / right if right != 0.0 else nothing()
    if operation == LESS:
        return 1.0 if left < right else 0.0
    if operation == LESS_EQUAL:
        return 1.0 if left <= right else 0.0
    if operation == EQUAL:
        return 1.0 if left == right else 0.0
    if operation == UNEQUAL:
        return 1.0 if left != right else 0.0
    if operation == AND:
        return 1.0 if left != 0.0 and right != 0.0 else 0.0
    if operation == OR:
        return 1.0 if left != 0.0 or right != 0.0 else 0.0
    return 0.0
