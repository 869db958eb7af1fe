"""The command `site announce`: a ready message for each person, with the private link or with changes of duties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal

import attrs
import click

from electsched.calendars.telling.duty_snapshot import DutySnapshot
from electsched.calendars.telling.editions import Editions, Scope, untold_changes
from electsched.calendars.telling.messages import (
    Reader,
    announcement,
    change_message,
    changes_by_member,
    next_duties,
)
from electsched.cli.language.asked import said, translated_text
from electsched.cli.language.commands import Command
from electsched.cli.language.types import TranslatedChoice
from electsched.cli.options import gathered, language_option, output_option
from electsched.cli.telling.changes import check_scope
from electsched.cli.telling.organisations import OrganisationWriter
from electsched.cli.telling.outputs import Work, check_folder, messages_text, write_folder, write_private
from electsched.cli.telling.people import SiteRequest, site_options
from electsched.i18n.languages import words
from electsched.operation.findings import unread_phones
from electsched.operation.telephone import international_number
from electsched.publishing.change_log import mark_told, read_changes, read_editions, read_snapshots
from electsched.publishing.private.registry import LinkAudience, LinkRegistry, PrivateLink

__all__ = ["announce"]

_AUDIENCES: Mapping[str, LinkAudience] = {"members": "personal", "units": "unit", "partners": "partner"}
MOST_SHOWN = 20
"""The telephone numbers that are named if they cannot be read."""


@attrs.frozen
class _Readers:
    """The options on those to whom messages are written."""

    kind: str
    everybody: bool
    scope: Scope | None


@attrs.frozen
class _Delivery:
    """The options on the form of messages and the place to which they are written."""

    form: str
    output: str
    folder: str | None
    marks: bool
    language: str


@click.command(cls=Command)
@site_options
@click.option("--links", metavar="FILE", required=True, help="The registry of the private links.")
@click.option("--changes", "of_changes", is_flag=True, help="Messages of changes, one for each person.")
@click.option(
    "--to",
    "kind",
    type=TranslatedChoice(["members", "units", "partners"]),
    default="members",
    show_default=True,
    help="To whom; units and partners have their names and contacts in the plan, see --plan.",
)
@click.option("--all", "everybody", is_flag=True, help="Also those who were told already.")
@click.option(
    "--for",
    "scope",
    type=(TranslatedChoice(["unit", "team", "member"]), str),
    metavar="KIND KEY",
    help="Only for a unit, a team or a member, such as --for team kpu-1.",
)
@click.option(
    "--format",
    "form",
    type=TranslatedChoice(["text", "csv", "xlsx", "html"]),
    default="text",
    show_default=True,
    help="Messages for pasting, rows with links to WhatsApp, or cards with QR codes.",
)
@output_option
@click.option("--folder", metavar="FOLDER", help="Write each message to a file of this folder instead.")
@click.option("--mark-told", "marks", is_flag=True, help="Then mark the messages as sent.")
@language_option
@gathered("readers", _Readers)
@gathered("delivery", _Delivery)
def announce(*, request: SiteRequest, links: str, of_changes: bool, readers: _Readers, delivery: _Delivery) -> None:
    """Write a ready message for each person, unit or partner.

    It has the next duties and the private link. SITE is the folder or the address of the site. Only those are written
    to who were not told yet. As CSV or XLSX each message has a link that opens it in WhatsApp, if the list of members
    has a phone number; as HTML there is a card with a QR code for each person, to be printed and cut out. All files can
    be read by their owner alone.
    """
    folder, language = delivery.folder, delivery.language
    if of_changes and delivery.form == "html":
        raise click.UsageError(said("usage.cards_of_changes"))
    if folder is not None:
        check_folder(folder)
    phrases, editions = words(language), read_editions(request.store)
    root = getattr(request.store, "root", None)
    with LinkRegistry.open(links, editions.plan, site=root) as registry:
        writer = _writer(request, editions, registry, readers)
        write = writer.of_changes if of_changes else writer.of_links
        work = write(readers.scope, everybody=readers.everybody)
        if not work.messages:
            click.echo(_no_message(phrases, registry, request.now, readers, of_changes=of_changes))
            _print_notes(request, work, language)
            return
        if folder is not None:
            write_folder(folder, work.messages, language)
        else:
            text = messages_text(work.messages, delivery.form, editions, language, request.now)
            write_private(delivery.output, text)
        destination = folder or ("" if delivery.output == "-" else delivery.output)
        if destination:
            click.echo(phrases["announce.written"].format(count=len(work.messages), path=Path(destination)))
        _print_notes(request, work, language)
        if delivery.marks:
            work.record()
            click.echo(phrases["announce.marked"].format(count=len(work.messages)), err=True)


def _no_message(
    phrases: Mapping[str, str], registry: LinkRegistry, now: datetime, readers: _Readers, *, of_changes: bool
) -> str:
    """Return the sentence that says why there is no message."""
    if not registry.published_links(_AUDIENCES[readers.kind], now):
        return phrases["announce.no_links"]
    if of_changes or readers.everybody or readers.scope is not None:
        return phrases["announce.nobody"]
    return phrases["announce.all_told"]


def _writer(
    request: SiteRequest, editions: Editions, registry: LinkRegistry, readers: _Readers
) -> _MemberWriter | OrganisationWriter:
    if readers.kind == "members":
        return _MemberWriter(request, editions, registry)
    if request.plan is None:
        raise click.UsageError(said("usage.contacts_in_plan"))
    if readers.scope is not None:
        raise click.UsageError(said("usage.scope_of_members"))
    kind: Literal["unit", "partner"] = "unit" if readers.kind == "units" else "partner"
    return OrganisationWriter(request, editions, registry, request.plan, kind)


@attrs.frozen
class _MemberWriter:
    """Writes the messages to members."""

    request: SiteRequest
    editions: Editions
    registry: LinkRegistry

    def of_links(self, scope: Scope | None, *, everybody: bool) -> Work:
        """Return the messages of the links whose readers were not told."""
        links = self.registry.published_links("personal", self.request.now, untold=not everybody)
        snapshots = dict(read_snapshots(self.request.store))
        if scope is not None:
            check_scope(self.request.store, scope, self.editions, ())
            members = set(_members_in(scope, snapshots))
            links = tuple(link for link in links if link.key in members)
        duties = next_duties(snapshots.values(), {link.key for link in links}, self.request.now)
        messages = (
            announcement(
                self.editions.message,
                self._reader(link.key, link),
                operation=self.editions.operation,
                duties=duties[link.key],
            )
            for link in links
        )
        return Work(tuple(messages), lambda: self.registry.mark_told(links, self.request.now))

    def of_changes(self, scope: Scope | None, *, everybody: bool) -> Work:
        """Return the messages of the changes that members were not told."""
        store, now, editions = self.request.store, self.request.now, self.editions
        all_changes = read_changes(store)
        if scope is not None:
            check_scope(store, scope, editions, all_changes)
        changes = untold_changes(editions, all_changes, now=now, since=0 if everybody else None, scope=scope)
        notices = tuple(notice for notice in changes if not notice.partner)
        links = {link.key: link for link in self.registry.published_links("personal", now)}
        by_member = changes_by_member(notices)
        messages = (
            change_message(
                editions.change_message,
                self._reader(key, links.get(key)),
                operation=editions.operation,
                notices=of_member,
            )
            for key, of_member in by_member.items()
        )
        scopes: list[Scope | None] = [("member", key) for key in by_member]
        unlisted = len({notice.team for notice in notices if not notice.members})
        return Work(tuple(messages), lambda: mark_told(store, scopes, editions.last), unlisted)

    def _reader(self, key: str, link: PrivateLink | None) -> Reader:
        member = self.request.people.get(key)
        return Reader(
            key=key,
            name=(member.name if member else "") or key,
            phone=international_number(member.phone) if member else "",
            link=link.url if link else "",
            language=self.request.language((member.language if member else "") or self.editions.languages[0]),
        )


def _members_in(scope: Scope, snapshots: dict[str, DutySnapshot]) -> Iterator[str]:
    """Yield the members of a scope, as the published duties have them."""
    kind, key = scope
    if kind == "member":
        yield key
        return
    for snapshot in snapshots.values():
        for team, members in snapshot.members.items():
            if key == (team if kind == "team" else snapshot.units.get(team)):
                yield from members


def _print_notes(request: SiteRequest, work: Work, language: str) -> None:
    """Print the phone numbers that cannot be read, and how many people and teams have no name or no list."""
    phrases, people = words(language), request.people
    listed = [people[message.reader.key] for message in work.messages if message.reader.key in people]
    unread = tuple(unread_phones(listed))
    for finding in unread[:MOST_SHOWN]:
        click.echo(f"{translated_text(finding.path)}: {finding.text[language]}", err=True)
    if len(unread) > MOST_SHOWN:
        click.echo(phrases["announce.more_phones"].format(count=len(unread) - MOST_SHOWN), err=True)
    unnamed = 0 if work.uncontacted is not None else len(work.messages) - len(listed)
    for count, word in ((unnamed, "unnamed"), (work.unlisted, "unlisted"), (work.uncontacted, "no_contact")):
        if count:
            click.echo(phrases[f"announce.{word}"].format(count=count), err=True)
