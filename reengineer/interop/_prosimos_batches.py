"""Turn the batches of Prosimos into ours: rules to act on, in place of rules that describe a log."""

import math
from dataclasses import replace

from reengineer._records import dataclass
from reengineer.annotations import BatchNotes, BatchRule
from reengineer.files import Path
from reengineer.interop._hours import WEEKDAYS
from reengineer.interop._prosimos_file import Walker
from reengineer.interop._values import number_of
from reengineer.quantities import Duration, Estimate

LARGEST = 100
"""Factors of parallel batches are written out for sizes up to this, or to the largest batch."""
AT_LEAST_TWO = 2
DAYS = {name: name[:3].lower() for name in WEEKDAYS}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """Hold one list of conditions: bounds on the size, on the wait of the oldest, hours and days."""

    least: int | None = None
    most: int | None = None
    after_s: float | None = None
    by_s: float | None = None
    from_hour: float = 0
    to_hour: float = 24
    days: frozenset[str] | None = None

    @property
    def is_empty(self) -> bool:
        """Say whether nothing can meet it."""
        after, by = self.after_s or 0.0, math.inf if self.by_s is None else self.by_s
        no_size = self.least is not None and self.most is not None and self.least > self.most
        return no_size or after > by or self.from_hour >= self.to_hour or self.days == frozenset()


def batch(walker: Walker, path: Path, *, flush: bool) -> BatchNotes | None:
    """Return how items of a task are gathered; None where it cannot be said, which is told."""
    kind = walker.text(path, "type").lower()
    if kind not in ("sequential", "parallel"):
        message = f"a batch is of the type '{kind[:30]}'"
        walker.told.impossible(message, "Write Sequential or Parallel.", walker.place(path))
        return None
    scales = _table(walker, (*path, "duration_distrib"))
    found = _rules(walker, path)
    if scales is None or found is None:
        return None
    rules, most = found
    if kind == "parallel":
        message = "a parallel batch of Prosimos takes base x scale x size; its factors are written as scale x size"
        walker.told.translate(message, walker.place(path))
        factors = {str(size): _scale(scales, size) * size for size in range(1, min(most or LARGEST, LARGEST) + 1)}
    else:
        factors = {str(size): scale for size, scale in sorted(scales.items())}
    if not flush:
        message = "what is left of a batch at the end waits; Prosimos sends it on"
        walker.told.translate(message, walker.place(path))
    return BatchNotes(
        rules=tuple(rules),
        max=most,
        style="parallel" if kind == "parallel" else "sequential",
        factor=factors,
        flush=True if flush else None,
    )


def _scale(scales: dict[int, float], size: int) -> float:
    keys = [key for key in scales if key <= size]
    return scales[max(keys)] if keys else 1.0


def _table(walker: Walker, path: Path) -> dict[int, float] | None:
    """Return numbers by batch size, from a list of keys and values."""
    found: dict[int, float] = {}
    for where, item in walker.objects(path):
        size, value = number_of(item.get("key")), number_of(item.get("value"))
        if size is None or value is None or not (1 <= size <= 1e6) or size != int(size) or not 0 <= value < math.inf:
            walker.told.impossible("a size of a batch or its value is no number", "Mend it.", walker.place(where))
            return None
        found[int(size)] = value
    return found


def _rules(walker: Walker, path: Path) -> tuple[list[BatchRule], int | None] | None:
    """Return the rules that let a batch go, and its largest size."""
    outer = walker.document.at((*path, "firing_rules"))
    groups = outer if isinstance(outer, list) else []
    if not groups:
        return _by_drawn_size(walker, path)
    rules: list[BatchRule] = []
    sizes: list[int | None] = []
    for number, group in enumerate(groups):
        rule = _group(walker, (*path, "firing_rules", number), group)
        if rule is None:
            return None
        rules.extend(_written(rule))
        sizes.append(rule.most)
    limits = set(sizes)
    if len(limits) > 1:
        message = "lists of one batch have different largest sizes"
        walker.told.refuse(message, "Give all the same.", walker.place(path))
        return None
    return list(dict.fromkeys(rules)), limits.pop()


def _by_drawn_size(walker: Walker, path: Path) -> tuple[list[BatchRule], int | None] | None:
    sizes = _table(walker, (*path, "size_distrib"))
    if sizes is None:
        return None
    likely = [size for size, share in sizes.items() if share > 0]
    if len(likely) == 1:
        walker.told.translate(f"a size of {likely[0]} for sure is written as a rule on the size", walker.place(path))
        return [BatchRule(size=likely[0])], likely[0]
    message = "the size of a batch is drawn" if likely else "a batch has neither rules nor sizes"
    walker.told.refuse(message, "State a rule on the size.", walker.place(path))
    return None


