"""Say who gains and who loses: by class of case, and by the people who do the work."""

from collections.abc import Mapping
from typing import Literal, Protocol, runtime_checkable

from reengineer._records import dataclass
from reengineer.comparison._paired import compare
from reengineer.comparison._records import Comparison, PairedDifference, Result
from reengineer.criteria import Criterion

BY_CLASS = ("cycle_time", "waiting_time", "processing_time", "activity_cost", "flow_efficiency", "rework_rate")
SMALLEST_LOAD = 0.02
"""A change of utilisation below two points is nobody's gain or loss."""


@runtime_checkable
class Parted(Protocol):
    """Be a result that knows its classes of case and its groups of people."""

    @property
    def classes(self) -> tuple[str, ...]:
        """Return the kinds of case."""

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the resource groups."""


@runtime_checkable
class KnowsKinds(Protocol):
    """Be a result that answers for kinds of case by their attributes, as if they were classes."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of case, such as ``segment: retail``."""


Kind = Literal["class", "attribute", "group"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """Say how an option changes things for one class or kind of case, or one group of people.

    Parameters
    ----------
    kind : {"class", "attribute", "group"}
    who : str
        Name of the class, the kind or the group.
    difference : PairedDifference
        Its verdict says gain (*better*), loss (*worse*), neither, or not shown.
    lower_is_better : bool
    """

    kind: Kind
    who: str
    difference: PairedDifference
    lower_is_better: bool = True


def affected(comparison: Comparison) -> tuple[Affected, ...]:
    """Return what each permitted option does to each class of case and each group, intervals holding together.

    A single class of case is the process itself and is left out. For groups the measure is their utilisation; less of
    it counts as a gain of theirs, whatever it means for the budget.

    Parameters
    ----------
    comparison : Comparison
        Whose results know their classes and groups; of others nothing is told.
    """
    results: Mapping[str, Result] = {
        outcome.id: outcome.result
        for outcome in comparison.outcomes
        if outcome.result is not None and outcome.status == "ran"
    }
    baseline: object = results.get(comparison.baseline)
    asked: list[Asked] = []
    if isinstance(baseline, Parted):
        classes = baseline.classes if len(baseline.classes) > 1 else ()
        known = [set(each.kinds) if isinstance(each, KnowsKinds) else set() for each in results.values()]
        kinds = baseline.kinds if isinstance(baseline, KnowsKinds) else ()
        shared = tuple(name for name in kinds if all(name in each for each in known))
        asked = [*_by_class(comparison, "class", classes), *_by_class(comparison, "attribute", shared)]
        asked += _by_group(baseline.groups)
    if not asked:
        return ()
    parted = compare(results, [criterion for _, criterion in asked], baseline=comparison.baseline)
    by_id = {criterion.id: (kind, criterion) for kind, criterion in asked}
    return tuple(_affected(item, *by_id[item.criterion]) for item in parted.differences)


def _affected(item: PairedDifference, kind: Kind, criterion: Criterion) -> Affected:
    lower = criterion.better == "lower"
    return Affected(kind=kind, who=criterion.scope_id or "", difference=item, lower_is_better=lower)


Asked = tuple[Kind, Criterion]


def _by_class(comparison: Comparison, kind: Kind, classes: tuple[str, ...]) -> list[Asked]:
    wanted = [each for each in comparison.criteria if each.scope == "process" and each.measure in BY_CLASS]
    return [
        (kind, each.model_copy(update={"id": f"{each.id}@{name}", "scope": "class", "scope_id": name}))
        for each in wanted
        for name in classes
    ]


def _by_group(groups: tuple[str, ...]) -> list[Asked]:
    return [
        (
            "group",
            Criterion(
                id=f"load@{name}",
                measure="utilisation",
                scope="group",
                scope_id=name,
                better="lower",
                smallest_change=SMALLEST_LOAD,
            ),
        )
        for name in groups
    ]
