"""Configuration of nginx for a published site."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

from electsched.errors import Fault, InputError
from electsched.phrases import phrase, quoted
from electsched.stores.base import MEDIA_TYPES

__all__ = ["nginx_config"]


def nginx_config(site: str | Path, *, language: str = "en") -> str:
    """Return the directives of nginx that serve the site, to be included in a `server` block.

    Args:
        site: The folder of the site.
        language: The language of the comments; English if there are none in it.

    Raises:
        InputError: The path of the site has characters that could end a directive.
    """
    root = str(Path(site).resolve())
    if not re.fullmatch(r"[\w./ -]+", root):
        expected = phrase("a path of letters, digits, spaces, dots, dashes and slashes")
        raise InputError(Fault("", quoted(root), expected), source=str(site))
    media_types = {suffix.lstrip("."): name.partition(";")[0] for suffix, name in MEDIA_TYPES.items()}
    values = {
        "root": f'"{root}"' if " " in root else root,
        "types": "\n".join(f"    {name:<16} {suffix};" for suffix, name in media_types.items()),
        "media_types": " ".join(media_types.values()),
        # nginx always compresses text/html, and warns if it is listed.
        "compressed_types": " ".join(name for name in media_types.values() if name != "text/html"),
    }
    server = resources.files("electsched") / "data" / "server"
    translated = server / f"nginx.{language}.conf"
    text = (translated if translated.is_file() else server / "nginx.conf").read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text
