"""The settings by which Sphinx builds the documentation, without access to the network."""

from __future__ import annotations

import json
import sys
from importlib.metadata import version as installed_version
from pathlib import Path

from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent))

import file_pages  # these four modules lie beside this file
import gallery_pages
import statute_pages
from reference_pages import write_reference

from electsched.loaders.json_schema import SCHEMAS, json_schema

project = "electsched"
author = "The electsched developers"
project_copyright = author
release = version = installed_version("electsched")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build", "gallery_site"]
html_theme = "furo"
html_extra_path = ["gallery_site"]
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
    # Types of other libraries: a link to their documentation would need the network.
    (
        "py:class",
        r"(collections(\.abc)?|concurrent\.futures\._base|contextlib|datetime|http\.server|os|pathlib|sqlite3|zoneinfo)\.\w+(\[\[\])?",
    ),
    ("py:(class|exc)", r"(attrs?|cattrs|click|icalendar|jinja2|markupsafe|numpy|ortools|pendulum)\.[\w.]+"),
    # Private names, type aliases and names that a module uses under another name.
    ("py:class", r"electsched\.[\w.]+\._\w+"),
    (
        "py:class",
        r"_P|date|datetime|Executor|Expr|Extreme|Origin|Part|Path|Reason|Relation|Side|Step|TimeUnit|UnitDuties|ZoneInfo",
    ),
    ("py:class", r"_Choice|_MomentOrNone|Bucket|Environment"),
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
    """Write the pages that are made from their source, and let docstrings have colons."""
    write_reference(Path(__file__).parent / "reference" / "modules")
    statute_pages.write_pages(Path(__file__).parent / "statutes")
    file_pages.write_pages(Path(__file__).parent / "files")
    gallery_pages.write_pages(Path(__file__).parent / "gallery_site" / "gallery-pages")
    _write_schemas(Path(__file__).parent / "schemas")
    app.connect("autodoc-process-docstring", _hide_colon, priority=400)
    app.connect("autodoc-process-docstring", _show_colon, priority=600)
