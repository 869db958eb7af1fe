"""The answer of `publish`: files, events and changes as text or data, and warnings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from electsched.calendars.telling.change_lists import changes_to_csv, changes_to_text
from electsched.calendars.telling.editions import untold_changes
from electsched.cli.days import clock
from electsched.cli.language.asked import said
from electsched.cli.language.lines import as_argument, print_line
from electsched.cli.output import counted, differences_text, json_text
from electsched.operation.plan import Plan
from electsched.publishing.change_log import read_changes, read_editions
from electsched.publishing.completion import Published
from electsched.roster.checks.records import unlisted_members
from electsched.stores.remote import open_store

__all__ = ["changes_text", "print_result", "print_warnings", "result_data", "untold_count"]


def changes_text(path: str, result: Published, plan: Plan, language: str) -> str:
    """Return the changes of a publication in the form of the file's suffix: .csv, .json, else text."""
    names = {member.key: member.name for member in plan.members}
    if path.endswith(".csv"):
        return changes_to_csv(result.changes, language=language, names=names)
    if path.endswith(".json"):
        return json_text({"changes": [change.to_dict() for change in result.changes]})
    text = changes_to_text(result.changes, language=language, names=names)
    return f"{text}\n" if text else ""


def result_data(result: Published, plan: Plan) -> dict[str, object]:
    """Return a publication as plain data, without private addresses."""
    return {
        "windows": [window.to_dict() for window in plan.windows],
        "target": str(result.target),
        "written": [path for path in result.written if not path.startswith("secret/")],
        "unchanged": len(result.unchanged),
        "removed": [path for path in result.removed if not path.startswith("secret/")],
        "events": {"added": result.added, "changed": result.changed, "withdrawn": result.withdrawn},
        "split": [{"calendar": path, "months": list(months)} for path, months in result.split],
        "too_large": list(result.too_large),
        "changes": [change.to_dict() for change in result.changes],
        "announce": len(result.announce),
        "shortfalls": len(result.shortfalls),
        "differences": [pair.to_dict() for pair in result.differences],
        "taken_back": result.taken_back,
        "set_back": result.set_back.isoformat() if result.set_back else None,
        "other_registry": result.other_registry,
    }


def untold_count(target: str, stamp: datetime | None) -> int:
    """Return the number of changes that people are still to be told; one that was taken back before is none."""
    store = open_store(target)
    return len(untold_changes(read_editions(store), read_changes(store), now=stamp or clock()))


def print_result(result: Published, plan: Plan, language: str, untold: int) -> None:
    """Print the windows, the files, the events, and the number of changes and links to tell."""
    for window in plan.windows:
        days = counted(window.days, "day")
        print_line(said("publish.window", window=window.key, first=window.start, last=window.end, days=days))
    files = {name: len(getattr(result, name)) for name in ("written", "unchanged", "removed")}
    print_line(said("publish.files", target=result.target, **files))
    print_line(said("publish.events", added=result.added, changed=result.changed, withdrawn=result.withdrawn))
    print_line(f"{result.target}/public/index.html: {plan.timeline.name[language]}")
    if plan.has_operation:
        print_line(f"{result.target}/internal/index.html: {plan.title[language]}")
    _print_split(result)
    if untold:
        print_line(said("publish.changes", changes=counted(untold, "change"), target=as_argument(result.target)))
    if result.announce:
        print_line(said("publish.announce", links=counted(len(result.announce), "new_link")))


def _print_split(result: Published) -> None:
    """Print the calendars that were split by month; private ones are counted, for their path is a secret."""
    public = [(path, months) for path, months in result.split if not path.startswith("secret/")]
    for path, months in public:
        print_line(said("publish.split", path=path, first=months[0], last=months[-1]))
    if len(public) < len(result.split):
        calendars = counted(len(result.split) - len(public), "private_calendar")
        print_line(said("publish.split_private", calendars=calendars))


def print_warnings(result: Published, plan: Plan, language: str, links_at: datetime | None) -> None:
    """Print warnings on standard error; ``links_at`` is the time of a publication with private links."""
    for text in _warnings(result, plan, language, links_at):
        print_line(said("warning.line", text=text), err=True)


def _warnings(result: Published, plan: Plan, language: str, links_at: datetime | None) -> Iterator[str]:
    if result.differences:
        yield differences_text(result.differences, language)
    if result.set_back is not None:
        yield said("past.set_back", moment=f"{result.set_back:%Y-%m-%dT%H:%M}Z")
    if result.taken_back:
        yield said("warning.taken_back", number=result.taken_back)
    if result.other_registry:
        yield said("warning.other_registry")
    for path in result.too_large:
        yield said("warning.month", path=path)
    if links_at is not None and links_at >= plan.access_ends:
        yield said("warning.no_link", day=f"{plan.access_ends:%Y-%m-%d}")
    if plan.issued and plan.issued > (now := clock()):
        yield said("warning.issued", issued=plan.issued.isoformat(), now=now.isoformat())
    for change, key, _ in unlisted_members(plan) if plan.members else ():
        yield said("warning.unlisted", change=change, member=repr(key))
    if result.shortfalls:
        yield said("warning.unfilled", duties=counted(len(result.shortfalls), "unfilled_duty"))
