"""How Sphinx builds the documentation; it asks nothing of the network."""

from __future__ import annotations

import json
import sys
from importlib.metadata import version as installed_version
from pathlib import Path

from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent))

from statute_pages import write_pages  # it stands beside this file

from electsched.loaders.json_schema import SCHEMAS, json_schema

project = "electsched"
author = "The electsched developers"
project_copyright = author
release = version = installed_version("electsched")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"electsched {release}"

myst_heading_anchors = 3
"""Headings down to this level can be linked to, as on a forge."""

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True

nitpicky = True
nitpick_ignore_regex = [
    # Types of others, whose documentation is not looked up over the network.
    (
        "py:class",
        r"(collections\.abc|concurrent\.futures\._base|contextlib|datetime|http\.server|pathlib|zoneinfo)\.\w+(\[\[\])?",
    ),
    ("py:class", r"(cattrs|icalendar|markupsafe|pendulum)\.[\w.]+"),
    # Names that a room uses under another name or keeps to itself.
    ("py:class", r"date|Expr|Origin|Reason|Relation"),
    ("py:class", r"electsched\.feeds\.lines\._Value"),
    (
        "py:class",
        r"electsched\.law\.(statute|versions)\._Version|electsched\.io\.(reading\._T|running\._[TR]|workdays\._\w+)",
    ),
]

COLON = "\N{MODIFIER LETTER COLON}"
ONE_LINERS = {"attribute", "data", "property"}


def _hide_colon(_app: Sphinx, what: str, _name: str, _value: object, _options: object, lines: list[str]) -> None:
    """Keep napoleon from reading the first words of a sentence as a type: ``Its length: from start to end``."""
    if what in ONE_LINERS and lines:
        lines[0] = lines[0].replace(":", COLON)


def _show_colon(_app: Sphinx, what: str, _name: str, _value: object, _options: object, lines: list[str]) -> None:
    if what in ONE_LINERS:
        lines[:] = [line.replace(COLON, ":") for line in lines]


def _write_schemas(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for kind in SCHEMAS:
        text = json.dumps(json_schema(kind), indent=2, ensure_ascii=False)
        (folder / f"{kind}.schema.json").write_text(text + "\n", encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Make the pages on the statutes and the schemas from their data, and let docstrings have colons."""
    write_pages(Path(__file__).parent / "statutes")
    _write_schemas(Path(__file__).parent / "schemas")
    app.connect("autodoc-process-docstring", _hide_colon, priority=400)
    app.connect("autodoc-process-docstring", _show_colon, priority=600)
