"""What a web server must do for a published site, as configuration that is ready to be used."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

from electsched.errors import Fault, InputError

__all__ = ["nginx_config"]


def nginx_config(site: str | Path) -> str:
    """Return the part of an nginx configuration that serves the site, to be included in a `server` block.

    Raises:
        InputError: The path of the site cannot stand in a configuration.
    """
    root = str(Path(site).resolve())
    if not re.fullmatch(r"[\w./ -]+", root):
        expected = "a path of letters, digits, spaces, dots, dashes and slashes"
        raise InputError(Fault("", repr(root), expected), source=str(site))
    template = resources.files("electsched") / "data" / "server" / "nginx.conf"
    return template.read_text(encoding="utf-8").replace("{root}", f'"{root}"' if " " in root else root)
