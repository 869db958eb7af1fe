r"""Events and calendars as components of `icalendar`, with corrections to its escaping and folding.

icalendar does not escape X- properties and NAME, reads ``\N`` as a line break, and may fold between the two
characters of an escaped backslash. The text and line classes here correct that.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import icalendar
from icalendar.parser import Contentline
from icalendar.prop import vCategory, vDuration, vRecur, vText, vUri

from electsched.calendars.content_lines import MAX_OCTETS, parameter
from electsched.calendars.event import PRODID, Body, Event, Header, Revision
from electsched.calendars.vtimezone import Observance, observances
from electsched.i18n.text import UNSAFE

__all__ = [
    "SafeCalendar",
    "SafeEvent",
    "SafeText",
    "calendar_component",
    "event_component",
    "vtimezone",
]


class SafeText(vText):
    """TEXT that is escaped by RFC 5545, 3.3.11 only, without the characters of `UNSAFE`.

    Files with such characters are refused by their loaders; a value may come from elsewhere.
    """

    def to_ical(self) -> bytes:
        """Return the escaped text."""
        text = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return UNSAFE.sub("", re.sub(r"\r\n|\r|\n", r"\\n", text)).encode()


class _Line(Contentline):
    """A content line that is folded between characters and never inside an escape."""

    def to_ical(self) -> bytes:
        """Return the folded line."""
        whole = self.encode()
        if len(whole) <= MAX_OCTETS:
            return whole
        lines: list[str] = []
        current, room = "", MAX_OCTETS
        for unit in re.findall(r"\\.|.", self):
            size = len(unit.encode())
            if size > room:
                lines.append(current)
                current, room = "", MAX_OCTETS
            current += unit
            room -= size
        return "\r\n ".join([*lines, current]).encode()


class SafeEvent(icalendar.Event):
    """An event whose lines are folded correctly."""

    def content_line(self, name: str, value: object, sorted: bool = True) -> Contentline:  # noqa: A002, FBT001, FBT002  # icalendar's
        """Return one property as a line; the signature is icalendar's."""
        return _line(super().content_line(name, value, sorted=sorted))


class SafeAlarm(icalendar.Alarm):
    """An alarm whose lines are folded correctly."""

    def content_line(self, name: str, value: object, sorted: bool = True) -> Contentline:  # noqa: A002, FBT001, FBT002  # icalendar's
        """Return one property as a line; the signature is icalendar's."""
        return _line(super().content_line(name, value, sorted=sorted))


class SafeCalendar(icalendar.Calendar):
    """A calendar whose lines, and those of its components, are folded correctly."""

    def content_line(self, name: str, value: object, sorted: bool = True) -> Contentline:  # noqa: A002, FBT001, FBT002  # icalendar's
        """Return one property as a line; the signature is icalendar's."""
        return _line(super().content_line(name, value, sorted=sorted))


def _line(line: str) -> _Line:
    return _Line(str(line))  # type: ignore[no-untyped-call]  # icalendar leaves it untyped


def calendar_component(header: Header) -> SafeCalendar:
    """Return the calendar without its events (RFC 5545 and 7986, and the X- equivalents that clients read).

    Its description is written once, as X-WR-CALDESC, which Google and Apple show, not also as DESCRIPTION (RFC
    7986, 5.2). It has no UID (RFC 7986, 5.3): vdirsyncer would take that for the UID of each of its events, and keep
    one event. It has no METHOD: with one it would be a message of iTIP (RFC 5546, 1.4), which needs an organizer.
    """
    calendar = SafeCalendar()
    calendar.add("version", "2.0")
    calendar["prodid"] = SafeText(PRODID)
    calendar["name"] = calendar["x-wr-calname"] = SafeText(header.name)
    if header.description:
        calendar["x-wr-caldesc"] = SafeText(header.description)
    calendar.add("last-modified", header.stamp)
    calendar["refresh-interval"] = vDuration(header.refresh, params={"VALUE": "DURATION"})
    calendar["x-published-ttl"] = SafeText(f"PT{header.refresh // timedelta(hours=1)}H")
    calendar["color"], calendar["x-apple-calendar-color"] = (SafeText(color) for color in header.color)
    if header.source:
        calendar["source"] = vUri(header.source, params={"VALUE": "URI"})
    if header.url:
        calendar["url"] = vUri(header.url)
    zones = header.zones or ((header.zone,) if header.zone else ())
    if zones:
        calendar["x-wr-timezone"] = SafeText(zones[0])
    for zone in zones:
        calendar.add_component(vtimezone(zone, *header.years))
    return calendar


