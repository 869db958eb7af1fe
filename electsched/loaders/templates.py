"""Load the HTML templates of the pages from the package."""

from __future__ import annotations

from functools import cache
from importlib import resources

from electsched.pages.renderer import Renderer

__all__ = ["load_templates", "page_renderer"]


def load_templates() -> dict[str, str]:
    """Return the HTML templates, the style sheets and the scripts by file name."""
    root = resources.files("electsched") / "pages" / "templates"
    kinds = (".html", ".css", ".js")
    return {entry.name: entry.read_text(encoding="utf-8") for entry in root.iterdir() if entry.name.endswith(kinds)}


@cache
def page_renderer() -> Renderer:
    """Return the renderer of the package's own templates; they are loaded once."""
    return Renderer(load_templates())
