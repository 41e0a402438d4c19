"""Let cases arrive: renewal on open time, hourly rates, exact instants; with their attributes."""

import math
from collections.abc import Generator

import simpy

from reengineer.calendars import NEVER
from reengineer.simulation._draws import ARRIVAL_GAP, ATTRIBUTE, THINK, uniform
from reengineer.simulation.reference import _scopes as scopes
from reengineer.simulation.reference._model import Known, evaluate
from reengineer.simulation.reference._read import Expressions
from reengineer.simulation.reference._records import Case
from reengineer.simulation.reference._run import WORD, Run

CYCLES = 65_536
"""Numbers of cases that each customer of a finite population has for their own."""


class Demand:
    """Start the cases of all streams.

    Parameters
    ----------
    run : Run
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        program = run.program
        self._words: list[int] = program.stream_word.tolist()
        expressions = Expressions(program)
        self._gap_of = [expressions[number] for number in program.demand.gap_of.tolist()]
        count = program.demand.attribute_count
        self._attributes = [
            [
                (
                    int(program.demand.attribute_value[stream, n]),
                    expressions[int(program.demand.attribute_of[stream, n])],
                )
                for n in range(count)
            ]
            for stream in range(len(self._words))
        ]

    def begin(self) -> None:
        """Set off the streams."""
        for stream, customers in enumerate(self.run.program.demand.population.tolist()):
            if customers:
                for customer in range(customers):
                    self._stay_away(stream, customer, 1)
            else:
                self.run.env.process(self._arrivals(stream))

    # A finite population

    def _stay_away(self, stream: int, customer: int, cycle: int) -> None:
        """Let a customer come with the next case after a time drawn."""
        run = self.run
        word = self._words[stream]
        own = (word + customer * CYCLES) & WORD
        u = uniform(run.seed, run.replication, own, word, cycle, THINK)
        lasts = run.ticks(int(run.program.stream_gap[stream]), u, None)
        tick = run.along(int(run.program.demand.away_calendar[stream]), lasts)
        if tick < NEVER and not 0 <= run.program.horizon <= tick:
            event = run.env.timeout(tick - run.now, (stream, customer * CYCLES + cycle))
            event.callbacks.append(self._comes)

    def _comes(self, event: simpy.Event) -> None:
        self.run.starting.append(event.value)  # type: ignore[arg-type]

    def send_away(self) -> None:
        """Let the customers of a finite population go whose cases have ended."""
        run = self.run
        leavers, run.leavers = run.leavers, []
        for case in leavers:
            if run.program.demand.population[case.stream]:
                self._stay_away(case.stream, case.index // CYCLES, case.index % CYCLES + 1)

    # Streams

    def _arrivals(self, stream: int) -> Generator[simpy.Event, None, None]:
        """Be the SimPy process that brings the cases of one stream."""
        run = self.run
        program = run.program
        for number, tick in self._ticks(stream):
            if program.horizon >= 0 and tick >= program.horizon:
                return
            yield run.env.timeout(tick - run.now)
            if 0 <= program.cases <= len(run.cases):
                return
            run.starting.append((stream, number))

    def _ticks(self, stream: int) -> Generator[tuple[int, int], None, None]:
        program = self.run.program
        first, last = program.demand.rate_first[stream : stream + 2].tolist()
        if int(program.stream_gap[stream]) < 0 and not self._gap_of[stream]:
            begin, end = program.arrival_first[stream : stream + 2].tolist()
            yield from enumerate(program.arrival_tick[begin:end].tolist(), start=1)
        elif last > first:
            yield from self._by_rates(stream, first, last)
        else:
            yield from self._renewal(stream)

    def _gap(self, stream: int, number: int) -> float:
        """Return the gap before a case: in seconds, or in cases where rates change."""
        run = self.run
        if self._gap_of[stream]:
            return evaluate(self._gap_of[stream], Known([], number))
        word = self._words[stream]
        u = uniform(run.seed, run.replication, (word + number) & WORD, word, 0, ARRIVAL_GAP)
        return run.value(int(run.program.stream_gap[stream]), u)

    def _renewal(self, stream: int) -> Generator[tuple[int, int], None, None]:
        """Yield (number, tick): gaps laid on open time."""
        run = self.run
        program = run.program
        calendar = run.calendars[int(program.stream_calendar[stream])]
        position, number = 0, 0
        if program.demand.starts_first[stream]:
            number, position = 1, 0
            yield number, calendar.tick_at(0)
        while True:
            number += 1
            position += run.rounded(self._gap(stream, number), None)
            tick = calendar.tick_at(position)
            if tick >= NEVER:
                return
            yield number, tick

    def _by_rates(self, stream: int, first: int, last: int) -> Generator[tuple[int, int], None, None]:
        """Yield (number, tick): gaps of mean 1 use up the cumulative rate."""
        run = self.run
        demand = run.program.demand
        starts, rates = demand.rate_start[first:last].tolist(), demand.rate[first:last].tolist()
        fold, period = int(demand.rate_fold[stream]), int(demand.rate_period[stream])
        place, shift, used, number = 0, 0, 0.0, 0
        while True:
            number += 1
            gap = self._gap(stream, number)
            while True:
                begins = starts[place] + shift
                ends = self._end_of(starts, place, fold, period) + shift
                rest = (ends - begins) * rates[place] - used
                if gap < rest:
                    break
                gap -= rest
                used = 0.0
                place += 1
                if place == len(starts):
                    if not period:
                        return
                    place, shift = next(n for n, start in enumerate(starts) if start >= fold), shift + period
            used += gap
            yield number, min(begins + math.floor(used / rates[place] + 0.5), ends - 1)

    @staticmethod
    def _end_of(starts: list[int], place: int, fold: int, period: int) -> int:
        if place + 1 < len(starts):
            return starts[place + 1]
        return fold + period if period else NEVER

    def start_cases(self) -> None:
        """Start the cases that arrive at this tick, in the order of their streams; no more than the run may have."""
        run = self.run
        most = run.program.cases
        for stream, number in sorted(run.starting):
            if most < 0 or len(run.cases) < most:
                self._start_case(stream, number)
        run.starting.clear()

    def _start_case(self, stream: int, number: int) -> None:
        run = self.run
        program = run.program
        run.last = run.now
        word = (self._words[stream] + number) & WORD
        kind = int(program.stream_class[stream])
        case = Case(len(run.cases) + 1, stream, number, kind, word, run.now, [])
        case.cost = int(program.demand.case_cost[stream])
        run.cases.append(case)
        self._draw_attributes(case)
        run.count_cases(1)
        start = int(program.stream_start[stream])
        scopes.open_pool(run, case, run.steps[start].body, [start])

    def _draw_attributes(self, case: Case) -> None:
        run = self.run
        demand = run.program.demand
        for number, (row, written) in enumerate(self._attributes[case.stream]):
            value = math.nan
            if row >= 0:
                value = run.value(row, run.uniform(case, self._words[case.stream], 0, 0, ATTRIBUTE, number))
            elif written:
                value = evaluate(written, Known(case.attributes, case.number))
            case.attributes.append(value)
        first, last = run.program.arrival_first[case.stream : case.stream + 2].tolist()
        place = first + case.index - 1
        if len(demand.arrival_value) and place < last:
            stated = demand.arrival_value[place].tolist()
            case.attributes = [
                own if math.isnan(given) else given for own, given in zip(case.attributes, stated, strict=True)
            ]
