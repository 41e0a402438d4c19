"""Import the modules that are compiled here as the plain Python that they are written in."""

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import reengineer

ROOT = Path(reengineer.__file__).resolve().parent


class PlainFinder(MetaPathFinder):
    """Find the source of each module of the package that has its types beside it."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        if not fullname.startswith("reengineer."):
            return None
        stem = ROOT.joinpath(*fullname.split(".")[1:])
        source = stem.with_suffix(".py")
        if not source.is_file() and not stem.is_dir():
            raise ModuleNotFoundError(fullname)  # what only a compiled package has
        if not source.with_suffix(".pxd").is_file():
            return None
        return importlib.util.spec_from_file_location(fullname, source)


@contextmanager
def _apart() -> Iterator[None]:
    """Forget the package for a while, and know it again as it was afterwards."""
    known = {name: module for name, module in sys.modules.items() if name.split(".")[0] == "reengineer"}
    for name in known:
        del sys.modules[name]
    finder = PlainFinder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if name.split(".")[0] == "reengineer"]:
            del sys.modules[name]
        sys.modules.update(known)


def import_plain(name: str) -> ModuleType:
    """Return a module whose own and all other compiled parts are plain Python."""
    with _apart():
        return importlib.import_module(name)
