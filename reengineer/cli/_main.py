"""Find the command, run it, and turn errors into messages and exit codes."""

import gc
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from reengineer._version import __version__
from reengineer.errors import ReengineerError, nearest

COMMANDS = {
    "demo": "Run a review that comes with the package.",
    "init": "Make a review folder and a workbook to fill in for a map.",
    "fit": "Fit a model to the event log of a process.",
    "status": "Say where a review stands: done, overdue, missing, and whom to ask.",
    "note": "Add a line to the log of a review.",
    "check": "Say what is wrong with maps, reviews and their files.",
    "show": "List what a map holds, or draw it.",
    "boundary": "Say whether the controls and rules agreed hold, with proofs.",
    "diff": "Say how two maps differ, or a map and an option.",
    "brief": "Draft a briefing for each role that a review or an option concerns.",
    "told": "Record who was told, and what came back.",
    "ask": "Raise the questions that a review's steps call for.",
    "try": "Simulate one idea beside the process as it is.",
    "options": "List the options of a review, and say which go together.",
    "optimise": "Search for options within the boundary, and test them again.",
    "sheets": "Write the questions as sheets to fill in, one a role.",
    "serve": "Hold a workshop: people answer in their browsers, all at once.",
    "answers": "Take answers back, and set performers beside managers.",
    "feedback": "Import what customers and colleagues say, and tell what it says.",
    "assess": "Rate each step, and say what matters most to customers.",
    "simulate": "Run a review and its options, or a bare map.",
    "compare": "Print how the options of stored results differ.",
    "consequences": "Lay out what an option means for customers, organisation, colleagues.",
    "conclude": "Set criteria beside what was found, and conclusions beside evidence.",
    "authority": "Say who may decide about each option.",
    "decide": "Record a decision about an option, if those who decide may.",
    "plan": "Plan how an option is carried out, with its critical path.",
    "trial": "Organise a trial of an option: cases, weeks, guardrails, calendar.",
    "monitor": "Set what was predicted of an option beside what was observed.",
    "compliance": "Print controls, who verified them, prompts, and personal data.",
    "purge": "Say which personal data are past their date, and delete them.",
    "report": "Write the report of stored results.",
    "convert": "Turn a map and its notes from one form into another.",
    "explain": "Say what a measure means and how it misleads.",
    "schema": "Print the JSON Schema of a file that people write.",
    "selftest": "Compare this installation with known answers.",
}
"""Commands in the order of the road, with the help that the list of commands shows."""

OUR_FAULT = 70
EPILOG = """\
\b
Exit codes:
  0    good; what the boundary forbids in a whole review is reported
  1    check found an error, or a criterion was missed under --require
  2    the command was called wrongly
  3    an input file is wrong, and nothing was written
  4    an option named by --option is forbidden
  5    a stated limit stopped the simulation; what there is was printed
  70   a fault of reengineer
  130  interrupted; results that were finished are kept

Start with: reengineer demo
"""


class _Commands(click.Group):
    """Load a command when it is called, so that help does not wait for pandas and matplotlib."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click calls it so
        """Return the names in the order of the road."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """Return a command, loaded now."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"reengineer.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """List commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest command where there is none of a name."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            hint = nearest(args[0], COMMANDS) or f"there are: {', '.join(COMMANDS)}"
            ctx.fail(f"there is no command '{args[0]}'; {hint}")
        return super().resolve_command(ctx, args)

    def __call__(self, *_args: Any, **_kwargs: Any) -> Any:  # noqa: ANN401 - click's own values
        """Run the command line with our messages and exit codes, and exit."""
        # What a command loads and reads stays to its end, so that looking for garbage as it grows finds none.
        gc.set_threshold(200_000, 20, 20)
        # What a file means does not depend on plug-ins of pydantic, and looking for them costs time.
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
        from reengineer.cli._shared import INTERRUPTED

        code = run(sys.argv[1:])
        if code == INTERRUPTED:
            # What is finished is written. Workers in the middle of a replication are not waited for.
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        # All memory goes back at the end. The interpreter would look through it for garbage first, twice.
        gc.freeze()
        sys.exit(code)


def _show_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if not value or ctx.resilient_parsing:
        return
    from reengineer.simulation import compiled

    parts = f"compiled: {'yes' if compiled() else 'no'}; Python {sys.version.split()[0]}"
    click.echo(f"reengineer {__version__} ({parts})")
    ctx.exit()


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    options_metavar="[--help | --version]",
    subcommand_metavar="COMMAND [ARGUMENTS]",
    epilog=EPILOG,
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Say which version this is.",
)
def main() -> None:
    """Review a service process drawn in BPMN: challenge each step, try changes within agreed boundaries, and
    compare them by simulation.
    """  # noqa: D205 - one sentence for people, which click wraps


def run(args: Sequence[str]) -> int:
    """Run the command line; return the exit code.

    Parameters
    ----------
    args : sequence of str
        Without the name of the program.
    """
    _forgive_streams()
    try:
        result = main.main(list(args), prog_name="reengineer", standalone_mode=False)
    except Exception as error:  # noqa: BLE001 - the one place where a fault of ours becomes a message
        return _explain(error)
    except (KeyboardInterrupt, click.exceptions.Abort):
        return _interrupted()
    except SystemExit:
        # Click leaves so when the reader of our output has gone, which is nobody's fault.
        return 0
    return result if isinstance(result, int) else 0


def _forgive_streams() -> None:
    """Let letters that a terminal cannot show become question marks instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _explain(error: Exception) -> int:
    """Say what went wrong; return the exit code."""
    from reengineer.cli._shared import say

    if isinstance(error, click.exceptions.Abort):
        return _interrupted()
    if isinstance(error, ReengineerError):
        say(str(error))
        return error.exit_code
    if isinstance(error, click.ClickException):
        error.show()
        return error.exit_code
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        say(f"{where}{error.strerror or error}.\n  Check the path, the space left and your rights. [RE701]")
        return 3
    return _our_fault(error)


def _interrupted() -> int:
    from reengineer.cli._shared import INTERRUPTED

    click.echo("Interrupted. Replications that were finished are kept; the same command goes on.", err=True)
    return INTERRUPTED


def _our_fault(error: Exception) -> int:
    if os.environ.get("REENGINEER_DEBUG"):
        raise error
    from reengineer.cli._shared import say

    say(f"This is a fault of reengineer, not of your files: {type(error).__name__}: {error}. [RE790]")
    say("  Set REENGINEER_DEBUG=1 to see where, and please report it.")
    return OUR_FAULT
