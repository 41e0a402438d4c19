"""Be the command line: one file a command, each loaded when it is called."""

from reengineer.cli._main import main, run

__all__ = ["main", "run"]
