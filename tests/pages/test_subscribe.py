"""The links of calendars and their QR codes, read by another library."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
import pytest
import zxingcpp
from PIL import Image, ImageDraw

import electsched
from electsched.calendars.event import Body, Event
from electsched.calendars.stage_events import stage_feed
from electsched.pages.subscribe import links_of, months_of

PIXELS_PER_MODULE = 4


def _read_code(svg: str) -> str:
    """Return the text that zxing reads from the QR code, drawn in pixels from its path."""
    size = re.search(r'viewBox="0 0 (\d+) \1"', svg)
    assert size is not None
    image = Image.new("L", (int(size[1]) * PIXELS_PER_MODULE,) * 2, 255)
    pen = ImageDraw.Draw(image)
    for x, y, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", svg):
        left, top = int(x) * PIXELS_PER_MODULE, int(y) * PIXELS_PER_MODULE
        pen.rectangle((left, top, left + int(length) * PIXELS_PER_MODULE - 1, top + PIXELS_PER_MODULE - 1), fill=0)
    (barcode,) = zxingcpp.read_barcodes(image)
    return str(barcode.text)


@pytest.mark.parametrize("base", ["https://a.example/p", f"https://calendars.example.org/secret/{'Zz-_09aQ' * 4}"])
def test_qr_code_of_a_link_is_its_webcal_address(base: str) -> None:
    """The QR code beside a calendar contains its webcal address."""
    timeline = electsched.resolve(electsched.load_election("id/general-2024"))
    (link,) = links_of(stage_feed(timeline, language="id", base=base), {})
    assert link.webcal == f"{base.replace('https', 'webcal', 1)}/stages.id.ics"
    assert _read_code(link.qr) == link.webcal


def test_equal_duties_at_several_posts_are_one_entry_of_a_day() -> None:
    """A partner at twenty posts reads the hours once, and then the posts; a duty elsewhere in time stands alone."""
    start = datetime(2023, 11, 28, 7, tzinfo=ZoneInfo("Asia/Jakarta"))
    events = [
        Event(uid=place, start=start, end=start + timedelta(hours=8), body=Body(summary=f"{place}: Shift", place=place))
        for place in ("PPK Ploso", "PPK Kudu")
    ]
    events.append(attrs.evolve(events[0], uid="late", end=start + timedelta(hours=9)))
    (month,), _ = months_of(events, "en")
    entries = [(entry.hours, entry.title) for week in month.weeks for day in week if day for entry in day.entries]
    assert entries == [("07:00 – 15:00", "Shift: PPK Kudu, PPK Ploso"), ("07:00 – 16:00", "Shift: PPK Ploso")]


def test_many_posts_are_a_group_that_is_named_once() -> None:
    """More than four posts of one duty have a name, with a letter if there are several groups."""
    start = datetime(2023, 11, 28, 7, tzinfo=ZoneInfo("Asia/Jakarta"))

    def events(day: int, posts: str) -> list[Event]:
        of_day = {"start": start + timedelta(days=day), "end": start + timedelta(days=day, hours=8)}
        return [Event(uid=f"{day}{post}", body=Body(summary=f"{post}: Shift", place=post), **of_day) for post in posts]

    def titles(given: list[Event]) -> list[str]:
        months, _ = months_of(given, "en")
        return [entry.title for month in months for week in month.weeks for day in week if day for entry in day.entries]

    one = events(0, "CABED") + events(1, "ABCD")
    for language, name in (("en", "5\u00a0posts"), ("id", "5\u00a0pos")):
        assert months_of(one, language)[1] == {("A", "B", "C", "D", "E"): name}
    assert titles(one) == ["Shift: 5\u00a0posts", "Shift: A, B, C, D"]
    groups = ["Shift: 5\u00a0posts (A)", "Shift: A, B, C, D", "Shift: 6\u00a0posts (B)"]
    assert titles(one + events(2, "ABCDEF")) == groups


def test_entries_of_a_day_are_in_order_of_their_hours() -> None:
    """Every day of a partner reads alike, in whatever order its events come."""
    start = datetime(2023, 11, 28, 7, tzinfo=ZoneInfo("Asia/Jakarta"))
    ends = {name: start + timedelta(hours=hours) for name, hours in (("Control", 24), ("Day", 12), ("Morning", 8))}
    events = [Event(uid=name, start=start, end=end, body=Body(summary=name)) for name, end in ends.items()]
    for given in (events, events[::-1]):
        (month,), _ = months_of(given, "en")
        titles = [entry.title for week in month.weeks for day in week if day for entry in day.entries]
        assert titles == ["Morning", "Day", "Control"]


def test_hours_of_a_month_name_the_weekday_of_another_end() -> None:
    """A duty through midnight does not read as no time at all, and clocks are written as in the language."""
    zone = ZoneInfo("Asia/Jakarta")
    start = datetime(2023, 11, 28, 7, tzinfo=zone)
    body = Body(summary="Jaga")
    events = [Event(uid=str(hours), start=start, end=start + timedelta(hours=hours), body=body) for hours in (8, 24)]
    events.append(Event(uid="days", start=date(2023, 11, 29), end=date(2023, 11, 30), body=body))
    for language, expected in (
        ("id", ["07.00 – 15.00", "07.00 – Rab 07.00", ""]),
        ("en", ["07:00 – 15:00", "07:00 – Wed 07:00", ""]),
    ):
        (month,), _ = months_of(events, language)
        days = [day for week in month.weeks for day in week if day]
        assert [entry.hours for day in days for entry in day.entries] == expected
