"""The templates of the pages, read from the package."""

from __future__ import annotations

from importlib import resources

__all__ = ["load_templates"]


def load_templates() -> dict[str, str]:
    """Return the templates of the pages by name."""
    root = resources.files("electsched") / "pages" / "templates"
    return {entry.name: entry.read_text(encoding="utf-8") for entry in root.iterdir() if entry.name.endswith(".html")}
