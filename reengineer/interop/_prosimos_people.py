"""Read the people of Prosimos: pools, calendars, and who does which task in what time."""

import math
from dataclasses import dataclass, field

from reengineer.annotations import CalendarNotes, MemberNotes, Need, ResourceNotes, StepNotes
from reengineer.files import Path
from reengineer.interop._draft import Draft, free_name, listed
from reengineer.interop._hours import weekly_hours
from reengineer.interop._prosimos_file import Walker
from reengineer.processmap import Node
from reengineer.quantities import Distribution, Estimate, Rate

MOST_MEMBERS = 10_000


@dataclass(slots=True, kw_only=True)
class _Profile:
    """Hold one resource of a pool, which may stand for several people alike."""

    key: str
    name: str
    pool: str
    amount: int
    calendar: str | None
    cost: float
    path: Path
    times: dict[str, Distribution] = field(default_factory=dict)

    @property
    def work(self) -> tuple[tuple[str, str], ...]:
        """Return what it does in which time; equal for resources that are alike."""
        return tuple(sorted((task, str(time)) for task, time in self.times.items()))


class People:
    """Gather groups, calendars, and the needs and times of tasks."""

    def __init__(self, draft: Draft, walker: Walker) -> None:
        self.draft, self.walker, self.told = draft, walker, draft.told
        self.calendars: dict[str, tuple[str, CalendarNotes | None]] = {}
        self.profiles: dict[str, _Profile] = {}
        self.tasks: dict[str, list[str]] = {}

    def read(self) -> None:
        """Write groups, calendars and steps into the draft."""
        self._calendars()
        self._profiles()
        self._times()
        self._steps(self._groups())
        self._unused()

    def _calendars(self) -> None:
        for path, item in self.walker.objects(("resource_calendars",)):
            key = self.walker.text(path, "id")
            taken = [name for name, _ in self.calendars.values()]
            name = free_name(self.walker.text(path, "name"), taken, key or "calendar")
            if key in self.calendars:
                self.told.impossible(f"the calendar '{key}' stands here again", "Keep one.", self.walker.place(path))
                continue
            spans = self.walker.spans((*path, "time_periods"))
            self.calendars[key] = (name, weekly_hours(spans, name, self.told, self.walker.place(path)))
            if item.get("workload_ratio"):
                self.told.ignore("workload_ratio", "it belongs to fuzzy calendars", self.walker.place(path))

    def _profiles(self) -> None:
        for pool, item in self.walker.objects(("resource_profiles",)):
            pool_name = self.walker.text(pool, "name", "id")
            if "fixed_cost_fn" in item:
                self.told.ignore("fixed_cost_fn", "another tool reads it", self.walker.place(pool))
            for path, _ in self.walker.objects((*pool, "resource_list")):
                self._profile(path, pool_name)

    def _profile(self, path: Path, pool: str) -> None:
        key = self.walker.text(path, "id") or self.walker.text(path, "name")
        if key in self.profiles:
            self.told.ignore(f"a second entry of '{key}'", "it is the same resource", self.walker.place(path))
            return
        amount = self.walker.number(path, "amount", 1)
        cost = self.walker.number(path, "cost_per_hour", 0)
        if not (1 <= amount <= MOST_MEMBERS and amount == int(amount)) or not (cost >= 0 and math.isfinite(cost)):
            message = f"'{key[:60]}' has {amount:g} members at {cost:g} an hour"
            remedy = f"Write 1 to {MOST_MEMBERS} members, and a cost of 0 or more."
            self.told.impossible(message, remedy, self.walker.place(path))
            return
        calendar = self.walker.text(path, "calendar")
        if calendar and calendar not in self.calendars:
            self.told.find(
                f"there is no calendar '{calendar[:60]}'; '{key[:60]}' is always there",
                "Define it under resource_calendars.",
                self.walker.place(path),
            )
        self.profiles[key] = _Profile(
            key=key,
            name=self.walker.text(path, "name") or key,
            pool=pool,
            amount=int(amount),
            calendar=calendar if calendar in self.calendars else None,
            cost=cost,
            path=path,
        )

    def _times(self) -> None:
        known = [node for node in self.draft.map.nodes if node.kind in ("task", "event")]
        for path, item in self.walker.objects(("task_resource_distribution",)):
            ref = str(item.get("task_id", ""))
            node = self.draft.node(ref, "task", known, self.walker.place(path))
            if node is None:
                continue
            for where, inside in self.walker.objects((*path, "resources")):
                self._time(where, str(inside.get("resource_id", "")), node)
        for node in self.draft.map.nodes:
            if node.kind == "task" and node.id not in self.tasks:
                self.told.find("nothing is said of this task", "Give it a time and a resource.", node.source)

    def _time(self, path: Path, resource: str, node: Node) -> None:
        if not node.is_activity:
            # Other tools list events with the time of a stub resource.
            self.told.ignore(f"the resource of '{node.label}'", "an event needs nobody", self.walker.place(path))
            return
        profile = self.profiles.get(resource)
        time = self.walker.distribution(path)
        if profile is None:
            self.told.unknown("resource", resource, self.profiles, self.walker.place(path))
        elif time is not None and node.id not in profile.times:
            profile.times[node.id] = time
            self.tasks.setdefault(node.id, []).append(resource)

    def _groups(self) -> dict[str, str]:
        """Make groups of resources of one pool that do the same in the same time; return the group of each."""
        alike: dict[tuple[str, tuple[tuple[str, str], ...]], list[_Profile]] = {}
        for profile in self.profiles.values():
            alike.setdefault((profile.pool, profile.work), []).append(profile)
        in_pool: dict[str, int] = {}
        for pool, _ in alike:
            in_pool[pool] = in_pool.get(pool, 0) + 1
        found: dict[str, str] = {}
        for (pool, _), profiles in alike.items():
            wanted = profiles[0].name if len(profiles) == 1 and in_pool[pool] > 1 else pool
            name = free_name(wanted, self.draft.resources, profiles[0].key)
            self.draft.resources[name] = self._group(profiles)
            found.update((profile.key, name) for profile in profiles)
        return found

    def _group(self, profiles: list[_Profile]) -> ResourceNotes:
        first = profiles[0]
        if all((each.calendar, each.cost) == (first.calendar, first.cost) for each in profiles) and (
            len(profiles) == 1 or all(each.amount > 1 for each in profiles)
        ):
            count = sum(each.amount for each in profiles)
            return ResourceNotes(members=Estimate(count), calendar=self._named(first), cost=self._rate(first.cost))
        members = [
            MemberNotes(
                name=each.name if each.amount == 1 else f"{each.name}_{number}",
                calendar=self._named(each),
                cost=self._rate(each.cost),
            )
            for each in profiles
            for number in range(each.amount)
        ]
        return ResourceNotes(members=tuple(members))

    def _named(self, profile: _Profile) -> str | None:
        """Return the calendar of a resource by its name in the notes, which then hold it."""
        if profile.calendar is None:
            return self.draft.always()
        name, notes = self.calendars[profile.calendar]
        if notes is None:
            return None
        self.draft.calendars[name] = notes
        return name

    def _rate(self, cost: float) -> Rate | None:
        return Rate(Estimate(cost), self.draft.currency) if cost else None

    def _steps(self, groups: dict[str, str]) -> None:
        several = 0
        for task, resources in self.tasks.items():
            times = {groups[key]: self.profiles[key].times[task] for key in resources}
            if len(times) == 1:
                group, time = next(iter(times.items()))
                self.draft.steps[task] = StepNotes(role=group, duration=time)
                continue
            several += 1
            first = next(iter(times.values()))
            needs = tuple(
                Need(group=group, alternative=number, duration=None if time == first else time)
                for number, (group, time) in enumerate(times.items())
            )
            self.draft.steps[task] = StepNotes(needs=needs, duration=first)
        if several:
            message = (
                f"{several} tasks can be done by several groups: the first that is free and on duty is taken, where "
                "Prosimos takes whoever was released longest ago"
            )
            self.told.translate(message, self.walker.place(("task_resource_distribution",)))

    def _unused(self) -> None:
        idle = [profile.name for profile in self.profiles.values() if not profile.times]
        if idle:
            message = f"nothing is done by {listed(idle)}"
            self.told.find(message, "Assign tasks, or take them out.", self.walker.place(("resource_profiles",)))
        used = {profile.calendar for profile in self.profiles.values()}
        for path, _ in self.walker.objects(("resource_calendars",)):
            key = self.walker.text(path, "id")
            if key not in used:
                name = self.calendars[key][0] if key in self.calendars else key
                self.told.ignore(f"the calendar '{name}'", "nobody works by it", self.walker.place(path))
