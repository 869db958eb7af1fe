"""The ids of the built-in laws, and the files that an id or a path names."""

from __future__ import annotations

from functools import cache
from os import PathLike, fspath
from pathlib import Path

from electsched.errors import Fault, InputError, checked_choice, unknown_name
from electsched.phrases import phrase, quoted

__all__ = ["DATA", "PATH_HINT", "LawName", "builtin_ids", "is_built_in", "law_name", "law_path", "statute_ids"]

DATA = Path(__file__).parents[2] / "data"
"""The folder of the built-in statutes and elections."""
KINDS = ("statutes", "overlays", "elections")
PATH_HINT = phrase("A path to a file must end in .toml. All ids: electsched law list.")
LawName = str | PathLike[str]
"""An id such as ``id/general-2024``, or a path that ends in ``.toml``."""


@cache
def builtin_ids(kind: str) -> tuple[str, ...]:
    """Return the ids of the built-in ``statutes``, ``overlays`` or ``elections``, sorted.

    Raises:
        UnknownNameError: There is no such kind.
    """
    root = DATA / checked_choice("law", kind, KINDS)
    paths = (path for path in root.rglob("*.toml") if not path.name.startswith("_"))
    return tuple(sorted(path.relative_to(root).with_suffix("").as_posix() for path in paths))


def statute_ids() -> tuple[str, ...]:
    """Return the ids that give a statute: those of statutes, and those of overlays."""
    return (*builtin_ids("statutes"), *builtin_ids("overlays"))


def is_built_in(path: Path) -> bool:
    """Return whether a law belongs to the package; the tests have checked it, so that it is read without checks."""
    return path.is_relative_to(DATA)


def law_name(name: object) -> str:
    """Return an id or a path as a string.

    Raises:
        InputError: It is neither.
    """
    if isinstance(name, str | PathLike):
        return fspath(name)
    expected = phrase("an election, a statute, an id such as id/general-2024, or a path")
    raise InputError(Fault("", quoted(type(name).__name__), expected))


def law_path(name: str, kind: str) -> Path:
    """Return the file of a ``statute``, an ``overlay`` or an ``election``, named by its id or by its path.

    Raises:
        UnknownNameError: No built-in law of that kind has that id.
    """
    if name.endswith(".toml"):
        return Path(name)
    ids = statute_ids() if kind == "statute" else builtin_ids(f"{kind}s")
    if name not in ids:
        raise unknown_name(kind, name, ids, hint=PATH_HINT)
    folder = "overlays" if kind == "statute" and name in builtin_ids("overlays") else f"{kind}s"
    return DATA / folder / f"{name}.toml"
