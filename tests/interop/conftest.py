"""Give tests of other tools' files a small map and their samples."""

from collections.abc import Callable
from pathlib import Path

import pytest

MAP = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x" id="D">
<process id="P">
<startEvent id="s"/><task id="a" name="Look at it"/><exclusiveGateway id="g" name="Fine?"/>
<task id="b" name="Mend it"/><intermediateCatchEvent id="w"><timerEventDefinition/></intermediateCatchEvent>
<endEvent id="e"/>
<sequenceFlow id="s_a" sourceRef="s" targetRef="a"/><sequenceFlow id="a_g" sourceRef="a" targetRef="g"/>
<sequenceFlow id="g_w" sourceRef="g" targetRef="w"/><sequenceFlow id="g_b" sourceRef="g" targetRef="b"/>
<sequenceFlow id="b_w" sourceRef="b" targetRef="w"/><sequenceFlow id="w_e" sourceRef="w" targetRef="e"/>
</process>EXTRA</definitions>"""


@pytest.fixture(scope="session")
def bpmn() -> Callable[..., bytes]:
    """Return what makes a map of two tasks, a choice and a wait, with something behind its process."""

    def made(extra: str = "") -> bytes:
        return MAP.replace("EXTRA", extra).encode()

    return made


@pytest.fixture(scope="session")
def samples(shared: Path) -> Path:
    """Return the folder of other tools' files."""
    return shared / "samples"
