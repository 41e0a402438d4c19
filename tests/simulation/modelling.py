"""Draw models at random with every construct that the engines run, in the form of the worked examples.

Times are few and round, so that ties are many; work may have no length. A model that the compiler refuses is drawn
again.
"""

from collections.abc import Callable, Sequence
from typing import Any

Pick = Callable[[Sequence[Any]], Any]
WORK = (0, 0, 3, 5, 5, 10, 12, [5, 10], [10, 0, 5], {"1": 3, "else": 5})
RARELY = (False,) * 9 + (True,)
SELDOM = (False, False, False, True)
ALL_DAY = [[0, 40320]]


class Modelling:
    """Draw one model; `pick` chooses one of several."""

    def __init__(self, pick: Pick) -> None:
        self.pick = pick
        self.count = 0
        self.tasks: list[str] = []
        self.focus = pick(("flow", "people", "events", "all", "all", "undoing", "pools", "pools"))
        self.senders: list[str] = []
        self.receivers: list[str] = []

    def model(self) -> dict[str, Any]:
        """Return a model."""
        self.discipline = self.pick(("fifo", "fifo", "lifo", "shortest"))
        self.ageing = self.pick((None, None, None, 10)) if self.discipline == "fifo" else None
        groups = {name: self._group(name) for name in ("one", "two", "three")}
        holder = self._holder(3, top=True)
        found: dict[str, Any] = {"nodes": holder["nodes"], "flows": holder["flows"], "groups": groups}
        arrivals = [self.pick((0, 0, 1, 3, 5, 5)) for _ in range(self.pick((2, 5, 9, 14)))]
        found["arrivals"] = [sum(arrivals[: place + 1]) for place in range(len(arrivals))]
        if self.focus != "flow" and self.pick((False, True)):
            keys = self.pick((("priority",), ("patience",), ("priority", "patience")))
            found["cases"] = {
                str(number): {key: self.pick((0, 1, 2, 8)) for key in keys} for number in range(1, len(arrivals) + 1)
            }
        if self.pick((False, True)):
            found["overtakes"] = self.pick((0, 1, 2))
        self._in_hand(found)
        if self.pick(SELDOM):
            self._start_twice(found)
        if self.pick(SELDOM):
            self._start_by_timer(found)
        if self.focus in ("events", "all") and self.pick(SELDOM):
            self._write_to(found)
        if self.pick(SELDOM):
            found["end"] = {"cut": self.pick((17, 40, 500))}
        return self._with_pools(found) if self.focus == "pools" else found

    def _with_pools(self, found: dict[str, Any]) -> dict[str, Any]:
        """Add pools that messages start and that answer, perhaps several times."""
        pools = {"us": {"nodes": found.pop("nodes"), "flows": found.pop("flows")}}
        messages = []
        for name in ("them", "others")[: self.pick((1, 1, 2))]:
            own, theirs = self.senders, self.receivers
            self.senders, self.receivers = [], []
            pool = self._holder(1)
            start, end = self._name("S"), self._name("M")
            first = next(iter(pool["nodes"]))
            pool["nodes"] = {start: {"kind": "start", "message": True}, **pool["nodes"], end: {"kind": "message_end"}}
            pool["nodes"][first] = {"kind": self.pick(("and", "or"))}
            pool["flows"] += [f"{start} > {first}", f"{first} > {end}"]
            messages += [f"{sender} > {start}" for sender in own if self.pick((True, True, False))]
            messages += [f"{self.pick((*self.senders, end))} > {receiver}" for receiver in theirs]
            messages += [f"{self.pick(own or [end])} > {receiver}" for receiver in self.receivers]
            self.senders, self.receivers = own, []
            pools[name] = pool
        if self.pick(SELDOM):
            called = self._holder(1)
            called["nodes"][next(iter(called["nodes"]))] = {"kind": "start", "signal": "s"}
            pools["hearing"] = called
        return found | {"pools": pools, "messages": messages}

    def _write_to(self, found: dict[str, Any]) -> None:
        """Let another pool answer with several messages, and two activities call one process."""
        ours = {"nodes": found.pop("nodes"), "flows": found.pop("flows")}
        ask, gate, *calls = (self._name(letter) for letter in "KGAA")
        start, _, target = ours["flows"][0].partition(" > ")
        hosts = [name for name in ours["nodes"] if name[0] in "TP"]
        ours["nodes"] |= {ask: {"kind": "message_throw"}, gate: {"kind": "and"}}
        ours["nodes"] |= {name: {"kind": "call", "calls": "called"} | self._repetition() for name in calls}
        ours["flows"][0] = f"{start} > {ask}"
        ours["flows"] += [f"{ask} > {gate}", *(f"{gate} > {name}" for name in (target, *calls))]
        receivers = [self._hear(ours, self.pick((None, *hosts))) for _ in range(self.pick((1, 2)))]
        theirs: dict[str, Any] = {"nodes": {"QS": {"kind": "start", "message": True}}, "flows": []}
        before, found["messages"] = "QS", [f"{ask} > QS"]
        for receiver in (receivers * 3)[: self.pick((1, 2, 4))] or receivers:
            task, throw = self._name("T"), self._name("K")
            self._add_task(theirs, task, plain=True)
            theirs["nodes"][throw] = {"kind": "message_throw"}
            theirs["flows"] += [f"{before} > {task}", f"{task} > {throw}"]
            found["messages"].append(f"{throw} > {receiver}")
            before = throw
        unheard = [each for each in receivers if not any(text.endswith(f" {each}") for text in found["messages"])]
        found["messages"] += [f"{before} > {each}" for each in unheard]
        theirs["nodes"]["QE"] = {"kind": "end"}
        theirs["flows"].append(f"{before} > QE")
        found["pools"] = {"us": ours, "them": theirs, "called": self._holder(1)}

    def _hear(self, holder: dict[str, Any], host: str | None) -> str:
        """Let a message start an event sub-process, or a boundary event of an activity; return what hears it."""
        interrupting = self.pick((True, False, False))
        if host is None:
            inside = self._holder(0)
            start = next(iter(inside["nodes"]))
            inside["nodes"][start] = {"kind": "start", "event": "message", "interrupting": interrupting}
            holder["nodes"][self._name("H")] = {"inside": inside, "triggered_by_event": True}
            return start
        name, after = self._name("B"), self._name("T")
        holder["nodes"][name] = {"kind": "boundary", "attached": host, "event": "message", "interrupting": interrupting}
        self._add_task(holder, after, plain=True)
        holder["flows"].append(f"{name} > {after}")
        return name

    def _start_twice(self, found: dict[str, Any]) -> None:
        """Let some of the cases begin at a start event of their own."""
        first, _, target = found["flows"][0].partition(" > ")
        second = self._name("Z")
        found["nodes"][second] = {"kind": "start"}
        found["flows"].append(f"{second} > {target}")
        found["arrivals"] = {first: found["arrivals"], second: found["arrivals"][::2]}

    def _start_by_timer(self, found: dict[str, Any]) -> None:
        """Let more cases come when a timer rings, at a date or again and again."""
        _, _, target = found["flows"][0].partition(" > ")
        timed = self._name("Z")
        rings = self.pick(({"at": 5}, {"after": 5, "times": 3}, {"after": 3, "times": 5}, {"at": 17}))
        found["nodes"][timed] = {"kind": "start", "event": "timer", **rings}
        found["flows"].append(f"{timed} > {target}")

    def _in_hand(self, found: dict[str, Any]) -> None:
        """Perhaps let work be in hand when the run begins, at steps at the top of the process."""
        places = [name for name in found["nodes"] if name[0] in "TC"]
        if places and self.pick(SELDOM):
            found["initial"] = {
                self.pick(places): {"cases": self.pick((1, 2, 5)), "age": self.pick((0, 5, 90))}
                | self.pick(({}, {"begun": 1, "left": self.pick((0, 3, 5))}, {"left": 4}))
                for _ in range(self.pick((1, 2)))
            }

    def most_events(self) -> int:
        """Return how many events a run may have; none mostly."""
        return int(self.pick((-1, -1, -1, 5, 17, 60)))

    def _group(self, name: str) -> dict[str, Any]:
        names = [f"{name[:2]}{number}" for number in range(self.pick((2, 2, 3) if name == "two" else (1, 1, 2, 3)))]
        found: dict[str, Any] = {"members": names, "rate": self.pick((7, 30)), "discipline": self.discipline}
        if self.ageing:
            found["ageing"] = self.ageing
        if self.pick(SELDOM):
            found["open"] = self.pick(([[0, 20], [1440, 1480], [2880, 40320]], [[10, 40], [60, 40320]]))
        if self.focus in ("people", "all"):
            self._more_of_group(found, names)
        return found

    def _more_of_group(self, found: dict[str, Any], names: list[str]) -> None:
        if self.pick(SELDOM):
            found |= {"capacity": 2, "slow": [1, 1.5]}
        if self.pick(SELDOM):
            found["choice"] = self.pick(("longest_idle", "least_busy", "fastest", "cheapest", "random"))
        if self.pick(SELDOM):
            found["prefer_same_kind"] = True
        if self.pick(SELDOM):
            found["overtime_rate"] = self.pick((11, 60))
        if self.pick(SELDOM):
            hours = (ALL_DAY, [[0, 30], [1440, 40320]], [[5, 40320]])
            found["members"] = {
                name: {"open": self.pick(hours), "factor": self.pick((1, 1.5)), "rate": self.pick((7, 30))}
                for name in names
            }

    # Flow

    def _name(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def _holder(self, depth: int, *, top: bool = False) -> dict[str, Any]:
        """Return what runs in a process or sub-process."""
        start, end = self._name("S"), self._name("E")
        holder: dict[str, Any] = {"nodes": {start: {"kind": "start"}}, "flows": [], "end": end, "depth": depth}
        first, last = self._block(holder, depth)
        holder["nodes"][end] = {"kind": self.pick(("end",) * 5 + ("terminate",))}
        holder["flows"] = [f"{start} > {first}", *holder["flows"], f"{last} > {end}"]
        if self._has_events() and top:
            self._ring(holder)
        if self._has_events() and not top and self.pick(SELDOM):
            self._throw(holder)
        if self._has_events() and self.pick(RARELY):
            self._handle(holder)
        return {"nodes": holder["nodes"], "flows": holder["flows"]}

    def _has_events(self) -> bool:
        return self.focus in ("events", "all", "pools")

    def _block(self, holder: dict[str, Any], depth: int) -> tuple[str, str]:
        kinds = ["task", "task"]
        if depth:
            kinds += ["task", "chain", "chain", "xor", "and", "or", "loop"]
            if self._has_events():
                kinds += ["inside", "race", "timer", "implicit", "told", "several", "heralded"]
            if self.focus == "pools":
                kinds += ["said", "said", "heard"]
            if self.focus == "undoing":
                kinds = ["task", "chain", "and", "xor", "inside", "undone", "undone"]
        kind = self.pick(kinds)
        return getattr(self, f"_{kind}")(holder, depth)  # type: ignore[no-any-return]

    def _chain(self, holder: dict[str, Any], depth: int) -> tuple[str, str]:
        first, second = self._block(holder, depth - 1), self._block(holder, depth - 1)
        holder["flows"].append(f"{first[1]} > {second[0]}")
        return first[0], second[1]

    def _split(self, holder: dict[str, Any], depth: int, kind: str) -> tuple[str, str]:
        start, end = self._name("G"), self._name("J")
        holder["nodes"][start] = {"kind": kind}
        branches = [self._block(holder, depth - 1) for _ in range(self.pick((2, 2, 3)))]
        holder["nodes"][end] = {"kind": kind}
        for first, last in branches:
            holder["flows"] += [f"{start} > {first}", f"{last} > {end}"]
        names = [first for first, _ in branches]
        if kind == "xor":
            holder["nodes"][start]["route"] = {"1": [self.pick(names)], "else": [self.pick(names), names[0]]}
        elif kind == "or":
            holder["nodes"][start]["route"] = {"2": [names], "else": [[self.pick(names)], names[:2]]}
        return start, end

    def _xor(self, holder: dict[str, Any], depth: int) -> tuple[str, str]:
        return self._split(holder, depth, "xor")

    def _and(self, holder: dict[str, Any], depth: int) -> tuple[str, str]:
        return self._split(holder, depth, "and")

    def _or(self, holder: dict[str, Any], depth: int) -> tuple[str, str]:
        return self._split(holder, depth, "or")

    def _loop(self, holder: dict[str, Any], depth: int) -> tuple[str, str]:
        start, end, after = self._name("J"), self._name("G"), self._name("T")
        holder["nodes"][start] = {"kind": self.pick(("xor", "or"))}
        first, last = self._block(holder, depth - 1)
        holder["nodes"][end] = {"kind": "xor", "route": {"1": [start, after], "else": [after]}}
        self._add_task(holder, after)
        holder["flows"] += [f"{start} > {first}", f"{last} > {end}", f"{end} > {start}", f"{end} > {after}"]
        if holder["nodes"][start]["kind"] == "or":
            holder["nodes"][start]["route"] = {"else": [[first]]}
        return start, after

    def _implicit(self, holder: dict[str, Any], depth: int) -> tuple[str, str]:
        start, end = self._task(holder, depth)[0], self._task(holder, depth)[0]
        for _ in range(2):
            first, last = self._block(holder, depth - 1)
            holder["flows"] += [f"{start} > {first}", f"{last} > {end}"]
        return start, end

    def _race(self, holder: dict[str, Any], depth: int) -> tuple[str, str]:
        start, end = self._name("G"), self._name("J")
        holder["nodes"][start] = {"kind": "event_gateway"}
        for _ in range(2):
            catch = self.pick((self._timer, self._timer, self._several))(holder, depth)[0]
            first, last = self._block(holder, depth - 1)
            holder["flows"] += [f"{start} > {catch}", f"{catch} > {first}", f"{last} > {end}"]
        holder["nodes"][end] = {"kind": "xor"}
        return start, end

    def _timer(self, holder: dict[str, Any], depth: int) -> tuple[str, str]:  # noqa: ARG002
        name = self._name("C")
        holder["nodes"][name] = {"kind": "catch", "event": "timer", "after": self.pick((0, 5, 10, 20))}
        return name, name

    def _several(self, holder: dict[str, Any], depth: int) -> tuple[str, str]:  # noqa: ARG002
        """Add a catch event of several kinds, one of them a timer where any is enough."""
        name = self._name("C")
        which = self.pick(("any", "any", "all"))
        holder["nodes"][name] = {"kind": "catch", which: self._singles(("timer", "signal"), always=which == "any")}
        return name, name

    def _singles(self, kinds: Sequence[str], *, always: bool = False) -> list[dict[str, Any]]:
        picked = [self.pick(kinds) for _ in range(self.pick((2, 2, 3)))]
        return [self._single(kind) for kind in (*(("timer",) if always else ()), *picked)]

    def _single(self, kind: str) -> dict[str, Any]:
        if kind == "timer":
            return {"event": "timer", "after": self.pick((0, 3, 5, 10))}
        if kind == "signal":
            return {"event": "signal", "signal": self.pick(("s", "t"))}
        return {"event": kind} | ({"code": self.pick(("a", "b"))} if self.pick((True, False)) else {})

    def _heralded(self, holder: dict[str, Any], depth: int) -> tuple[str, str]:  # noqa: ARG002
        """Add a throw event of several kinds."""
        name = self._name("K")
        holder["nodes"][name] = {"kind": "throw", "each": self._singles(("signal", "escalation", "signal"))}
        return name, name

    def _said(self, holder: dict[str, Any], depth: int) -> tuple[str, str]:  # noqa: ARG002
        """Add what sends a message to other pools."""
        name = self._name("M")
        made = self.pick(("message_throw", "send", "throw"))
        holder["nodes"][name] = {"kind": made}
        if made == "send":
            self._add_task(holder, name, plain=True)
            holder["nodes"][name]["kind"] = "send"
        elif made == "throw":
            more = {"event": "signal", "signal": "s"}
            holder["nodes"][name]["each"] = [{"event": "message"}, self.pick((more, {"event": "message"}))]
        self.senders.append(name)
        return name, name

    def _heard(self, holder: dict[str, Any], depth: int) -> tuple[str, str]:  # noqa: ARG002
        """Add what waits for a message of another pool."""
        name = self._name("C")
        made = self.pick(("catch", "receive", "any", "all"))
        if made in ("any", "all"):
            holder["nodes"][name] = {"kind": "catch", made: [{"event": "message"}, *self._singles(("timer",))[1:]]}
        else:
            holder["nodes"][name] = {"kind": made}
        if made == "receive":
            self._border(holder, name)
        self.receivers.append(name)
        return name, name

    def _inside(self, holder: dict[str, Any], depth: int) -> tuple[str, str]:
        name = self._name("P")
        holder["nodes"][name] = {"inside": self._holder(depth - 1)} | self._repetition()
        self._border(holder, name)
        return name, name

    def _undone(self, holder: dict[str, Any], depth: int) -> tuple[str, str]:
        """Add activities that can be undone, and a throw event or an end of a branch that undoes them."""
        names = []
        for _ in range(2):
            name, handler = self._name("T"), self._name("U")
            self._add_task(holder, name, plain=True)
            self._add_task(holder, handler, plain=True)
            holder["nodes"][name]["compensated_by"] = handler
            names.append(name)
        throw = self._name("K")
        holder["nodes"][throw] = {"kind": "compensate"} | ({"activity": names[0]} if self.pick((True, False)) else {})
        first, last = self._block(holder, depth - 1)
        holder["flows"] += [f"{names[0]} > {first}", f"{last} > {names[1]}", f"{names[1]} > {throw}"]
        return names[0], throw

    def _told(self, holder: dict[str, Any], depth: int) -> tuple[str, str]:
        """Add a branch that waits for a signal beside one that throws it."""
        start, end, throw, catch = (self._name(letter) for letter in "GJKC")
        holder["nodes"] |= {start: {"kind": "and"}, throw: {"kind": "signal_throw", "signal": "s"}}
        holder["nodes"] |= {catch: {"kind": "catch", "signal": "s"}, end: {"kind": "and"}}
        first, last = self._block(holder, depth - 1)
        flows = (
            f"{start} > {catch}",
            f"{catch} > {end}",
            f"{start} > {first}",
            f"{last} > {throw}",
            f"{throw} > {end}",
        )
        holder["flows"] += [*flows, f"{throw} > {end}"]
        return start, end

    # Events

    def _throw(self, holder: dict[str, Any]) -> None:
        """Let a branch of a sub-process end by an error, an escalation or a signal."""
        kind = self.pick(("error_end", "escalation_end", "terminate"))
        end = self._name("X")
        source = self._task(holder, 0)[0]
        gate = self._name("F")
        first = holder["flows"][0]
        start, _, target = first.partition(" > ")
        holder["nodes"][gate] = {"kind": "and"}
        holder["flows"][0] = f"{start} > {gate}"
        holder["flows"] += [f"{gate} > {target}", f"{gate} > {source}", f"{source} > {end}"]
        holder["nodes"][end] = {"kind": kind} | ({"code": self.pick(("a", "b"))} if kind != "terminate" else {})

    def _ring(self, holder: dict[str, Any]) -> None:
        """Let a branch throw each signal that something may wait for, now and then."""
        gate = self._name("F")
        start, _, target = holder["flows"][0].partition(" > ")
        holder["nodes"][gate] = {"kind": "and"}
        holder["flows"][0] = f"{start} > {gate}"
        holder["flows"] += [f"{gate} > {target}"]
        before = gate
        for signals in (("s",), ("t", "s"), ("t",)):
            work, throw = self._name("T"), self._name("K")
            holder["nodes"][work] = {"work": self.pick((0, 3, 5, 5, 10))}
            several = [{"event": "signal", "signal": signal} for signal in signals]
            single = {"kind": "signal_throw", "signal": signals[0]} | self.pick(({}, {}, {"broadcast": True}))
            holder["nodes"][throw] = single if len(signals) == 1 else {"kind": "throw", "each": several}
            holder["flows"] += [f"{before} > {work}", f"{work} > {throw}"]
            before = throw

    def _handle(self, holder: dict[str, Any]) -> None:
        """Add an event sub-process that a timer starts."""
        name = self._name("H")
        inside = self._holder(0)
        start = next(iter(inside["nodes"]))
        interrupting = self.pick((True, False))
        inside["nodes"][start] = {
            "kind": "start", "interrupting": interrupting,
        } | self.pick((
            {"event": "timer", "after": self.pick((5, 10, 20))},
            {"event": "signal", "signal": "s"},
            {self.pick(("any", "all")): self._singles(("timer", "signal", "escalation"))},
        ))  # fmt: skip
        holder["nodes"][name] = {"inside": inside, "triggered_by_event": True}

    def _border(self, holder: dict[str, Any], host: str) -> None:
        """Perhaps put a boundary event on an activity; what follows it ends on its own."""
        if not self._has_events() or self.pick((True, False)):
            return
        name = self._name("B")
        kinds = ["timer", "timer", "late", "any", "all"] + (["error", "escalation"] if host.startswith("P") else [])
        kind = self.pick(kinds)
        border: dict[str, Any] = {"kind": "boundary", "attached": host}
        if kind in ("any", "all"):
            more = ("escalation",) if host.startswith("P") else ()
            border[kind] = self._singles(("timer", "signal", *more))
            if self.pick((True, False)):
                border |= {"interrupting": False, "times": self.pick((1, 3))}
            if self.pick((True, False)) and not host.startswith("P"):
                border["from"] = "started"
        elif kind in ("timer", "late"):
            border |= {"event": "timer", "after": self.pick((0, 3, 5, 10))}
            if self.pick((True, False)):
                border |= {"interrupting": False, "times": self.pick((1, 3))}
            if kind == "late" and not host.startswith("P"):
                border["from"] = "started"
        else:
            border |= {"event": kind} | ({"code": self.pick(("a", "b"))} if self.pick((True, False)) else {})
            if kind == "escalation" and self.pick((True, False)):
                border["interrupting"] = False
        holder["nodes"][name] = border
        after, end = self._name("T"), self._name("E")
        self._add_task(holder, after, plain=True)
        holder["nodes"][end] = {"kind": "end"}
        holder["flows"] += [f"{name} > {after}", f"{after} > {end}"]

    # Work

    def _task(self, holder: dict[str, Any], depth: int) -> tuple[str, str]:  # noqa: ARG002
        name = self._name("T")
        self._add_task(holder, name)
        self._border(holder, name)
        return name, name

    def _add_task(self, holder: dict[str, Any], name: str, *, plain: bool = False) -> None:
        node: dict[str, Any] = {"work": self.pick(WORK)}
        groups = ("one", "two", "three")
        kinds = [None, "group", "group", "group"]
        if self.focus in ("people", "all"):
            kinds += ["and", "many", "or"]
        kind = self.pick(kinds)
        if kind == "group":
            node["needs"] = self.pick(groups)
        elif kind == "and":
            node["needs"] = self.pick(({"one": 1, "two": 1}, {"two": 1, "three": 1}))
        elif kind == "many":
            node["needs"] = {"two": 2}
        elif kind == "or":
            node["needs"] = self.pick((["one", "two"], ["two", {"one": 1, "three": 1}]))
        if not plain:
            node |= self._repetition()
            if kind is not None and self.focus in ("people", "all"):
                self._queue(node)
            if self.focus != "flow" and self.pick(SELDOM):
                node["fixed"] = 2
        self.tasks.append(name)
        holder["nodes"][name] = node

    def _repetition(self) -> dict[str, Any]:
        if self.focus == "people" or not self.pick((*RARELY, True)):
            return {}
        found: dict[str, Any] = self.pick((
            {"instances": 3}, {"instances": 2, "sequential": True}, {"loop": {"times": 2}},
            {"instances": {"1": 0, "else": 2}}, {"instances": 3, "stop_after": 1},
        ))  # fmt: skip
        return dict(found)

    def _queue(self, node: dict[str, Any]) -> None:
        """Add how items wait and are worked on."""
        options: tuple[dict[str, Any], ...] = (
            {}, {}, {"priority": 1}, {"priority": 2, "interruptible": True}, {"preempts": True}, {"patience": 5},
            {"patience": 0}, {"limit": 1}, {"limit": 0}, {"setup": 3}, {"setup": 4, "work_kind": "k"}, {"transfer": 5},
            {"learning": {"rate": 0.7, "floor": 0.4}}, {"learning": {"rate": 0.9, "by": "step"}},
            {"at_close": "finish"}, {"at_close": "fits"}, {"fails": 0.5}, {"balk": [0, 1]},
            {"call_back": {"waiting": 0, "acceptance": 1, "reach": 0.5, "ring": 2, "retry": 5, "attempts": 2}},
            {"call_back": {"waiting": 1, "acceptance": 0.5, "reach": 0.5, "ring": 0, "retry": 0}, "patience": 5},
            {"escalation": {"after": 5, "priority": 0}}, {"escalation": {"after": 0, "group": "three"}},
            {"escalation": {"after": 10, "priority": -1, "group": "one"}},
        )  # fmt: skip
        for _ in range(2):
            node |= self.pick(options)
        if self.pick(SELDOM) and not {"call_back", "escalation"} & node.keys():
            node["batch"] = self._batch()
            node |= self.pick(({}, {}, {"instances": 2}, {"limit": 1}, {"fails": 0.5}, {"loop": {"times": 2}}))
        if self.tasks and self.pick(SELDOM):
            rule = self.pick(("not_same_person", "same_person", "prefer_same_person"))
            other = self.pick(self.tasks)
            node[rule] = [other] if rule == "not_same_person" else other
            if rule == "prefer_same_person" and self.pick((True, False)):
                node["hold"] = 5

    def _batch(self) -> dict[str, Any]:
        """Return how items gather."""
        rules = self.pick(([{"size": 2}], [{"size": 3}, {"waited": 6}], [{"size": 1, "window": [[10, 20], [40, 60]]}]))
        found: dict[str, Any] = {"rules": rules, "style": self.pick(("parallel", "sequential"))}
        if self.pick(SELDOM):
            found["max"] = 2
        if self.pick(SELDOM):
            found["factor"] = {2: 1.5}
        if self.pick((True, False)):
            found["flush"] = True
        return found
