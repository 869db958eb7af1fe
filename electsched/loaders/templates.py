"""Load the HTML templates of the pages from the package."""

from __future__ import annotations

from importlib import resources

__all__ = ["load_templates"]


def load_templates() -> dict[str, str]:
    """Return the HTML templates by file name."""
    root = resources.files("electsched") / "pages" / "templates"
    return {entry.name: entry.read_text(encoding="utf-8") for entry in root.iterdir() if entry.name.endswith(".html")}
