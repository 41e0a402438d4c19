"""Draw maps of one or two processes and any notes that fit them."""

from itertools import pairwise
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin
from xml.sax.saxutils import quoteattr

from hypothesis import strategies as st
from pydantic import BaseModel

from reengineer.annotations import Annotations, ProcessNotes, StepFacts, TransitionNotes
from reengineer.annotations._facts import GroupFacts
from reengineer.bpmn import read_bpmn
from reengineer.processmap import ProcessMap, build_map
from reengineer.quantities import Duration, Money

LEGAL = st.characters(
    blacklist_categories=("Cs",), blacklist_characters=[*map(chr, range(32)), "\x7f", "\ufffe", "\uffff"]
)
TEXT = st.text(LEGAL | st.sampled_from("\n\t ,\"'<>&"), max_size=12)
WORD = st.text(st.sampled_from("abcüß -_.,:09"), min_size=1, max_size=6).map(str.strip).filter(bool)
NUMBER = st.integers(0, 10**6) | st.floats(1e-6, 1e6)
SHARE = st.floats(0, 1) | st.sampled_from([0, 1, "35 %", "0.3 (0.1 to 0.5)"])
DURATION = st.builds(lambda n, unit: f"{n!r} {unit}", st.floats(0.01, 999), st.sampled_from(["s", "min", "h working"]))
TIMES = DURATION | st.sampled_from(
    [
        "exponential(12 min)",
        "gamma(mean=75 min (60 min to 90 min), cv=0.8)",
        "discrete(1 min: 0.2, 2 min: 0.8)",
        "mixture(0.7: 3 min, 0.3: uniform(1 min, 2 min))",
        "truncated(exponential(12 min), 5 min, 60 min)",
    ]
)
NUMBERS = NUMBER | st.sampled_from(["triangular(1, 2, 5)", "2 (1 to 3)", "discrete(1: 0.2, 2: 0.8)"])
MONEY = st.decimals(0, 10**6, places=2).map(lambda amount: f"{amount} EUR")
RATE = MONEY.map(lambda money: f"{money}/h")
DATE = st.dates().map(str)
HOURS = st.sampled_from(["09:00-17:00", "00:00-24:00", ["08:00-12:00", "13:00-17:30"]])


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Draw a mapping with some of the keys."""
    return st.fixed_dictionaries({}, optional=fields)


def named(values: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(WORD, values, max_size=most)


def facts(model: type[BaseModel]) -> st.SearchStrategy[dict[str, Any]]:
    """Draw some of the facts of a record, by the types of its fields."""
    fields = {}
    for name, info in model.model_fields.items():
        (kind,) = (option for option in get_args(info.annotation) if option is not NoneType)
        base = get_args(kind)[0] if get_origin(kind) is Annotated else kind
        if get_origin(kind) is Literal:
            fields[name] = st.sampled_from(get_args(kind))
        elif base is float:
            fields[name] = st.floats(0, 1)
        else:
            fields[name] = {bool: st.booleans(), str: TEXT, Duration: DURATION, Money: MONEY}[base]
    return some(**fields)


EVIDENCE = some(method=TEXT, source=TEXT, n=st.integers(0, 999), by=TEXT, on=DATE)


def release(calendars: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    when = st.fixed_dictionaries({"every": DURATION}) | st.just({"at": ["09:00", "13:00"]})
    which = st.just({}) if not calendars else some(calendar=st.sampled_from(calendars))
    return st.tuples(when, which).map(lambda both: both[0] | both[1])


def element(names: dict[str, list[str]]) -> dict[str, st.SearchStrategy[Any]]:
    """Return what steps and events have in common."""
    fields: dict[str, st.SearchStrategy[Any]] = {"evidence": EVIDENCE, "release": release(names["calendars"])}
    return fields | ({"calendar": st.sampled_from(names["calendars"])} if names["calendars"] else {})


@st.composite
def steps(draw: st.DrawFn, names: dict[str, list[str]]) -> dict[str, Any]:
    groups = st.sampled_from(names["groups"]) if names["groups"] else st.nothing()
    need = st.fixed_dictionaries(
        {"group": groups, "alternative": st.integers(0, 2)}, optional={"skill": TEXT, "duration": TIMES}
    )
    work = some(
        duration=TIMES,
        **({"role": groups} if names["groups"] else {}),
        **({} if draw(st.booleans()) or not names["groups"] else {"needs": st.lists(need, max_size=3)}),
    )
    who = draw(work | st.fixed_dictionaries({"delay": TIMES}))
    if "role" in who:
        who.pop("needs", None)
    days = st.lists(st.sampled_from(["mon", "tue", "sun"]), max_size=2, unique=True)
    rule = some(size=st.integers(1, 9), waited=DURATION, window=TEXT, weekdays=days)
    factors = st.dictionaries(st.integers(1, 9).map(str), NUMBER, max_size=2)
    others = some(
        cost=MONEY,
        transfer=TIMES,
        at_close=st.sampled_from(["pause", "finish", "fits"]),
        priority=st.integers(-5, 5),
        preempts=st.booleans(),
        setup=TIMES,
        work_kind=TEXT,
        patience=TIMES,
        limit=st.integers(0, 9),
        call_back=st.fixed_dictionaries(
            {"threshold": DURATION, "acceptance": st.floats(0, 1)},
            optional={"reach": st.floats(0, 1), "retry": DURATION, "max_delay": DURATION},
        ),
        escalation=st.fixed_dictionaries(
            {"after": DURATION, "priority": st.integers(-5, 5)}, optional={"target": DURATION}
        ),
        error_rate=st.floats(0, 1),
        instances=NUMBERS,
        hold=DURATION,
        controls=st.lists(TEXT, max_size=3),
        inputs=st.lists(TEXT, max_size=2),
        updates=named(ATTRIBUTE, 2),
        same_person=st.sampled_from(names["steps"]),
        not_same_person=st.lists(st.sampled_from(names["steps"]), max_size=2),
        value=st.fixed_dictionaries({"class": st.sampled_from(["VA", "NVA"])}, optional={"why": TEXT}),
        satisfaction=some(importance=NUMBER, score=NUMBER, scale=TEXT, n=st.integers(0, 99)),
        batch=st.fixed_dictionaries(
            {"rules": st.lists(rule, max_size=2)},
            optional={"max": st.integers(1, 9), "factor": factors, "group_by": TEXT, "flush": st.booleans()},
        ),
        **element(names),
    )
    return draw(facts(StepFacts)) | draw(others) | who


RATES = NUMBER | st.fixed_dictionaries(
    {"mon-thu": st.just({"09:00-12:00": 20, "12:00-17:00": "12 (10 to 15)"})}, optional={"sat": NUMBER}
)
ATTRIBUTE = (
    st.floats(0, 1)
    | st.sampled_from(["lognormal(mean=180, sd=220)", {"number": 3}, {"share": "12 %"}])
    | WORD.map(lambda word: {word: 0.25, f"{word}.": "rest"})
)
LEVELS = st.lists(st.fixed_dictionaries({"level": st.integers(-3, 9)}, optional={"when": TEXT}), max_size=2)
MEMBER = st.fixed_dictionaries(
    {"name": TEXT}, optional={"speed": st.floats(0.1, 9), "skills": st.lists(TEXT, max_size=2)}
)
CALENDAR = st.fixed_dictionaries(
    {"tue": st.just("09:00-10:00")},
    optional={
        "wed-sun": HOURS,
        "holidays": st.just("GB-ENG"),
        "closed": st.lists(DATE, max_size=2),
        "open": st.dictionaries(DATE, HOURS | st.just([]), max_size=2),
    },
)
CLOCK = some(
    start=st.datetimes().map(lambda at: str(at.replace(microsecond=0))),
    timezone=st.sampled_from(["UTC", "Europe/London"]),
)


@st.composite
def notes_on(draw: st.DrawFn, process_map: ProcessMap) -> Annotations:
    """Draw notes that fit a map."""
    calendars = draw(named(CALENDAR, 2))
    names = {"calendars": list(calendars), "steps": [node.id for node in process_map.activities]}
    any_calendar = {"calendar": st.sampled_from(list(calendars))} if calendars else {}
    many = st.sampled_from([9, "9 (8 to 10)"]) | st.lists(MEMBER, min_size=1, max_size=2)
    group = some(
        members=many,
        cost=RATE,
        choice=st.just("random"),
        ageing=DURATION,
        slow=st.lists(NUMBER, max_size=2),
        **any_calendar,
    )
    groups = {name: draw(facts(GroupFacts)) | draw(group) for name in draw(st.lists(WORD, max_size=2, unique=True))}
    names["groups"] = list(groups)
    arrivals = TIMES | st.fixed_dictionaries({"per_hour": RATES}, optional=any_calendar) | st.just({"file": "a, b.csv"})
    starts = [node.id for node in process_map.starts if node.position == "start"]
    begun = st.fixed_dictionaries({"cases": st.integers(2, 99), "left": TIMES}, optional={"age": DURATION})
    in_hand = st.dictionaries(st.sampled_from(names["steps"]), st.integers(1, 99) | begun, max_size=2)
    case = some(
        start=st.sampled_from(starts),
        arrivals=arrivals,
        attributes=named(ATTRIBUTE, 2),
        priorities=LEVELS,
        initial_work=in_hand,
    )
    events = [node.id for node in process_map.nodes if node.kind == "event" or node.type == "receiveTask"]
    gateways = [node for node in process_map.nodes if node.kind == "gateway" and process_map.is_split(node.id)]
    between = st.tuples(*[st.sampled_from(names["steps"])] * 2).map(" -> ".join)
    return Annotations.model_validate(
        {
            **draw(some(currency=st.just("EUR"), clock=CLOCK)),
            "calendars": calendars,
            "resources": groups,
            "cases": draw(named(case, 2)),
            "steps": draw(st.dictionaries(st.sampled_from(names["steps"]), steps(names), max_size=3)),
            "events": draw(st.dictionaries(st.sampled_from(events), some(delay=TIMES, **element(names)), max_size=2)),
            "flows": {
                node.id: {
                    flow.id: "rest" if at else draw(SHARE) for at, flow in enumerate(process_map.outgoing(node.id))
                }
                for node in gateways
                if draw(st.booleans())
            },
            "transitions": draw(st.dictionaries(between, facts(TransitionNotes), max_size=2)),
            "process": draw(facts(ProcessNotes)),
        }
    )


HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">\n'
PARTS = {
    "task": "<task {}/>",
    "sub": "<subProcess {}><startEvent/><task/></subProcess>",
    "receive": "<receiveTask {}><extensionElements><x:y xmlns:x='x' a='1'/></extensionElements></receiveTask>",
    "wait": "<intermediateCatchEvent {}><documentation>d</documentation></intermediateCatchEvent>",
    "split": "<exclusiveGateway {}><!-- c --></exclusiveGateway>",
}


@st.composite
def maps(draw: st.DrawFn) -> ProcessMap:
    """Draw a map of chains; gateways have a way past the next element."""
    ids = iter(draw(st.permutations(["a", "Ä", "b.1", "c-2", "_d", "e", "f", "g", "h", "i", "j", "k"])))
    inside = []
    for number in range(draw(st.integers(1, 2))):
        kinds = ["task", *draw(st.lists(st.sampled_from(list(PARTS)), max_size=4))]
        keys = [f"s{number}", *(next(ids) for _ in kinds), f"e{number}"]
        parts = [f'<startEvent id="{keys[0]}"/>', f'<endEvent id="{keys[-1]}"/>']
        parts += [
            PARTS[kind].format(f'id="{key}" name={quoteattr(draw(TEXT))}')
            for kind, key in zip(kinds, keys[1:], strict=False)
        ]
        pairs = list(pairwise(keys))
        pairs += [(a, keys[-1]) for a, kind in zip(keys[1:], kinds, strict=False) if kind == "split"]
        has_ids = draw(st.booleans())
        for at, (a, b) in enumerate(pairs):
            key = f'id="f{number}_{at}" ' if has_ids else ""
            parts.append(f'<sequenceFlow {key}sourceRef="{a}" targetRef="{b}"/>')
        inside.append(f"<process id='p{number}'>\n" + "\n".join(parts) + "\n</process>")
    return build_map(read_bpmn((HEAD + "\n".join(inside) + "</definitions>").encode(), file="drawn.bpmn"))
