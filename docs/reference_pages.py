"""A page of the reference for each folder of the package, made from its docstrings when the documentation is built."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import electsched

PACKAGE = Path(electsched.__file__).parent


def write_reference(folder: Path) -> tuple[str, ...]:
    """Write a page for each name in the table of contents of the reference's index, and return these names.

    A name is a folder of the package, or a module of its root.
    """
    index = (folder.parent / "index.md").read_text(encoding="utf-8")
    names = tuple(re.findall(rf"^{folder.name}/(\w+)$", index, re.MULTILINE))
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / f"{name}.md").write_text("\n".join(page(name)) + "\n", encoding="utf-8")
    return names


def modules(name: str) -> tuple[str, ...]:
    """Return the full names of the modules of a folder, or of the one module of that name."""
    paths = sorted((PACKAGE / name).rglob("*.py")) or [PACKAGE / f"{name}.py"]
    dotted = (path.relative_to(PACKAGE.parent).with_suffix("").as_posix().replace("/", ".") for path in paths)
    return tuple(module for module in dotted if not module.endswith("__init__"))


def page(name: str) -> Iterator[str]:
    """Yield the lines of the page on a folder or a module."""
    yield f"# {name}"
    yield ""
    yield import_module(f"electsched.{name}").__doc__ or ""
    for module in modules(name):
        yield ""
        if module != f"electsched.{name}":
            yield f"## {module}"
            yield ""
        yield "```{eval-rst}"
        yield f".. automodule:: {module}"
        yield "   :members:"
        yield "```"
