"""Time both engines beside a hand-written SimPy model of the same complaints process, with the same draws.

    python benchmarks/complaints_in_simpy.py [REPEATS]

The hand-written model does what a modeller would write for this one process: a SimPy process for each complaint,
a store of members for each group, office hours, and one row an activity with enabling, start and end. It knows no
costs, no causes of waiting, no checks and no other process. All run in turn in one process; medians are printed.
"""

import statistics
import sys
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import simpy

from reengineer.annotations import annotate
from reengineer.bpmn import read_bpmn
from reengineer.simulation import Program, RunSettings, compile_model
from reengineer.simulation._draws import ARRIVAL_GAP, DURATION, EVENT_DELAY, ROUTE, hash32, sample, to_ticks, uniform
from reengineer.simulation.loop._engine import run_in_loop
from reengineer.simulation.reference import ReferenceEngine

MODEL = Path(__file__).resolve().parent.parent / "models" / "complaints"
Steps = Generator[simpy.Event, Any, None]


class Complaints:
    """Be the hand-written model; durations, members and calendars come from the compiled program."""

    def __init__(self, program: Program, seed: int) -> None:
        self.env = simpy.Environment()
        self.seed = seed
        self.place = {name: number for number, name in enumerate(program.names.elements)}
        self.word = {name: hash32(name) for name in program.names.elements}
        self.rows: list[tuple[str, int, int, int, int]] = []
        self.done: list[tuple[int, int, int]] = []
        self.office = program.calendars[int(program.open_calendar)]
        self.stream = int(program.stream_word[0])
        self.horizon = program.horizon
        self.distribution = {}
        for name, number in self.place.items():
            row = int(program.duration[number]) if program.duration[number] >= 0 else int(program.delay[number])
            self.distribution[name] = (int(program.family[row]), *program.parameters[row].tolist())
        gap = int(program.stream_gap[0])
        self.gap = (int(program.family[gap]), *program.parameters[gap].tolist())
        self.group: dict[str, simpy.Store] = {}
        stores = []
        for first, last in zip(program.member_first, program.member_first[1:], strict=False):
            store = simpy.Store(self.env)
            store.items.extend(range(int(first), int(last)))
            stores.append(store)
        for name, number in self.place.items():
            group = int(program.group_of_element[number])
            if group >= 0:
                self.group[name] = stores[group]
        self.releases = {
            name: program.calendars[int(program.release[self.place[name]])]
            for name in ("allocation_run", "payment_run")
        }

    def run(self) -> None:
        self.env.process(self.arrivals())
        self.env.run()

    def arrivals(self) -> Steps:
        position = number = 0
        while True:
            number += 1
            case = (self.stream + number) & 0xFFFFFFFF
            position += to_ticks(sample(*self.gap, uniform(self.seed, 0, case, self.stream, 0, ARRIVAL_GAP)))
            tick = self.office.tick_at(position)
            if tick >= self.horizon:
                return
            yield self.env.timeout(tick - self.env.now)
            self.env.process(self.complaint(number, case))

    def chance(self, case: int, gateway: str, visits: dict[str, int]) -> float:
        visits[gateway] = visit = visits.get(gateway, 0) + 1
        return uniform(self.seed, 0, case, self.word[gateway], visit, ROUTE)

    def draw(self, case: int, name: str, visits: dict[str, int], purpose: int) -> int:
        visits[name] = visit = visits.get(name, 0) + 1
        return to_ticks(sample(*self.distribution[name], uniform(self.seed, 0, case, self.word[name], visit, purpose)))

    def work(self, number: int, case: int, name: str, visits: dict[str, int]) -> Steps:
        env, office, store = self.env, self.office, self.group[name]
        enabled = env.now
        member = yield store.get()
        opening = office.next_open(env.now)
        if opening > env.now:
            yield env.timeout(opening - env.now)
        started = env.now
        ticks = self.draw(case, name, visits, DURATION)
        yield env.timeout(office.advance(started, ticks) - started)
        store.put(member)
        self.rows.append((name, number, enabled, started, env.now))

    def outside(self, case: int, name: str, visits: dict[str, int]) -> Steps:
        ticks = self.draw(case, name, visits, EVENT_DELAY)
        yield self.env.timeout(self.office.advance(self.env.now, ticks) - self.env.now)

    def release(self, name: str) -> Steps:
        yield self.env.timeout(self.releases[name].next_open(self.env.now) - self.env.now)

    def complaint(self, number: int, case: int) -> Steps:
        arrived = self.env.now
        visits: dict[str, int] = {}
        yield from self.work(number, case, "log", visits)
        yield from self.work(number, case, "quick", visits)
        if self.chance(case, "resolved_at_once", visits) < 0.45:
            yield from self.work(number, case, "src", visits)
        else:
            yield from self.investigate(number, case, visits)
        self.done.append((number, arrived, self.env.now))

    def investigate(self, number: int, case: int, visits: dict[str, int]) -> Steps:
        yield from self.work(number, case, "ack", visits)
        yield from self.release("allocation_run")
        yield from self.work(number, case, "alloc", visits)
        yield from self.work(number, case, "gather", visits)
        if self.chance(case, "reply_needed", visits) < 0.3:
            yield from self.outside(case, "custwait", visits)
        yield from self.work(number, case, "file", visits)
        yield from self.outside(case, "filewait", visits)
        yield from self.work(number, case, "investigate", visits)
        while True:
            yield from self.work(number, case, "draft", visits)
            yield from self.work(number, case, "approve", visits)
            if self.chance(case, "response_approved", visits) >= 0.96:
                continue
            yield from self.work(number, case, "qa", visits)
            if self.chance(case, "qa_passed", visits) < 0.95:
                break
        if self.chance(case, "redress_due", visits) < 55 / 95:
            yield from self.work(number, case, "redress", visits)
            yield from self.work(number, case, "payok", visits)
            yield from self.release("payment_run")
            yield from self.work(number, case, "pay", visits)
        yield from self.work(number, case, "send", visits)


def main(repeats: int) -> None:
    as_is = annotate(read_bpmn(MODEL / "as-is.bpmn"), MODEL / "annotations.yaml")
    program = compile_model(as_is, RunSettings(length="26 weeks"))
    ours, theirs, looped = [], [], []
    for _ in range(repeats):
        start = time.process_time()
        raw = ReferenceEngine(program, 1, 0).run()
        ours.append(time.process_time() - start)
        by_hand = Complaints(program, 1)
        start = time.process_time()
        by_hand.run()
        theirs.append(time.process_time() - start)
        start = time.process_time()
        run_in_loop(program, 1, 0, keep_log=True)
        looped.append(time.process_time() - start)
    activities = int((raw.log.column("kind") == 0).sum())
    print(f"activities: {activities} in the engines, {len(by_hand.rows)} by hand; medians of {repeats}")
    print(f"by hand:          {len(by_hand.rows) / statistics.median(theirs):10,.0f} activities/s")
    for name, own in (("reference engine", ours), ("compiled engine", looped)):
        ratio = statistics.median(hand / each for each, hand in zip(own, theirs, strict=True))
        print(f"{name + ':':18}{activities / statistics.median(own):10,.0f} activities/s, {ratio:.2f} times by hand")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
