"""The command `site changes`: the changes that people are still to be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import attrs
import click

from electsched.calendars.changes import ChangeNotice
from electsched.calendars.telling.change_lists import changes_to_csv, changes_to_text, edition_title
from electsched.calendars.telling.editions import SCOPES, Editions, Scope, edition_history, untold_changes
from electsched.cli.files import write_output
from electsched.cli.language.commands import Command
from electsched.cli.language.types import TranslatedChoice, WholeNumberInRange
from electsched.cli.options import gathered, language_option, output_option
from electsched.cli.output import json_text
from electsched.cli.telling.people import SiteRequest, site_options
from electsched.errors import unknown_name
from electsched.i18n.languages import words
from electsched.publishing.change_log import mark_told, read_changes, read_editions, read_snapshots
from electsched.stores.base import Store

__all__ = ["changes"]


@attrs.frozen
class _Selection:
    """The options on the changes that are listed."""

    since: int | None
    scope: Scope | None
    history: bool


@click.command(cls=Command)
@site_options
@click.option(
    "--since", type=WholeNumberInRange(min=0), metavar="EDITION", help="All changes after this edition, told or not."
)
@click.option(
    "--for",
    "scope",
    type=(TranslatedChoice(SCOPES), str),
    metavar="KIND KEY",
    help="Only for a unit, a team, a member or a partner, such as --for team kpu-1.",
)
@click.option("--history", is_flag=True, help="The changes as each edition made them: told, undone and past ones too.")
@click.option(
    "--format",
    "form",
    type=TranslatedChoice(["text", "csv", "json"]),
    default="text",
    show_default=True,
    help="Lines for reading out or sending, rows, or data.",
)
@output_option
@click.option("--mark-told", "marks", is_flag=True, help="Then mark the changes as told.")
@language_option
@gathered("selection", _Selection)
def changes(  # noqa: PLR0913  # a parameter for each option
    *, request: SiteRequest, selection: _Selection, form: str, output: str, marks: bool, language: str
) -> None:
    """List the changes that people and partners are still to be told.

    SITE is the folder or the address of the site. Changes of several editions to one duty are one line, and a change
    that was undone is none.
    """
    since, scope, history = selection.since, selection.scope, selection.history
    editions, all_changes = read_editions(request.store), read_changes(request.store)
    if scope is not None:
        check_scope(request.store, scope, editions, all_changes)
    if history:
        notices = edition_history(editions, all_changes, since=since or 0, scope=scope)
    else:
        notices = untold_changes(editions, all_changes, now=request.now, since=since, scope=scope)
    if form == "csv":
        text = changes_to_csv(notices, language=language, names=request.names)
    elif form == "json":
        text = json_text(_data(editions, notices, request.names))
    elif history:
        text = _history_text(editions, notices, language, request.names)
    else:
        text = changes_to_text(notices, language=language, names=request.names) or words(language)["telling.nothing"]
    write_output(output, text if text.endswith("\n") else f"{text}\n")
    if marks:
        print_marked(request.store, scope, editions, language)


def check_scope(store: Store, scope: Scope, editions: Editions, all_changes: Iterable[Any]) -> None:
    """Return if the site has, or a kept change names, the unit, team, member or partner of a scope.

    Raises:
        UnknownNameError: It has not.
    """
    kind, key = scope
    keys: dict[str, set[str]] = {name: set() for name in SCOPES} | {"partner": set(editions.partners)}
    for change in all_changes:
        keys["unit"].add(change.unit)
        for version in change.versions:
            keys["unit"].add(version.team_unit)
            keys["team"].add(version.team)
            keys["member"].update(version.members)
    if key in keys[kind]:
        return
    for unit, snapshot in read_snapshots(store):
        keys["unit"] |= {unit, *snapshot.units.values()}
        keys["team"] |= snapshot.units.keys()
        keys["member"].update(*snapshot.members.values(), *(row[4] or () for row in snapshot.duties.values()))
    if key not in keys[kind]:
        raise unknown_name(kind, key, sorted(keys[kind]))


def print_marked(store: Store, scope: Scope | None, editions: Editions, language: str) -> None:
    """Mark the changes of all editions that were shown as told, and say so."""
    phrases = words(language)
    mark_told(store, [scope], editions.last)
    kind, key = scope or ("all", "")
    message = phrases["telling.marked"].format(number=editions.last, scope=phrases[f"scope.{kind}"].format(key=key))
    click.echo(message, err=True)


def _data(editions: Editions, notices: Iterable[ChangeNotice], names: dict[str, str]) -> dict[str, Any]:
    return {
        "plan": editions.plan,
        "editions": [{"number": edition.number, "stamp": edition.stamp.isoformat()} for edition in editions.editions],
        "told": editions.told,
        "changes": [
            {**notice.to_dict(), "names": [names.get(member, "") for member in notice.members]} for notice in notices
        ],
    }


def _history_text(editions: Editions, notices: Sequence[ChangeNotice], language: str, names: dict[str, str]) -> str:
    parts: list[str] = []
    for edition in editions.editions:
        of_edition = [notice for notice in notices if notice.change.edition == edition.number]
        if of_edition:
            parts.append(edition_title(edition, editions.zone, language))
            parts.append(changes_to_text(of_edition, language=language, names=names))
    return "\n".join(parts) or words(language)["telling.nothing"]
