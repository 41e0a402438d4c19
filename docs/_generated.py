"""Write the parts of the reference that the package knows itself, as Markdown."""

import inspect
import re
from collections.abc import Callable, Iterator, Sequence


def table(head: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join(lines)


def measures() -> str:
    from reengineer.measures import MEASURES

    rows = ((f"`{each.name}`", each.kind, each.better or "depends", each.definition) for each in MEASURES.values())
    kinds = table(["Measure", "Counted in", "Better", "Definition"], rows)
    return f"{kinds}\n\n{measure_notes()}"


def measure_notes() -> str:
    from reengineer.measure_notes import NOTES

    rows = ((f"`{name}`", each.formula, " ".join(each.pitfalls)) for name, each in NOTES.items())
    return table(["Measure", "Formula", "Pitfalls"], rows)


def operations() -> str:
    from reengineer.operations import OPERATIONS
    from reengineer.options import kinds

    rows = (
        (f"[`{each.name}`](#{each.name})", each.kind, each.simulates, ", ".join(each.costs))
        for each in OPERATIONS.values()
    )
    listed = table(["Operation", "Alters", "What a simulation shows", "What drives its cost"], rows)
    return "\n\n".join([listed, *(f"({name})=\n## {name}\n\n{_described(kinds()[name])}" for name in OPERATIONS)])


def _described(kind: type) -> str:
    """Return the docstring of a class as Markdown: its paragraphs, and its parameters as a list."""
    words, _, parameters = inspect.cleandoc(kind.__doc__ or "").partition("Parameters\n----------\n")
    words = re.sub(r"``([^`]+)``", r"`\1`", words)
    words = words.replace("\n**", "\n\n**")
    items = re.sub(r"^(\S.*?) : (.*)$", r"* `\1`: \2", parameters, flags=re.MULTILINE)
    items = re.sub(r"^(?![* ])(\S.*)$", r"* `\1`", items, flags=re.MULTILINE)
    return f"{words.strip()}\n\n{items.strip()}".strip()


def form_rules() -> str:
    from reengineer.processmap import FORM_RULES

    rows = (
        (
            f"[{rule.code}](errors.md#{rule.code.lower()})",
            " or ".join(filter(None, (rule.severity, rule.also))),
            rule.title,
        )
        for rule in FORM_RULES.values()
    )
    return table(["Code", "Severity", "What is found"], rows)


def bpmn_coverage() -> str:
    from reengineer.simulation import Support, support

    rows = support()
    attributes = [each for each in rows if "/@" in each.construct]
    events = [each for each in rows if "/" in each.construct and each not in attributes]
    elements = [each for each in rows if "/" not in each.construct]

    def fate(each: Support) -> str:
        code = f" ([{each.code}](errors.md#{each.code.lower()}))" if each.code else ""
        return each.fate + code + (f"; {each.condition}" if each.condition else "")

    def lines(some: list[Support]) -> Iterator[Sequence[str]]:
        return ((f"`{each.construct.replace('/', ' ')}`", f"`{each.record}`", fate(each)) for each in some)

    head = ["Element", "Read into", "In a simulation"]
    kinds = ["Event", "Kind", "In a simulation"]
    parts = (f"`{each.construct}`".replace("/", "` | `") + f" | {fate(each)}" for each in events)
    return "\n\n".join((
        "## Elements", table(head, lines(elements)),
        "## Kinds of event", table(kinds, (part.split(" | ") for part in parts)),
        "## Attributes", table(["Attribute", *head[1:]], lines(attributes)),
    ))  # fmt: skip


def worked_rules() -> str:
    from pathlib import Path

    from reengineer.files import read_yaml

    folder = Path(__file__).parent
    titles = {
        f"{path.stem} {example['id']}": example["title"]
        for path in sorted((folder.parent / "tests" / "worked").glob("*.yaml"))
        for example in read_yaml(path).data["examples"]
    }

    def shown(name: str) -> str:
        if name in titles:
            return f"`{name}` {titles[name]}"
        return f"`{name.rpartition('::')[2]}`"

    rules = read_yaml(folder / "reference" / "worked-rules.yaml").data
    return table(["Rule", "Shown by"], ((rule, "; ".join(map(shown, names))) for rule, names in rules.items()))


def commands() -> str:
    import click

    from reengineer.cli import main

    def describe(command: click.Command, name: str) -> Iterator[str]:
        context = click.Context(command, info_name=name, terminal_width=100, max_content_width=100)
        yield f"## {name}\n\n```text\n{command.get_help(context)}\n```\n"
        if isinstance(command, click.Group):
            for each in command.list_commands(context):
                under = command.get_command(context, each)
                if under is not None and not under.hidden:
                    yield from describe(under, f"{name} {each}")

    return "\n".join(describe(main, "reengineer"))


def questions() -> str:
    from reengineer.questions import catalogue, rule_page

    rules = catalogue()
    parts, family = list[str](), ""
    for rule in rules:
        if rule.family != family:
            family = rule.family
            parts.append(f"## {family.capitalize()}\n")
        # A page begins with a title and has sections of its own: both go down two levels here.
        lines = rule_page(rules, rule.id).splitlines()
        parts.append("\n".join(f"##{line}" if line.startswith("#") else line for line in lines))
    return "\n\n".join(parts)


def vocabulary() -> str:
    from reengineer.questions import catalogue

    terms, parts = catalogue().terms, list[str]()
    for said_of, names in terms.file.names.items():
        rows = (
            (f"`{name}`", each.says, each.means, each.unit or "", each.origin or each.kind)
            for name, each in names.items()
        )
        parts += [f"## {said_of.capitalize()}", table(["Name", "People read", "Means", "Unit", "From"], rows)]
    levels = (
        (f"`th.{name}`", each.says, f"{each.value:g}", each.unit or "", each.basis)
        for name, each in terms.thresholds.items()
    )
    heads = ["Name", "People read", "Level", "Unit", "Basis"]
    return "\n\n".join((*parts, "## Levels at which to ask", table(heads, levels)))


def criteria() -> str:
    from pathlib import Path

    from reengineer.files import read_yaml

    rows = read_yaml(Path(__file__).parent / "reference" / "criteria.yaml").data
    lines = (
        (
            str(row["id"]),
            str(row["title"]),
            ", ".join(f"`{name}`" for name in row["commands"]),
            str(row["leaves"]),
            ", ".join(f"`{name.rpartition('::')[2]}`" for name in row["shown_by"]),
        )
        for row in rows
    )
    return table(["", "Criterion", "Commands", "Leaves behind", "Shown by"], lines)


PAGES: dict[str, Callable[[], str]] = {
    "measures": measures,
    "operations": operations,
    "form_rules": form_rules,
    "bpmn_coverage": bpmn_coverage,
    "commands": commands,
    "criteria": criteria,
    "questions": questions,
    "vocabulary": vocabulary,
    "worked_rules": worked_rules,
}
