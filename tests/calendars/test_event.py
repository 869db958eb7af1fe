"""Events as values, and their UIDs."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from electsched.calendars.event import NAMESPACE, Body, Event, Revision, identity
from electsched.calendars.writer import EventWriter


def test_unsafe_characters_are_not_written() -> None:
    """Control characters, bidi overrides and lone surrogates, which no loader accepts, are removed from texts."""
    text = "Pos\x00 A\x1b\u202eB\ud800\u2066, \u061cC;\r\nD"
    body = Body(summary=text, description=text, location=text, place=text, geo=(1.0, 2.0))
    event = Event(uid=identity("x"), start=date(2024, 1, 1), end=date(2024, 1, 2), body=body)
    data = EventWriter().write(event, Revision(datetime(2024, 1, 1, tzinfo=UTC)))
    lines = data.replace(b"\r\n ", b"").decode().split("\r\n")
    safe = r"Pos AB\, C\;\nD"
    assert {f"SUMMARY:{safe}", f"DESCRIPTION:{safe}", f"LOCATION:{safe}"} <= set(lines)
    assert any('X-ADDRESS="Pos AB, C; D"' in line for line in lines)


@given(st.lists(st.text(max_size=20), max_size=5))
def test_uids_are_those_of_the_standard_library(parts: list[str]) -> None:
    """RFC 9562, 5.5: `uuid.uuid5` of the namespace and the parts."""
    assert identity(*parts) == str(uuid.uuid5(NAMESPACE, "/".join(parts)))
