"""Build what pyproject.toml cannot say: optional compiled modules, and the sample reviews inside the wheel.

A module is compiled where a ``.pxd`` file of the same name stands beside it. Nothing depends on that: without Cython
or a C compiler the same source runs as plain Python, with the same results, more slowly. `reengineer --version` says
which of the two an installation has. All modules are compiled or none is, because compiled ones rely on each other.

The modules of the event loop are joined into one, ``_compiled``, before that: see `joining`.
What each module would carry of Cython's own code for views of memory is compiled once, as ``reengineer._cyutility``.
"""

import shutil
import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.build_py import build_py

try:
    from Cython.Build import cythonize
    from Cython.Compiler.Errors import CompileError
except ImportError:
    cythonize = None

sys.path.insert(0, str(Path(__file__).parent))  # a build apart from the checkout does not look there
from joining import joined

PACKAGE = Path("reengineer")
LOOP = PACKAGE / "simulation" / "loop"
JOINED = "reengineer.simulation.loop._compiled"
USED = ("calendars/_ticks", "simulation/_quantiles", "simulation/_draws")
"""What the loop calls most; compiled with it once more, beside the module that Python calls."""
SAMPLES = ("models", "scenarios")
LEFT_OUT = ("results", "__pycache__", ".*", "*.pyc", "~$*")
DIRECTIVES = {
    "language_level": 3,
    "boundscheck": False,
    "wraparound": False,
    "cdivision": True,
    "initializedcheck": False,
    "annotation_typing": False,  # the .pxd alone says the types; annotations are for readers and mypy
}
SHARED = "reengineer._cyutility"
# Both engines must give the same last bit on every machine: no fast maths, no fused multiply-add.
FLAGS = {"msvc": ["/fp:precise"], "other": ["-g0", "-ffp-contract=off"]}
# What only hands out views of memory becomes no quicker by work of the compiler.
SPEED = {"msvc": ("/O2", "/Od"), "other": ("-O3", "-O0")}


def typed_modules() -> list[Extension]:
    """Return an extension for each module that has types beside it, for the loop as one, and for what they share."""
    typed = [
        Extension(".".join(types.with_suffix("").parts), [types.with_suffix(".py").as_posix()], optional=True)
        for types in sorted(PACKAGE.rglob("*.pxd"))
        if types.with_suffix(".py").is_file() and types.parent != LOOP
    ]
    made_later = [Extension(name, [f"{name.replace('.', '/')}.c"], optional=True) for name in (JOINED, SHARED)]
    return [*typed, *made_later]


def joined_loop(folder: Path) -> str:
    """Write the joined modules of the loop into a folder; return the path."""
    modules = [PACKAGE / f"{name}.py" for name in USED]
    modules += [types.with_suffix(".py") for types in sorted(LOOP.glob("*.pxd"))]
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / "_compiled.pyx"
    source.write_text(joined(modules, ("instant.advance", "instant.begin_run")), encoding="utf-8")
    return source.as_posix()


class BuildExtensions(build_ext):
    """Translate with Cython, compile, and carry on without either."""

    def run(self) -> None:
        self._forget_old_builds()
        super().run()

    def build_extensions(self) -> None:
        self.parallel = True
        kind = "msvc" if self.compiler.compiler_type == "msvc" else "other"
        sources = self._translated()
        for each in self.extensions:
            each.sources = sources.get(each.name, [])
            each.extra_compile_args = [*FLAGS[kind], SPEED[kind][each.name == SHARED]]
        super().build_extensions()
        made = [Path(self.get_ext_fullpath(each.name)) for each in self.extensions]
        if not all(path.exists() for path in made):
            for path in made:
                path.unlink(missing_ok=True)
            self.warn("nothing is compiled, so simulations run as plain Python: the same numbers, more slowly")

    def build_extension(self, ext: Extension) -> None:
        if ext.sources:
            super().build_extension(ext)

    def _forget_old_builds(self) -> None:
        """Remove what an earlier build left: a failed build must not leave the last one in force."""
        for each in self.extensions:
            compiled = Path(self.get_ext_filename(each.name))
            (Path(self.build_lib) / compiled).unlink(missing_ok=True)
            if self.inplace or getattr(self, "editable_mode", False):
                compiled.unlink(missing_ok=True)
        if self.inplace or getattr(self, "editable_mode", False):
            for module in LOOP.glob("*" + Path(self.get_ext_filename("")).suffix):
                module.unlink()

    def _translated(self) -> dict[str, list[str]]:
        """Return the C sources by module; none where Cython is absent or refuses a module."""
        if cythonize is None:
            self.warn("Cython is not here")
            return {}
        try:
            # cythonize() forgets `optional`, so only the sources it makes are taken.
            loop = joined_loop(Path(self.build_temp) / "joined")
            made = cythonize(
                [Extension(each.name, [loop] if each.name == JOINED else each.sources) for each in self.extensions],
                compiler_directives=DIRECTIVES,
                shared_utility_qualified_name=SHARED,
                build_dir=(Path(self.build_temp) / "cython").as_posix(),
                force=True,
                quiet=True,
            )
        except CompileError as reason:
            self.warn(f"Cython refuses a module: {reason}")
            return {}
        return {each.name: each.sources for each in made}


class BuildWithSamples(build_py):
    """Put the reviews and maps of the checkout into the wheel, as reengineer/samples/."""

    def run(self) -> None:
        if getattr(self, "editable_mode", False):
            super().run()
            return
        # A module that is no longer in the checkout must not come back from an earlier build.
        shutil.rmtree(Path(self.build_lib) / PACKAGE, ignore_errors=True)
        super().run()
        for folder in SAMPLES:
            if Path(folder).is_dir():
                to = Path(self.build_lib) / PACKAGE / "samples" / folder
                shutil.copytree(folder, to, ignore=shutil.ignore_patterns(*LEFT_OUT))


setup(
    ext_modules=typed_modules(),
    cmdclass={"build_ext": BuildExtensions, "build_py": BuildWithSamples},
)
