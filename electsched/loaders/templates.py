"""Load the HTML templates of the pages from the package, and keep them compiled, as Python keeps modules."""

from __future__ import annotations

import sys
from contextlib import suppress
from functools import cache
from importlib import resources
from importlib.metadata import version
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import FileSystemBytecodeCache

from electsched.pages.renderer import Renderer

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.bccache import Bucket

__all__ = ["CompiledTemplates", "load_templates", "page_renderer"]

_TEMPLATES = resources.files("electsched") / "pages" / "templates"


class CompiledTemplates(FileSystemBytecodeCache):
    """Templates as jinja compiled them, a file for each: compiling takes a twelfth of a first publication."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; it is made when the first file is written."""
        super().__init__(str(folder), f"%s.{sys.implementation.cache_tag}.jinja")
        self._version = version("jinja2")

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """Return the place of a template; a file counts if its text, jinja and all options are the same."""
        options = {key: value for key, value in sorted(vars(environment).items()) if isinstance(value, bool | str)}
        return super().get_bucket(environment, name, filename, f"{self._version} {options} {source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read a file, if it can be read."""
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write a file, unless Python writes none either, or the folder of the package is read-only."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                Path(self.directory).mkdir(parents=True, exist_ok=True)
                super().dump_bytecode(bucket)


def load_templates() -> dict[str, str]:
    """Return the HTML templates, the style sheets and the scripts by file name."""
    kinds = (".html", ".css", ".js")
    return {
        entry.name: entry.read_text(encoding="utf-8") for entry in _TEMPLATES.iterdir() if entry.name.endswith(kinds)
    }


@cache
def page_renderer() -> Renderer:
    """Return the renderer of the package's own templates; they are loaded once."""
    if not isinstance(_TEMPLATES, Path):  # the package is in an archive
        return Renderer(load_templates())
    return Renderer(load_templates(), CompiledTemplates(Path(cache_from_source(str(_TEMPLATES / "x.py"))).parent))
