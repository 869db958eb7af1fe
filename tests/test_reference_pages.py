"""The pages of the reference, made from the package."""

from __future__ import annotations

import runpy
import shutil
from pathlib import Path

import electsched

DOCS = Path(__file__).parents[1] / "docs"
PACKAGE = Path(electsched.__file__).parent


def test_each_module_is_on_a_page(tmp_path: Path) -> None:
    """Each module of the package is documented on exactly one page."""
    shutil.copy(DOCS / "reference" / "index.md", tmp_path)
    runpy.run_path(str(DOCS / "reference_pages.py"))["write_reference"](tmp_path / "modules")
    lines = [
        line for path in (tmp_path / "modules").iterdir() for line in path.read_text(encoding="utf-8").splitlines()
    ]
    modules = [
        "electsched." + path.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", ".")
        for path in PACKAGE.rglob("*.py")
        if path.name != "__init__.py"
    ]
    assert len(modules) > 80
    assert [module for module in modules if lines.count(f".. automodule:: {module}") != 1] == []
