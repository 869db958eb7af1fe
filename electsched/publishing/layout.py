"""The paths of a site: its parts, the files that a manifest may name, and the files in which a publication works."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from electsched.calendars.duty_feeds import roster_paths
from electsched.calendars.months import is_month, month_path
from electsched.errors import Fault
from electsched.operation.plan import Plan
from electsched.pages.renderer import page_path
from electsched.stores.base import SECRET, WORK

__all__ = [
    "INTERNAL",
    "JOURNAL",
    "LEASE",
    "LEGAL_PATH",
    "MANIFEST",
    "PUBLIC",
    "STATE",
    "group_key",
    "is_calendar",
    "is_paged",
    "is_whole_calendar",
    "month_paths",
    "path_faults",
    "unit_pages",
]

PUBLIC, INTERNAL = "public", "internal"
"""The part of a site for everybody, with the stages, and the part with the duties."""
MANIFEST = "manifest.json"
"""The list of the files of a part, in its folder."""
STATE = f"{WORK}/state.json"
LEASE = f"{WORK}/lease.json"
JOURNAL = f"{WORK}/journal"
LEGAL_PATH = re.compile(r"((units|posts|teams)/)?[a-z0-9][a-z0-9.-]*\.(ics|html|json|csv)")
"""The paths below a part, or below the folder of a private link: none of them leads out of it."""


def is_calendar(path: str) -> bool:
    """Return whether the file is a calendar."""
    return path.endswith(".ics")


def is_whole_calendar(path: str) -> bool:
    """Return whether the file is a calendar, and not one month of a calendar."""
    return path.endswith(".ics") and not is_month(path)


def month_paths(path: str, months: Iterable[str]) -> tuple[str, ...]:
    """Return the paths of the months of a calendar that is split."""
    return tuple(month_path(path, month) for month in months)


def group_key(path: str) -> str:
    """Return the start of a path that a calendar shares with its months and languages; of private links the folder."""
    part, _, rest = path.partition("/")
    return f"{SECRET}/{rest.partition('/')[0]}" if part == SECRET else path.partition(".")[0]


def unit_pages(plan: Plan, unit: str) -> Iterator[str]:
    """Yield the paths below the internal part of the pages of a unit, if units have pages."""
    for language in plan.languages:
        yield page_path(language, plan.languages, f"units/{unit}")
        yield page_path(language, plan.languages, f"units/{unit}.board")


def is_paged(plan: Plan, limit: int) -> bool:
    """Return whether the plan has more calendars in a language than one page lists, so that each unit has pages."""
    return sum(1 for _ in roster_paths(plan)) > limit * len(plan.languages)


def path_faults(plan: Plan, *, paged: bool) -> Iterator[Fault]:
    """Yield a fault for each key of the plan that gives no legal path, and for each path that two files would have."""
    for name in ("units", "posts", "teams"):
        for number, item in enumerate(getattr(plan, name)):
            paths = [f"{name}/{item.key}.{language}.ics" for language in plan.languages]
            if not all(LEGAL_PATH.fullmatch(path) and not is_month(path) for path in paths):
                yield Fault(f"{name}[{number}].key", repr(item.key), "a key of lower-case letters, digits and hyphens")
    paths = [path for path, _ in roster_paths(plan)]
    if paged:
        paths += [path for unit in plan.units for path in unit_pages(plan, unit.key)]
    for path, count in Counter(paths).items():
        if count > 1:
            kind = "calendars" if is_calendar(path) else "pages"
            yield Fault(f"{INTERNAL}/{path}", f"two {kind} with one name", "one")
