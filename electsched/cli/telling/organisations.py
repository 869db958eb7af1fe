"""Messages of links and changes to units and partners, such as an election office: whoever has their private link."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

import attrs

from electsched.calendars.changes import DutyChange
from electsched.calendars.telling.change_lists import change_line, changes_to_text
from electsched.calendars.telling.editions import Editions, Scope, ScopeKind, untold_changes
from electsched.calendars.telling.messages import Message, Reader, organisation_message
from electsched.cli.telling.outputs import Work
from electsched.cli.telling.people import SiteRequest
from electsched.operation.plan import Plan
from electsched.operation.telephone import international_number
from electsched.publishing.change_log import mark_told, read_changes
from electsched.publishing.private.registry import LinkRegistry, PrivateLink

__all__ = ["OrganisationWriter"]


@attrs.frozen
class OrganisationWriter:
    """Writes the messages to all units, or to all partners, that have a private link.

    A unit is told who changes, for its page names them. A partner is told of times and numbers of people alone.
    """

    request: SiteRequest
    editions: Editions
    registry: LinkRegistry
    plan: Plan
    kind: Literal["unit", "partner"]

    def of_links(self, _: Scope | None, *, everybody: bool) -> Work:
        """Return the messages of the links whose readers were not told."""
        links = self.registry.published_links(self.kind, self.request.now, untold=not everybody)
        operation = self.editions.operation
        site = self.plan.site
        template = site.unit_message if self.kind == "unit" else site.partner_message
        messages = tuple(organisation_message(template, self._reader(link), operation=operation) for link in links)
        return self._work(messages, lambda: self.registry.mark_told(links, self.request.now))

    def of_changes(self, _: Scope | None, *, everybody: bool) -> Work:
        """Return the messages of the changes that a unit, apart from its people, or a partner was not told."""
        store, all_changes, operation = self.request.store, read_changes(self.request.store), self.editions.operation
        scope_kind: ScopeKind = "desk" if self.kind == "unit" else "partner"
        site = self.plan.site
        template = site.unit_change_message if self.kind == "unit" else site.partner_change_message
        messages: list[Message] = []
        scopes: list[Scope | None] = []
        for link in self.registry.published_links(self.kind, self.request.now):
            since = 0 if everybody else self.editions.last_told_to(scope_kind, link.key)
            reader = self._reader(link)
            lines = (self._of_unit if self.kind == "unit" else self._of_partner)(
                all_changes, link.key, since, reader.language
            )
            if lines:
                messages.append(organisation_message(template, reader, operation=operation, changes=lines))
                scopes.append((scope_kind, link.key))
        return self._work(tuple(messages), lambda: mark_told(store, scopes, self.editions.last))

    def _of_unit(self, all_changes: Iterable[DutyChange], unit: str, since: int, language: str) -> str:
        notices = untold_changes(self.editions, all_changes, now=self.request.now, since=since, scope=("unit", unit))
        return changes_to_text(notices, language=language, names=self.request.names)

    def _of_partner(self, all_changes: Iterable[DutyChange], partner: str, since: int, language: str) -> str:
        notices = untold_changes(
            self.editions, all_changes, now=self.request.now, since=since, scope=("partner", partner)
        )
        return "\n".join(f"- {change_line(notice, language)}" for notice in notices)

    def _reader(self, link: PrivateLink) -> Reader:
        language = self.request.language(self.editions.languages[0])
        entries = self.plan.units if self.kind == "unit" else self.plan.partners
        for entry in entries:
            if entry.key == link.key:
                phone = international_number(entry.contact[language])
                return Reader(key=link.key, name=entry.name[language], phone=phone, link=link.url, language=language)
        return Reader(key=link.key, name=link.key, link=link.url, language=language)

    def _work(self, messages: tuple[Message, ...], record: Callable[[], None]) -> Work:
        without_phone = sum(not message.reader.phone for message in messages)
        return Work(messages, record, uncontacted=without_phone)
