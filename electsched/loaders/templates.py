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
        """Read a file, if it can be read and is whole."""
        try:
            super().load_bytecode(bucket)
        except Exception:  # noqa: BLE001  # pickle has many errors for a file that was cut off
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write a file, unless Python writes none either, or the folder of the package is read-only."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                Path(self.directory).mkdir(parents=True, exist_ok=True)
                super().dump_bytecode(bucket)
                # jinja writes it for its writer alone; who may read the folder may read the files of Python in it.
                Path(self._get_cache_filename(bucket)).chmod(Path(self.directory).stat().st_mode & 0o644)


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
