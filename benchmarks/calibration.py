"""Fit public logs and logs of known models, and print how faithful the models are.

    python benchmarks/calibration.py FOLDER      # a folder with loanapp/, bpic2012_w/ as in the reference material
    python benchmarks/calibration.py             # changes of known models alone
    python benchmarks/calibration.py --intervals 8 1.25   # intervals of 8 logs of a known model with 25 % more cases

The second part fits a model to the log of a known process, given a map without its delay, makes the same changes to
both, and compares their effects on the mean cycle time. The last counts how often the intervals of the effects hold the
true ones: those of chance alone, and those that count what the log leaves open, from refits to cases drawn anew.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reengineer.annotations import AnnotatedMap, Annotations, MemberNotes, Refits, annotate
from reengineer.bpmn import read_bpmn
from reengineer.calibration import assess, bootstrap, fit, fit_evidence, items_of, prepare
from reengineer.comparison import refitted_interval
from reengineer.eventlog import read_log
from reengineer.files import read_yaml
from reengineer.measures import Measure
from reengineer.processmap import build_map
from reengineer.quantities import Estimate
from reengineer.simulation import Job, RunSettings, run_model, simulate
from reengineer.statistics import Interval, mean_estimate

FLOWS = "s>a a>x x>b b>c c>y y>d d>m y>m m>z z>w w>f f>e x>g z>b"
TYPES = {"s": "startEvent", "e": "endEvent", "g": "endEvent", "w": "intermediateCatchEvent"} | dict.fromkeys(
    "xymz", "exclusiveGateway"
)
NOTES = """
clock: {start: 2026-01-05}
calendars:
  office: {mon-fri: "09:00-17:00"}
  part: {mon-wed: "09:00-17:00", thu: "09:00-13:00"}
  late: {mon-fri: "12:00-20:00"}
cases:
  case: {start: s, arrivals: {every: exponential(16 min), calendar: office}}
resources:
  clerk: {members: [Ann, Bo, {name: Cy, speed: 0.7}, {name: Dee, calendar: part}], calendar: office}
  judge: {members: [Ed, {name: Flo, calendar: late, speed: 1.2}], calendar: office}
  boss: {members: [Gil], calendar: office}
steps:
  a: {role: clerk, duration: "gamma(mean=14 min, cv=0.7)"}
  b: {role: clerk, duration: "lognormal(mean=20 min, sd=15 min)"}
  c: {role: judge, duration: "gamma(mean=15 min, cv=0.9)"}
  d: {role: boss, duration: "triangular(5 min, 10 min, 30 min)"}
  f: {role: clerk, duration: 6 min}
flows:
  x: {x_b: 0.8, x_g: rest}
  y: {y_d: 0.5, y_m: rest}
  z: {z_w: 0.85, z_b: rest}
