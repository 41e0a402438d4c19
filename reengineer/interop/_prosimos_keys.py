"""Tell which keys of a model of Prosimos are not known, so that none is passed over in silence."""

from collections.abc import Iterator

from reengineer.files import Path
from reengineer.interop._prosimos_file import Walker
from reengineer.interop._values import is_blank

_DRAWN = ("distribution_name", "distribution_params")
_PERIOD = ("from", "to", "beginTime", "endTime", "probability")
_ATTRIBUTE = ("name", "type", "values")
_SHAPES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("resource_profiles",): ("id", "name", "resource_list", "fixed_cost_fn"),
    ("resource_profiles", "resource_list"): (
        "id", "name", "cost_per_hour", "amount", "calendar", "assignedTasks", "assigned_tasks",
    ),
    ("task_resource_distribution",): ("task_id", "resources"),
    ("task_resource_distribution", "resources"): ("resource_id", *_DRAWN),
    ("resource_calendars",): ("id", "name", "time_periods", "workload_ratio"),
    ("resource_calendars", "time_periods"): _PERIOD,
    ("arrival_time_calendar",): _PERIOD,
    ("arrival_time_distribution",): (*_DRAWN, "histogram_data"),
    ("arrival_time_distribution", "histogram_data"): ("cdf", "bin_midpoints"),
    ("gateway_branching_probabilities",): ("gateway_id", "probabilities"),
    ("gateway_branching_probabilities", "probabilities"): ("path_id", "value", "condition_id"),
    ("branch_rules",): ("id", "rules"),
    ("event_distribution",): ("event_id", *_DRAWN),
    ("case_attributes",): _ATTRIBUTE,
    ("event_attributes",): ("event_id", "attributes"),
    ("event_attributes", "attributes"): _ATTRIBUTE,
    ("prioritisation_rules",): ("priority_level", "rules"),
    ("batch_processing",): ("task_id", "type", "size_distrib", "duration_distrib", "firing_rules", "batch_frequency"),
}  # fmt: skip
_SMALL = {
    "distribution_params": ("value",),
    "rules": ("attribute", "comparison", "value"),
    "firing_rules": ("attribute", "comparison", "value"),
    "size_distrib": ("key", "value"),
    "duration_distrib": ("key", "value"),
    "values": ("key", "value", *_DRAWN),
}
"""Keys of the objects inside a list of this name, wherever it stands."""


def tell_unknown_keys(walker: Walker) -> None:
    """Tell each key of the sections that are read which is not known there, once, with how often it stands."""
    found: dict[tuple[str, str], list[Path]] = {}
    for where, key, path in _unknown(walker.document.data, (), ()):
        found.setdefault((where, key), []).append(path)
    for (where, key), paths in found.items():
        times = f" ({len(paths)} times)" if len(paths) > 1 else ""
        walker.told.ignore(f"'{key[:60]}' in {where}{times}", "it is not known there", walker.place(paths[0]))


def _unknown(data: object, names: tuple[str, ...], path: Path) -> Iterator[tuple[str, str, Path]]:
    """Give each unknown key with the section that it stands in, and its path."""
    if isinstance(data, list):
        for number, item in enumerate(data):
            yield from _unknown(item, names, (*path, number))
        return
    if not isinstance(data, dict):
        return
    if names[-1:] == ("values",) and isinstance(path[-1], str) and _DRAWN[0] not in data:
        # A chain from state to state, whose keys are the states.
        return
    known = _SHAPES.get(names) or _SMALL.get(names[-1] if names else "")
    for key, value in data.items():
        if known is not None and key not in known:
            if not is_blank(value):
                yield names[-1], str(key), (*path, key)
        elif isinstance(value, dict | list):
            yield from _unknown(value, (*names, str(key)), (*path, key))
