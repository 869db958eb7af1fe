"""Chromium, which opens pages and calendars by the script `browser.mjs`."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

__all__ = ["MISSING", "browser"]

HERE = Path(__file__).parent
NODE = shutil.which("node")
MISSING = NODE is None or shutil.which("chromium") is None or not (HERE / "node_modules" / "axe-core").is_dir()
"""Whether a program is missing: install chromium and node, and `npm ci` in tests/clients."""


class _Chromium:
    """The browser of this process, which is started when a page is opened, and again if it has ended."""

    def __init__(self) -> None:
        self._program: subprocess.Popen[str] | None = None
        self._address = ""

    def address(self) -> str:
        """Return the address at which scripts reach the browser."""
        if self._program is None or self._program.poll() is not None:
            command = [str(NODE), str(HERE / "browser.mjs"), "serve"]
            self._program = subprocess.Popen(  # noqa: S603  # our own script
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
            )
            assert self._program.stdout is not None
            self._address = self._program.stdout.readline().strip()
            atexit.register(self._program.communicate)
        return self._address


_CHROMIUM = _Chromium()


def browser(*arguments: str) -> Any:  # noqa: ANN401  # JSON
    """Return the answer of a command of the script; the browser must not complain.

    Commands share a browser, each in a session of its own. Times of a first paint are those of a new browser.
    """
    command = [str(NODE), str(HERE / "browser.mjs"), *arguments]
    shared = {} if arguments[0] == "paint" else {"CHROMIUM_ADDRESS": _CHROMIUM.address()}
    environment = {**os.environ, **shared}
    process = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603  # our own script
    assert process.returncode == 0, process.stderr
    assert process.stderr == ""
    return json.loads(process.stdout)
