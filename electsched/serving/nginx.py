"""Configuration of nginx for a published site."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

from electsched.errors import Fault, InputError

__all__ = ["nginx_config"]


def nginx_config(site: str | Path) -> str:
    """Return the directives of nginx that serve the site, to be included in a `server` block.

    Raises:
        InputError: The path of the site has characters that could end a directive.
    """
    root = str(Path(site).resolve())
    if not re.fullmatch(r"[\w./ -]+", root):
        expected = "a path of letters, digits, spaces, dots, dashes and slashes"
        raise InputError(Fault("", repr(root), expected), source=str(site))
    template = resources.files("electsched") / "data" / "server" / "nginx.conf"
    return template.read_text(encoding="utf-8").replace("{root}", f'"{root}"' if " " in root else root)
