"""Chromium, which opens pages and calendars by the script `browser.mjs`."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

__all__ = ["MISSING", "browser"]

HERE = Path(__file__).parent
NODE = shutil.which("node")
MISSING = NODE is None or shutil.which("chromium") is None or not (HERE / "node_modules" / "axe-core").is_dir()
"""Whether a program is missing: install chromium and node, and `npm ci` in tests/clients."""


def browser(*arguments: str) -> Any:  # noqa: ANN401  # JSON
    """Return the answer of a command of the script; the browser must not complain."""
    command = [str(NODE), str(HERE / "browser.mjs"), *arguments]
    process = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own script
    assert process.returncode == 0, process.stderr
    assert process.stderr == ""
    return json.loads(process.stdout)
