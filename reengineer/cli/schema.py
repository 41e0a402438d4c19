"""Print JSON Schemas."""

from typing import Any

import click

from reengineer.cli._shared import examples, print_json

NAMES = ("annotations", "boundary", "feedback", "methods", "option", "review", "rules", "search", "trial")


@click.command("schema", options_metavar="[--help]", epilog=examples("reengineer schema review > review.schema.json"))
@click.argument("name", metavar="NAME", type=click.Choice(NAMES))
def command(name: str) -> None:
    """Print the JSON Schema of a file that people write, for editors to check it against.

    NAME is one of annotations, boundary, feedback, methods, option, review, rules, search
    and trial.
    """
    print_json(_schema(name))


def _schema(name: str) -> dict[str, Any]:
    from pydantic import BaseModel

    from reengineer.annotations import Annotations
    from reengineer.boundaries import Boundary
    from reengineer.feedback import FeedbackNotes
    from reengineer.monitor import MethodNotes, TrialPlan
    from reengineer.options import option_schema
    from reengineer.questions import RuleFile
    from reengineer.review import ReviewNotes
    from reengineer.search import SearchNotes

    if name == "option":
        return option_schema()
    models: dict[str, type[BaseModel]] = {
        "annotations": Annotations,
        "boundary": Boundary,
        "feedback": FeedbackNotes,
        "methods": MethodNotes,
        "review": ReviewNotes,
        "rules": RuleFile,
        "search": SearchNotes,
        "trial": TrialPlan,
    }
    return models[name].model_json_schema()