def _group(walker: Walker, path: Path, group: object) -> _Rule | None:
    rule = _Rule()
    for number, item in enumerate(group if isinstance(group, list) else []):
        narrowed = _narrowed(walker, (*path, number), rule, item)
        if narrowed is None:
            return None
        rule = narrowed
    if rule == _Rule():
        walker.told.impossible("a list of firing rules is empty", "Write a rule.", walker.place(path))
        return None
    if rule.is_empty:
        message = "no batch can ever meet this list of firing rules"
        walker.told.impossible(message, "Widen its ranges.", walker.place(path))
        return None
    return rule


def _narrowed(walker: Walker, path: Path, rule: _Rule, item: object) -> _Rule | None:
    """Return a rule narrowed by one condition; None where the condition has no meaning, which is told."""
    found = item if isinstance(item, dict) else {}
    name, sign, value = (str(found.get(key, "")).strip() for key in ("attribute", "comparison", "value"))
    if name == "ready_wt":
        message = "a batch fires by ready_wt, the time since the last arrival"
        walker.told.refuse(message, "Use large_wt, the wait of the oldest.", walker.place(path))
        return None
    if name == "week_day" and sign == "=" and value.upper() in DAYS:
        days = frozenset({DAYS[value.upper()]})
        return replace(rule, days=days if rule.days is None else rule.days & days)
    number = number_of(value)
    sensible = number is not None and 0 <= number < 1e12 and sign in ("=", ">", ">=", "<", "<=")
    if number is None or not sensible or name not in ("size", "large_wt", "daily_hour"):
        message = f"the firing rule '{name[:30]} {sign[:5]} {value[:30]}' has no meaning"
        walker.told.impossible(message, "Use size, large_wt, daily_hour or week_day.", walker.place(path))
        return None
    return {"size": _size, "large_wt": _wait, "daily_hour": _hour}[name](rule, sign, number)


def _size(rule: _Rule, sign: str, number: float) -> _Rule:
    least = {"=": math.ceil(number), ">": math.floor(number) + 1, ">=": math.ceil(number)}.get(sign)
    most = {"=": math.floor(number), "<": math.ceil(number) - 1, "<=": math.floor(number)}.get(sign)
    return replace(
        rule,
        least=rule.least if least is None else max(least, rule.least or 0, 1),
        most=rule.most if most is None else min(most, rule.most if rule.most is not None else most),
    )


def _wait(rule: _Rule, sign: str, number: float) -> _Rule:
    after = number if sign in (">", ">=", "=") else None
    by = number if sign in ("<", "<=", "=") else None
    return replace(
        rule,
        after_s=rule.after_s if after is None else max(after, rule.after_s or 0.0),
        by_s=rule.by_s if by is None else min(by, math.inf if rule.by_s is None else rule.by_s),
    )


def _hour(rule: _Rule, sign: str, number: float) -> _Rule:
    start = {"=": number, ">": number, ">=": number}.get(sign, 0)
    end = {"=": number + 1, "<": number, "<=": number + 1}.get(sign, 24)
    return replace(rule, from_hour=max(start, rule.from_hour), to_hour=min(end, rule.to_hour, 24))


def _written(rule: _Rule) -> list[BatchRule]:
    """Return our rules: without a size two at least go, and at its deadline even one does."""
    window = None
    if (rule.from_hour, rule.to_hour) != (0, 24):
        window = "-".join(f"{int(hour):02d}:{round(hour % 1 * 60):02d}" for hour in (rule.from_hour, rule.to_hour))
    when = BatchRule(window=window, weekdays=tuple(sorted(rule.days or ())))
    least = rule.least if rule.least is not None else min(AT_LEAST_TWO, rule.most or AT_LEAST_TWO)
    waited = _duration(rule.after_s) if rule.after_s else None
    rules = [when.model_copy(update={"size": least, "waited": waited})]
    if rule.by_s is not None and math.isfinite(rule.by_s) and rule.least is None:
        rules.append(when.model_copy(update={"waited": _duration(rule.by_s)}))
    return rules


def _duration(seconds: float) -> Duration:
    return Duration(Estimate(seconds))
