"""Load the functions of ``scipy.special`` that statistics need, without the rest of it.

The package `scipy.special` wraps its functions for arrays of other libraries when it is imported, and loads what makes
extension modules of Fortran to do so. That takes five times as long as all that a few quantiles need: its module of
compiled functions, which gives the very same functions.
"""

import sys
from importlib import import_module
from importlib.machinery import PathFinder
from threading import Lock
from types import ModuleType

PACKAGE = "scipy.special"
COMPILED = f"{PACKAGE}._ufuncs"
_lock = Lock()


def special() -> ModuleType:
    """Return a module with `stdtr`, `stdtrit`, `ndtri`, `bdtr`, `gammainc`, `gammaincinv` and their kin.

    The functions are those of `scipy.special`. Where it is laid out in another way than is known here, it is that.
    """
    with _lock:
        if PACKAGE in sys.modules:
            return sys.modules[PACKAGE]
        if COMPILED in sys.modules:
            return sys.modules[COMPILED]
        return _alone() or import_module(PACKAGE)


def _alone() -> ModuleType | None:
    """Return the compiled functions, with an empty package in the place of theirs while they are loaded."""
    found = PathFinder.find_spec(PACKAGE, import_module("scipy").__path__)
    if found is None or found.submodule_search_locations is None:
        return None
    empty = ModuleType(PACKAGE)
    empty.__path__ = list(found.submodule_search_locations)
    sys.modules[PACKAGE] = empty
    try:
        return import_module(COMPILED)
    except (ImportError, AttributeError):
        return None
    finally:
        # Whoever imports the package later gets all of it; what is loaded already is taken into it.
        sys.modules.pop(PACKAGE, None)
