"""The last word of a calendar whose address ended: all its events cancelled, and one that says so."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import Literal

import attrs

from electsched.calendars.content_lines import CALENDAR_END, calendar_head, published_events
from electsched.calendars.event import Body, Event, Revision, identity, live_uid, reassigned_uid
from electsched.calendars.published_event import event_times, revision_of
from electsched.calendars.writer import EventWriter
from electsched.i18n.languages import words
from electsched.i18n.text import Text
from electsched.values import value_text

__all__ = ["LastWord"]


@attrs.frozen(kw_only=True)
class LastWord:
    """The end of the address of a calendar.

    Attributes:
        reason: revoked: the link was revoked, or its reader left; expired: its time is over.
        plan: The id of the plan.
        title: The title of the plan, whose planners give a new address.
        first: The day on which the address ended.
        until: The day on which it stops serving.
        stamp: The stamp of the publication, in UTC.
    """

    reason: Literal["revoked", "expired"]
    plan: str
    title: Text = attrs.field(repr=False)
    first: date
    until: date
    stamp: datetime

    __repr__ = value_text

    def calendar(self, data: bytes, language: str) -> bytes:
        """Return a published calendar with its last word; one that has it already is returned as it is.

        Its events keep their times and nothing else, so that it tells no more than before: not even names of others
        that a calendar of a unit contains. None has the UID of an event that may be live at another address.
        """
        phrases, events, write = words(language), published_events(data), EventWriter().write
        title, text = phrases[f"ended.{self.reason}"], phrases[f"ended.{self.reason}_text"]
        text = text.format(operation=self.title[language])
        uid = identity("ended", self.plan)
        if uid in events:
            return data
        notice = Body(summary=f"{title}: {phrases[f'ended.{self.reason}_advice']}", description=text, busy=False)
        lines = [write(Event(uid=uid, start=self.first, end=self.until, body=notice), Revision(self.stamp))]
        body = Body(summary=title, description=text, status="CANCELLED", busy=False)
        for published_uid, block in events.items():
            last = revision_of(block) or Revision(self.stamp)
            revision = Revision(max(self.stamp, last.stamp), last.sequence + 1)
            shown_uid = published_uid if live_uid(published_uid) else reassigned_uid(published_uid)
            with suppress(KeyError, TypeError, ValueError):  # an event that cannot be read is left out
                _, start, end = event_times(block)
                lines.append(write(Event(uid=shown_uid, start=start, end=end, body=body), revision))
        return b"".join((calendar_head(data), *lines, CALENDAR_END))
