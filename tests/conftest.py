"""Give tests the reference material that stands beside a checkout, where there is one."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples in every checked run: what one run saw, the next one sees. Elsewhere new ones are tried each time.
settings.register_profile("checked", derandomize=True, deadline=None)
settings.register_profile("everyday", deadline=None)
settings.load_profile("checked" if os.environ.get("CI") == "true" else "everyday")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of reference material; skip where it is absent, fail where CI needs it."""
    if SHARED.is_dir():
        return SHARED
    if os.environ.get("CI") == "true":
        pytest.fail(f"the reference material is missing: {SHARED}")
    pytest.skip("the reference material is not beside this checkout")
