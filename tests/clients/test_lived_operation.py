"""An operation lived through: twelve publications over 75 days, read by every reader after each.

An absence with a substitute, swaps, an amendment, a rally that moves, a revoked officer, single duties and, in another
country, a change of clocks. Whatever happens, a reader sees the duties as they are, nothing of the past changes, and
each person is told of each change once.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import icalendar
import pytest

from electsched.calendars.content_lines import published_events
from electsched.calendars.event import identity
from electsched.cli.main import main
from tests.clients.chromium import MISSING
from tests.clients.lived import STEPS, Line, Operation
from tests.clients.readers import (
    PARSERS,
    THUNDERBIRD,
    FileReader,
    FullCalendar,
    IcalJs,
    Khal,
    Reader,
    Thunderbird,
    served,
)
from tests.site_truth import SiteTruth

WATCHED = ("p-kpu-1-0", "p-kpu-1-1", "p-kpu-2-1", "p-kpu-3-1")
REVOKED = "p-kpu-2-0"

pytestmark = [
    pytest.mark.client,
    pytest.mark.long,
    pytest.mark.skipif(
        MISSING or THUNDERBIRD is None,
        reason="the readers need node, Chromium, Thunderbird, and `npm ci` in tests/clients",
    ),
]


@contextmanager
def _readers(operation: Operation, folder: Path, zone: str, paths: list[str]) -> Iterator[tuple[Reader, ...]]:
    """Yield every reader: parsers, and clients that are subscribed to the site as it is served."""
    with served(operation.site) as url:
        thunderbird = Thunderbird(folder / "thunderbird", url, paths)
        clients = (Khal(folder / "khal", url, zone), FullCalendar(url, zone), thunderbird)
        try:
            yield (*(FileReader(parse, operation.site) for parse in PARSERS), IcalJs(operation.site), *clients)
        finally:
            thunderbird.stop()


@pytest.mark.parametrize(
    ("first", "zone", "is_late"),
    [(date(2023, 11, 28), "Asia/Jakarta", False), (date(2024, 2, 1), "America/New_York", True)],
    ids=["Jombang", "a change of clocks, and told late"],
)
def test_operation_is_lived_through(tmp_path: Path, first: date, zone: str, *, is_late: bool) -> None:
    """After each publication all readers see the duties, the past stays, and each change is told once."""
    operation = Operation(tmp_path, first, zone)
    truth = SiteTruth(
        operation.site, operation.links, musters={identity("muster", operation.plan.id, operation.plan.musters[0].key)}
    )
    past: dict[str, bytes] = {}
    begin, *others = STEPS
    operation.publish(begin.day)
    calendars = operation.calendars(*WATCHED, REVOKED)
    revoked = [path for path, owner in calendars.items() if owner == REVOKED]
    with _readers(operation, tmp_path, zone, list(calendars)) as readers:
        for step in STEPS:
            now = operation.now(step.day)
            if step in others:
                step.happens(operation)
                operation.publish(step.day)
            assert truth.faults(now) == [], step.day
            expected = operation.watch.shown(calendars)
            for reader in readers:
                assert reader.read(expected) == expected, (step.day, reader)
            past = _checked_past(operation, now, past)
            _check_told(operation, now, tmp_path, marks=step.is_told_late or not is_late)
            # The last word of a revoked address is shown for some days, and then the address is gone.
            calendars = {path: owner for path, owner in calendars.items() if owner not in operation.watch.revoked}
    assert not any((operation.site / path).exists() for path in revoked)


def _checked_past(operation: Operation, now: datetime, past: dict[str, bytes]) -> dict[str, bytes]:
    """Check that the events of duties that were over keep their bytes, and return those that are over now."""
    data = (operation.site / "internal/units/polres.id.ics").read_bytes()
    events = published_events(data)
    assert {uid: events.get(uid) for uid in past} == past, now
    parsed = (event for event in icalendar.Calendar.from_ical(data).events if event.get("STATUS") != "CANCELLED")
    over = {str(event["UID"]): events[str(event["UID"])] for event in parsed if event.end <= now}
    duties = sum(operation.watch.time(duty)[1] <= now for duty in operation.watch.duties)
    assert len(over) == duties + (operation.watch.rally_time(operation.watch.rally)[1] <= now)
    return over


# --- telling ------------------------------------------------------------------------------------------------------


def _run(*arguments: object) -> None:
    with pytest.raises(SystemExit) as ended:
        main(tuple(map(str, arguments)))
    assert ended.value.code == 0


def _check_told(operation: Operation, now: datetime, folder: Path, *, marks: bool) -> None:
    """Check that the list of changes and the messages tell each person what differs by hand; perhaps mark them told."""
    untold, listed, messages = operation.watch.untold(now), folder / "changes.json", folder / "messages.csv"
    at = ("--at", now.isoformat())
    _run("site", "changes", operation.site, *at, "--format", "json", "--output", listed)
    notices = json.loads(listed.read_text(encoding="utf-8"))["changes"]
    lines = [line for notice in notices for line in _lines(operation, notice)]
    assert sorted(lines) == sorted(untold), now
    messages.write_text("key,message\n", encoding="utf-8")
    announce = ("site", "announce", operation.site, "--changes", "--links", operation.links, *at, "--format", "csv")
    _run(*announce, "--output", messages)
    with messages.open(encoding="utf-8", newline="") as file:
        sent = {row["key"]: row["message"].count("\n- ") for row in csv.DictReader(file)}
    people = [person for person, *_ in untold if person.startswith("p-")]
    assert sent == {person: people.count(person) for person in people}, now
    if marks:
        _run("site", "changes", operation.site, *at, "--output", listed, "--mark-told")
        operation.watch.tell()


def _lines(operation: Operation, notice: dict[str, object]) -> Iterator[Line]:
    """Yield a change of the list as each person is told of it."""
    first, second, *rest = str(notice["duty"]).split("/")
    if first == "muster":
        subject, day = second, operation.watch.rally
    else:
        subject = f"{first}+" if second == "extra" else first
        day = (date.fromisoformat(rest[0]) - operation.first).days
    members = notice["members"]
    assert isinstance(members, list)
    for person in members or [notice["team"] or notice["partner"]]:
        yield str(person), str(notice["change"]), subject, day
