"""Drive a headless Chromium over a pipe, with several people in it who share nothing."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Browser:
    """Be a browser that is told what to do over a pipe; messages end with a zero byte."""

    def __init__(self, program: str, profile: Path) -> None:
        there, self._to = os.pipe()
        self._from, back = os.pipe()
        ours = (there, back)
        command = (
            f'exec "$0" --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run '
            f'--user-data-dir="{profile}" --remote-debugging-pipe about:blank 3<&{there} 4>&{back}'
        )
        self.process = subprocess.Popen(
            ["/bin/bash", "-c", command, program], pass_fds=ours, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for each in ours:
            os.close(each)
        self._number, self._rest = 0, b""

    def call(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        """Return the answer to one command."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        for said in self._messages():
            if said.get("id") == self._number:
                assert "error" not in said, said
                return dict(said["result"])
        raise AssertionError("the browser is gone")

    def _messages(self) -> Iterator[dict[str, Any]]:
        while True:
            while b"\0" in self._rest:
                line, _, self._rest = self._rest.partition(b"\0")
                yield json.loads(line)
            data = os.read(self._from, 1 << 20)
            if not data:
                return
            self._rest += data

    def close(self) -> None:
        self.call("Browser.close")
        self.process.wait(timeout=30)
        os.close(self._to)
        os.close(self._from)


class Tab:
    """Be one person's window: its cookies are its own."""

    def __init__(self, browser: Browser, *, width: int = 1200, height: int = 900) -> None:
        self.browser = browser
        context = browser.call("Target.createBrowserContext")["browserContextId"]
        target = browser.call("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        self.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                  mobile=width < 600)  # fmt: skip

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        return self.browser.call(method, self.session, **params)

    def run(self, script: str) -> Any:
        """Return what a script gives in the page; the page's own policy lets none of its own run."""
        found = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def open(self, address: str) -> None:
        self.call("Page.navigate", url=address)
        self.settled()

    def settled(self) -> None:
        """Wait until the page is there."""
        for _ in range(400):
            try:
                done = "document.readyState === 'complete' && location.href !== 'about:blank' && !window.leaving"
                if self.run(done):
                    return
            except AssertionError:
                pass
            self.browser.call("Browser.getVersion")
        raise AssertionError("the page does not load")

    def press(self, script: str) -> None:
        """Do something that leaves the page, and wait for the next one."""
        self.run(f"window.leaving = true; {script}; 1")
        self.settled()

    def picture(self, path: Path) -> None:
        import base64

        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        data = self.call("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)["data"]
        path.write_bytes(base64.b64decode(data))


@contextmanager
def browsing(program: str, profile: Path) -> Iterator[Browser]:
    browser = Browser(program, profile)
    try:
        yield browser
    finally:
        browser.close()