events: {w: {delay: "gamma(mean=20 h, cv=0.5)"}}
"""
RUN = RunSettings(length="26 weeks", warm_up="4 weeks", replications=20, seed=5)
CYCLE = Measure(name="cycle_time", clock="elapsed")
Change = Callable[[AnnotatedMap], AnnotatedMap]


def drawn(flows: str) -> bytes:
    pairs = [pair.split(">") for pair in flows.split()]
    nodes = dict.fromkeys(name for pair in pairs for name in pair)
    parts = [f'<{TYPES.get(name, "userTask")} id="{name}" name="{name.upper()}"/>' for name in nodes]
    parts += [f'<sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in pairs]
    head = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"><process id="p">'
    return (head + "".join(parts) + "</process></definitions>").encode()


def known_model() -> AnnotatedMap:
    notes = Annotations.model_validate(read_yaml(NOTES.encode(), name="notes.yaml").data)
    return annotate(read_bpmn(drawn(FLOWS)), notes)


def one_more_like(name: str) -> Change:
    """Add a copy of somebody: the same speed and hours in both models, whatever a speed of 1 means in either."""

    def change(model: AnnotatedMap) -> AnnotatedMap:
        def more(members: tuple[MemberNotes, ...]) -> tuple[MemberNotes, ...]:
            return (*members, *(each.model_copy(update={"name": "New"}) for each in members if each.name == name))

        return staffed(model, more)

    return change


def without(name: str) -> Change:
    return lambda model: staffed(model, lambda members: tuple(each for each in members if each.name != name))


def staffed(model: AnnotatedMap, change: Callable[[tuple[MemberNotes, ...]], tuple[MemberNotes, ...]]) -> AnnotatedMap:
    resources = {
        group: notes.model_copy(update={"members": change(notes.people(group))})
        for group, notes in model.notes.resources.items()
    }
    return model.with_notes(model.notes.model_copy(update={"resources": resources}))


def duration(step: str, factor: float) -> Change:
    def change(model: AnnotatedMap) -> AnnotatedMap:
        notes = model.notes.steps[step]
        return model.with_step(step, notes.model_copy(update={"duration": notes.duration.scaled(factor)}))

    return change


def demand(factor: float) -> Change:
    def change(model: AnnotatedMap) -> AnnotatedMap:
        case = model.notes.cases["case"]
        if case.arrivals.per_hour is None:
            arrivals = case.arrivals.model_copy(update={"every": case.arrivals.every.scaled(1 / factor)})
        else:
            rates = {
                days: {hours: Estimate(rate.value * factor) for hours, rate in table.items()}
                for days, table in case.arrivals.per_hour.items()
            }
            arrivals = case.arrivals.model_copy(update={"per_hour": rates})
        cases = {"case": case.model_copy(update={"arrivals": arrivals})}
        return model.with_notes(model.notes.model_copy(update={"cases": cases}))

    return change


def routing(gateway: str, flow: str, share: float) -> Change:
    def change(model: AnnotatedMap) -> AnnotatedMap:
        others = {each.id: "rest" for each in model.map.outgoing(gateway) if each.id != flow}
        return model.with_shares(gateway, {flow: share, **others})

    return change


CHANGES = {
    "one clerk more": one_more_like("Ann"),
    "one clerk less": without("Dee"),
    "one judge more": one_more_like("Ed"),
    "one boss more": one_more_like("Gil"),
    "B a quarter quicker": duration("b", 0.75),
    "A gone": duration("a", 0.0),
    "C a quarter quicker": duration("c", 0.75),
    "C 15 % slower": duration("c", 1.15),
    "D 30 % quicker": duration("d", 0.7),
    "F gone": duration("f", 0.0),
    "15 % fewer cases": demand(0.85),
    "8 % more cases": demand(1.08),
    "fewer returns": routing("z", "z_b", 0.05),
    "more returns": routing("z", "z_b", 0.25),
    "boss less often": routing("y", "y_d", 0.3),
    "more cases end at once": routing("x", "x_b", 0.6),
}


def cycle_h(model: AnnotatedMap, run: RunSettings = RUN, refits: tuple[AnnotatedMap, ...] = ()) -> np.ndarray:
    return run_model(model, run, Job(unstable=True, sampled=bool(refits), refits=refits)).values(CYCLE) / 3600


def known_changes(logs: int) -> None:
    truth = known_model()
    base = cycle_h(truth)
    true = {name: cycle_h(change(truth)) for name, change in CHANGES.items()}
    errors, signs = [], []
    for seed in range(logs):
        log = simulate(truth, RunSettings(length="16 weeks", replications=1, seed=100 + seed)).event_log
        fitted = fit(log, read_bpmn(drawn(FLOWS.replace("z>w w>f", "z>f")))).annotations
        before = cycle_h(fitted).mean()
        for name, change in CHANGES.items():
            effect = true[name] - base
            error = effect.std(ddof=1) / len(effect) ** 0.5
            predicted = (cycle_h(change(fitted)).mean() - before) / before * 100
            errors.append(abs(predicted - effect.mean() / base.mean() * 100))
            if abs(effect.mean()) > 2 * error:
                signs.append(np.sign(predicted) == np.sign(effect.mean()))
            print(f"  log {seed}  {name:24} true {effect.mean() / base.mean():7.2%}  predicted {predicted / 100:7.2%}")
    print(f"signs right {sum(signs)} of {len(signs)}; error in points: median {np.median(errors):.2f}, "
          f"90 % below {np.quantile(errors, 0.9):.2f}")  # fmt: skip


def intervals(logs: int, busier: float = 1.0, refits: int = 20) -> None:
    truth = demand(busier)(known_model())
    print(f"loads {', '.join(f'{group} {load:.0%}' for group, load in truth.offered_load().items())}")
    many, few = RUN.model_copy(update={"replications": 60}), RUN.model_copy(update={"replications": 10})
    base = cycle_h(truth, many)
    true = {name: mean_estimate(cycle_h(change(truth), many) - base) for name, change in CHANGES.items()}
    held: dict[str, list[Held]] = {name: [] for name in CHANGES}
    for seed in range(logs):
        log = simulate(truth, RunSettings(length="16 weeks", replications=1, seed=100 + seed)).event_log
        evidence = prepare(items_of(log), build_map(read_bpmn(drawn(FLOWS.replace("z>w w>f", "z>f")))))
        fitted = fit_evidence(evidence).annotations
        redrawn = Refits.of(fitted.notes, [each.notes for each in bootstrap(evidence, refits)])
        models = tuple(fitted.with_notes(redrawn.applied(fitted.notes, number)) for number in range(refits))
        each = RUN.model_copy(update={"replications": 2 * refits})
        before, spread = cycle_h(fitted, few), cycle_h(fitted, each, models)
        for name, change in CHANGES.items():
            fixed = cycle_h(change(fitted), few) - before
            varied = cycle_h(change(fitted), each, tuple(change(model) for model in models)) - spread
            found = mean_estimate(fixed)
            total = refitted_interval(fixed.tolist(), varied.tolist(), refits, 0.95)
            held[name].append(Held.of(true[name].mean, found.mean, found.interval(), total))
        print(f"  log {seed} done: {told(held)}", flush=True)
    heads = ("bias", "sd", "width", "z mean", "z sd")
    print(f"{'change':24} {'true effect, h':>16} {' '.join(f'{head:>7}' for head in heads)}  held")
    for name, of_one in held.items():
        error = true[name].sd / true[name].n ** 0.5
        off, z = [each.error for each in of_one], [each.z for each in of_one]
        width = np.mean([each.width for each in of_one]) / 3.92
        numbers = " ".join(f"{each:7.3f}" for each in (np.mean(off), np.std(off), width, np.mean(z), np.std(z)))
        counts = " and ".join(str(sum(getattr(each, way) for each in of_one)) for way in ("chance", "total"))
        print(f"{name:24} {true[name].mean:8.3f} \u00b1 {error:.3f} {numbers}  {counts} of {logs}")
    print(f"true effects held: {told(held)}")


@dataclass(frozen=True, kw_only=True)
class Held:
    """Hold whether two intervals hold a true effect, and how far the prediction is off in their standard errors."""

    chance: bool
    total: bool
    error: float
    width: float
    z: float

    @classmethod
    def of(cls, true: float, predicted: float, chance: Interval, total: Interval) -> "Held":
        side = total.high - predicted if true > predicted else predicted - total.low
        return cls(
            chance=chance.low <= true <= chance.high,
            total=total.low <= true <= total.high,
            error=predicted - true,
            width=total.high - total.low,
            z=1.96 * (predicted - true) / side,
        )


def told(held: dict[str, list[Held]]) -> str:
    found = [each for of_one in held.values() for each in of_one]
    counts = (sum(getattr(each, way) for each in found) for way in ("chance", "total"))
    by_chance, by_refits = (f"{count} of {len(found)}, {count / len(found):.1%}" for count in counts)
    return f"{by_chance}, by intervals of chance alone; {by_refits}, with refits"


def public_logs(folder: Path) -> None:
    for name, model in (("loanapp", "LoanApp_simplified.bpmn"), ("bpic2012_w", "BPIC_2012_W.bpmn")):
        train, test = (read_log(folder / name / f"{part}.csv.gz").log for part in ("train", "test"))
        began = time.perf_counter()
        fitted = fit(train, read_bpmn(folder / name / model))
        took = time.perf_counter() - began
        fidelity = assess(fitted.annotations, items_of(train), items_of(test), replications=5)
        print(f"{name}: fitted in {took:.1f} s; mean cycle time {fidelity.cycle_h:.1f} h, "
              f"held back {fidelity.observed_h:.1f} h")  # fmt: skip
        for each in fidelity.distances:
            given = f"{fidelity.given[each.name]:8.3f}" if fidelity.given else ""
            print(
                f"  {each.name:16} {each.mean:8.3f}  replaying the last cases {each.floor:8.3f}  arrivals given {given}"
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--intervals"]:
        intervals(*(kind(text) for kind, text in zip((int, float), sys.argv[2:], strict=False)))
        sys.exit()
    for argument in sys.argv[1:]:
        public_logs(Path(argument))
    known_changes(logs=6)
