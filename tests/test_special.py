import subprocess
import sys

import numpy as np
import pytest
import scipy.special

from reengineer._special import special

ASKED = {
    "stdtr": (29, -2.1), "stdtrit": (29, 0.975), "ndtri": (0.975,), "bdtr": (3, 10, 0.5), "gammainc": (2.5, 1.5),
    "gammaincinv": (14.5, 0.3), "chdtrc": (3, 7.8), "betaincinv": (2.5, 4.5, 0.1),
}  # fmt: skip


def run(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("name", sorted(ASKED))
def test_the_functions_are_those_of_scipy(name: str) -> None:
    assert getattr(special(), name)(*ASKED[name]) == getattr(scipy.special, name)(*ASKED[name])


def test_functions_are_loaded_without_the_package_and_the_package_after_them() -> None:
    asked = ", ".join(f"float(found.{name}{args})" for name, args in sorted(ASKED.items()))
    program = f"""
import sys
from reengineer._special import special
found = special()
print("scipy.special" in sys.modules, "numpy.f2py" in sys.modules, special() is found)
print([{asked}])
import scipy.special, scipy.stats
print(scipy.special.stdtr is found.stdtr, special() is scipy.special, scipy.special._ufuncs is found)
print(round(scipy.stats.norm.ppf(0.975), 6))
"""
    loaded, values, later, normal = run(program).splitlines()
    assert loaded == "False False True"
    expected = [float(getattr(scipy.special, name)(*args)) for name, args in sorted(ASKED.items())]
    assert np.array_equal(np.fromstring(values.strip("[]"), sep=","), expected)
    assert later == "True True True"
    assert normal == "1.959964"


@pytest.mark.parametrize(
    "change", ["COMPILED = 'scipy.special._moved'", "PathFinder = type('', (), {'find_spec': print})"]
)
def test_where_scipy_is_laid_out_in_another_way_the_package_is_used(change: str) -> None:
    program = f"""
from reengineer import _special
_special.{change}
found = _special.special()
print(found.__name__, round(float(found.ndtri(0.975)), 6))
"""
    assert run(program).splitlines()[-1] == "scipy.special 1.959964"
