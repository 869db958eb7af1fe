"""The paths of a site: its parts, and the files in which a publication works."""

from __future__ import annotations

import re
from collections.abc import Iterable

from electsched.calendars.months import is_month
from electsched.stores.base import SECRET, WORK

__all__ = [
    "DUTIES",
    "EDITIONS",
    "INTERNAL",
    "JOURNAL",
    "LEGAL_KEY",
    "LEGAL_PATH",
    "MANIFEST",
    "MEMBERS",
    "PUBLIC",
    "STATE",
    "UNITS",
    "group_key",
    "is_calendar",
    "is_kept",
    "is_record",
    "is_whole_calendar",
    "members_path",
    "record_path",
    "recorded_units",
    "section_folder",
]

PUBLIC, INTERNAL = "public", "internal"
"""The part of a site for everybody, with the stages, and the part with the duties."""
UNITS = f"{INTERNAL}/units"
"""The folder of the calendars and the records of the units."""
RECORD = ".roster.json"
MANIFEST = "manifest.json"
"""The list of the files of a part, in its folder."""
STATE = f"{WORK}/state.json"
JOURNAL = f"{WORK}/journal"
EDITIONS = f"{WORK}/editions.json"
"""The editions of the site, and who was told of them."""
DUTIES = f"{WORK}/duties"
"""By unit, the changes of duties that people are to be told, and the duties that no record has."""
MEMBERS = f"{WORK}/members"
"""By unit, the members of the duties of its record."""
LEGAL_KEY = re.compile(r"[a-z0-9][a-z0-9-]*")
"""The keys from which paths are made. They have no dot: what follows the first dot of a path is not its key."""
LEGAL_PATH = re.compile(r"((units|posts|teams)/)?[a-z0-9][a-z0-9.-]*\.(ics|html|json|csv)")
"""The paths below a part, or below the folder of a private link: none of them leads out of it."""


def record_path(unit: str) -> str:
    """Return the path of the record of the duties at the posts of a unit."""
    return f"{UNITS}/{unit}{RECORD}"


def members_path(unit: str) -> str:
    """Return the path of the members of the record of a unit."""
    return f"{MEMBERS}/{unit}.json"


def is_record(path: str) -> bool:
    """Return whether the file is a record of duties."""
    return path.endswith(RECORD)


def recorded_units(paths: Iterable[str]) -> list[str]:
    """Return the key of each unit that has a record among these files, in order."""
    return sorted(path.removeprefix(f"{UNITS}/").removesuffix(RECORD) for path in paths if is_record(path))


def is_calendar(path: str) -> bool:
    """Return whether the file is a calendar."""
    return path.endswith(".ics")


def is_whole_calendar(path: str) -> bool:
    """Return whether the file is a calendar, and not one month of a calendar."""
    return path.endswith(".ics") and not is_month(path)


def section_folder(path: str) -> str:
    """Return the folder of the section of a file: a part of the site, or the folder of a private link."""
    part, _, rest = path.partition("/")
    return f"{SECRET}/{rest.partition('/')[0]}" if part == SECRET else part


def is_kept(path: str) -> bool:
    """Return whether a file of the working folder stays when a publication is done."""
    return path in {STATE, EDITIONS} or path.startswith((f"{DUTIES}/", f"{MEMBERS}/"))


def group_key(path: str) -> str:
    """Return the start of a path that a calendar shares with its months and languages; of private links the folder."""
    return section_folder(path) if path.startswith(f"{SECRET}/") else path.partition(".")[0]