def vtimezone(zone: str, first: int, last: int) -> icalendar.Timezone:
    """Return the zone with its changes of offset in the years from first to last, both included.

    Changes that follow a rule in these years are one component with a yearly rule, which every reader understands;
    other changes are one component each.
    """
    component = icalendar.Timezone()
    component.add("tzid", zone)
    for observance in observances(zone, first, last):
        component.add_component(_observance_component(observance))
    return component


def _observance_component(observance: Observance) -> icalendar.cal.component.Component:
    new = observance.new
    part = icalendar.TimezoneDaylight() if new.summer else icalendar.TimezoneStandard()
    part.add("dtstart", observance.onset)
    part.add("tzoffsetfrom", observance.old.utc)
    part.add("tzoffsetto", new.utc)
    part.add("tzname", new.name)
    if observance.rule is not None:
        parts = observance.rule.parts(observance.until)
        part["rrule"] = vRecur.from_ical(";".join(f"{name}={value}" for name, value in parts.items()))
    return part


def event_component(event: Event, revision: Revision) -> SafeEvent:
    """Return the event in that revision.

    Properties that repeat a default are left out: SEQUENCE 0 (RFC 5545, 3.8.7.4), TRANSP OPAQUE (3.8.2.7), STATUS
    CONFIRMED, which clients assume, and in a first revision LAST-MODIFIED: without METHOD, DTSTAMP says the same
    (3.8.7.2). A changed event has it, because ICSx5 compares it.
    """
    body = event.body
    component = SafeEvent()
    component["uid"] = SafeText(event.uid)
    component.add("dtstamp", revision.stamp)
    if revision.sequence:
        component.add("last-modified", revision.stamp)
        component.add("sequence", revision.sequence)
    component.add("dtstart", _plain(event.start))
    component.add("dtend", _plain(event.end))
    component["summary"] = SafeText(body.summary)
    _add_status(component, body)
    if body.description:
        component["description"] = SafeText(body.description)
    if body.location:
        component["location"] = SafeText(body.location)
    if body.geo:
        component.add("geo", body.geo)
        component["x-apple-structured-location"] = _structured(body, *body.geo)
    if body.color:
        component["color"] = SafeText(body.color)
    if body.categories:
        component["categories"] = _categories(body.categories)
    if body.url:
        component["url"] = vUri(body.url)
    if body.alarm:
        component.add_component(_alarm(body))
    return component


def _add_status(component: SafeEvent, body: Body) -> None:
    if body.status != "CONFIRMED":
        component.add("status", body.status)
    if not body.busy:
        component.add("transp", "TRANSPARENT")


def _categories(categories: tuple[str, ...]) -> vCategory:
    # icalendar would make each a text in which ``\N`` is a line break.
    value = vCategory([])
    value.cats = [SafeText(category) for category in categories]
    return value


def _structured(body: Body, latitude: float, longitude: float) -> vUri:
    """Return the point as Apple's apps read it, with its name and address."""
    params = {"VALUE": "URI", "X-APPLE-RADIUS": "100", "X-TITLE": parameter(body.place or body.summary)}
    if body.location:
        params["X-ADDRESS"] = parameter(body.location)
    return vUri(f"geo:{latitude},{longitude}", params=params)


def _alarm(body: Body) -> SafeAlarm:
    """Return an alarm that shows the title (RFC 5545, 3.6.6)."""
    alarm = SafeAlarm()
    alarm["action"] = SafeText("DISPLAY")
    alarm["description"] = SafeText(body.summary)
    alarm["trigger"] = vDuration(timedelta(minutes=-body.alarm))
    return alarm


def _plain(value: date) -> date:
    """Return the value in whole seconds, with one name for UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo is UTC else value.replace(microsecond=0)
    return value
