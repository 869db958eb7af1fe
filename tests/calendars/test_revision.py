"""Revisions: unchanged events keep every byte, and changed ones take the next SEQUENCE."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import attrs
import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from electsched.calendars.event import Body, Event, Revision, identity, live_uid, reassigned_uid
from electsched.calendars.revision import (
    Edition,
    RevisionRules,
    highest_sequences,
    latest,
    revise,
    select,
    withdraw,
)
from electsched.calendars.writer import EventWriter

FIRST = datetime(2023, 11, 20, 1, tzinfo=UTC)
LATER = datetime(2023, 12, 1, 1, tzinfo=UTC)
SOONER = datetime(2023, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
AT_FIRST, AT_LATER = RevisionRules(stamp=FIRST), RevisionRules(stamp=LATER)


def _event(name: str, day: int = 1) -> Event:
    start = date(2024, 1, day)
    return Event(uid=identity(name), start=start, end=date(2024, 1, day + 1), body=Body(summary=name))


A, B, C = (_event(name) for name in "abc")
A_MOVED = attrs.evolve(A, start=date(2024, 1, 5), end=date(2024, 1, 6))


def _published(*events: Event) -> dict[str, bytes]:
    return dict(revise({}, events, AT_FIRST).written)


def _lines(edition: Edition) -> dict[str, bytes]:
    """Return all events of an edition, as a calendar holds them."""
    return {**edition.written, **edition.cancelled}


def _read(block: bytes) -> icalendar.Event:
    (event,) = icalendar.Calendar.from_ical(b"BEGIN:VCALENDAR\r\n" + block + b"END:VCALENDAR\r\n").events
    return event


def test_new_event_takes_the_stamp_and_sequence_0() -> None:
    """An event that was never published takes the stamp of the publication and SEQUENCE 0."""
    edition = revise({}, [A, B, A], AT_FIRST)
    assert edition.added == (A.uid, B.uid)
    assert edition.written[A.uid] == EventWriter().write(A, Revision(FIRST, 0))
    assert edition.revisions == {A.uid: Revision(FIRST), B.uid: Revision(FIRST)}
    assert edition.decisions == {}


def test_texts_are_kept_in_the_writer_that_is_given() -> None:
    """The editions of several audiences share the texts of a writer, which has none at first."""
    writer = EventWriter()
    revise({}, [A, B], AT_FIRST, writer=writer)
    assert len(writer) == len({id(A.body), id(B.body)})


def test_unchanged_events_keep_their_bytes() -> None:
    """The same events under a later stamp are the same bytes."""
    published = _published(A, B)
    edition = revise(published, [B, A], AT_LATER)
    assert edition.written == published
    assert (edition.added, edition.changed, edition.withdrawn) == ((), (), ())
    assert edition.last == FIRST


def test_changed_event_takes_the_next_sequence() -> None:
    """A duty that moved keeps its UID and raises SEQUENCE, DTSTAMP and LAST-MODIFIED; the others keep theirs."""
    published = _published(A, B)
    edition = revise(published, [A_MOVED, B], AT_LATER)
    assert edition.changed == (A.uid,)
    assert edition.written[A.uid] == EventWriter().write(A_MOVED, Revision(LATER, 1))
    assert edition.written[B.uid] == published[B.uid]
    back = revise(edition.written, [A, B], AT_LATER)
    assert back.written[A.uid] == EventWriter().write(A, Revision(LATER, 2))


def test_stamp_never_falls() -> None:
    """A change under an older stamp keeps the later one, for clients keep the newest."""
    changed = attrs.evolve(A, body=Body(summary="x"))
    edition = revise(_published(A), [changed], RevisionRules(stamp=SOONER))
    assert edition.revisions[A.uid] == Revision(FIRST, 1)


def test_removed_event_is_cancelled() -> None:
    """It keeps its UID and time, says so first, takes the next SEQUENCE, is free time, and has no alarm."""
    alarmed = attrs.evolve(A, body=Body(summary="a", description="with, a text", alarm=30))
    edition = revise(_published(alarmed, B, C), [B], AT_LATER)
    assert edition.withdrawn == (A.uid, C.uid)
    cancelled = _read(edition.cancelled[A.uid])
    values = {name: str(cancelled[name]) for name in ("UID", "SUMMARY", "STATUS", "TRANSP", "SEQUENCE")}
    expected = {"UID": A.uid, "SUMMARY": "BATAL: a", "STATUS": "CANCELLED"}
    assert values == expected | {"TRANSP": "TRANSPARENT", "SEQUENCE": "1"}
    assert str(cancelled["DESCRIPTION"]).splitlines() == ["Dibatalkan dan tidak berlaku lagi.", "with, a text"]
    assert str(_read(edition.cancelled[C.uid])["DESCRIPTION"]) == "Dibatalkan dan tidak berlaku lagi."
    assert (cancelled.DTSTAMP, cancelled.LAST_MODIFIED, cancelled.start) == (LATER, LATER, A.start)
    assert cancelled.alarms.times == []
    assert edition.last == LATER
    assert edition.decisions == {uid: Revision(LATER, 1) for uid in (A.uid, C.uid)}


def test_cancelled_event_is_retired_after_the_stated_time() -> None:
    """It keeps its bytes until then; if the event comes back it takes the next SEQUENCE."""
    cancelled = revise(_published(A, B), [B], AT_LATER)
    published, rules = _lines(cancelled), RevisionRules(stamp=LATER, retire=7 * DAY)
    kept = revise(published, [B], attrs.evolve(rules, stamp=LATER + 6 * DAY))
    assert (kept.cancelled, kept.withdrawn, kept.retired) == (cancelled.cancelled, (), {})
    over = revise(published, [B], attrs.evolve(rules, stamp=LATER + 7 * DAY))
    assert (over.cancelled, over.withdrawn, over.retired) == ({}, (), {A.uid: 1})
    back = revise(published, [A, B], attrs.evolve(rules, stamp=LATER + DAY))
    assert back.written[A.uid] == EventWriter().write(A, Revision(LATER + DAY, 2))
    assert back.changed == (A.uid,)


def _duty(name: str, day: int, text: str = "") -> Event:
    start = datetime(2024, 1, day, 7, tzinfo=UTC)
    return Event(uid=identity(name), start=start, end=start + timedelta(hours=24), body=Body(summary=text or name))


def test_events_that_have_begun_keep_their_bytes() -> None:
    """Another text, another time, or no such event any more: it stays, unless it has not begun or is corrected."""
    published = _published(*(_duty(name, day) for name, day in (("a", 1), ("b", 2), ("c", 3), ("d", 4))))
    rules = attrs.evolve(AT_LATER, began=datetime(2024, 1, 3, 7, tzinfo=UTC))
    changed = [_duty("a", 1, "other"), _duty("c", 3, "other"), _duty("d", 4, "other")]
    edition = revise(published, changed, rules)
    a, b, c, d = (identity(name) for name in "abcd")
    assert {uid: edition.written[uid] for uid in (a, b, c)} == {uid: published[uid] for uid in (a, b, c)}
    assert (edition.changed, edition.withdrawn, edition.cancelled) == ((d,), (), {})
    assert edition.revisions[b] == Revision(FIRST)
    corrected = revise(published, changed, attrs.evolve(rules, corrected=frozenset({a, b})))
    assert (corrected.changed, corrected.withdrawn) == ((a, d), (b,))
    gone = withdraw(published, rules)
    assert ([*gone.written], [*gone.cancelled]) == ([a, b, c], [d])
    again = withdraw(_lines(gone), attrs.evolve(rules, stamp=LATER + timedelta(days=30)))
    assert ([*again.written], [*again.cancelled], again.retired) == ([a, b, c], [], {d: 1})


def test_cancelled_event_that_would_have_begun_is_retired() -> None:
    """Only events that took place are kept."""
    published = _lines(revise(_published(_duty("a", 1)), [], AT_LATER))
    late = attrs.evolve(AT_LATER, stamp=LATER + timedelta(days=30), began=datetime(2024, 2, 1, tzinfo=UTC))
    assert revise(published, [], late).written == {}


def test_retired_event_that_comes_back_takes_the_next_sequence() -> None:
    """The SEQUENCE of a retired event is remembered, so that it does not fall."""
    retired = {A.uid: 4}
    edition = revise(_published(B), [A, B], RevisionRules(stamp=LATER, retired=retired))
    assert edition.written[A.uid] == EventWriter().write(A, Revision(LATER, 5))
    assert edition.added == (A.uid,)
    assert edition.decisions == {A.uid: Revision(LATER, 5)}


def test_lost_calendar_begins_above_every_published_sequence() -> None:
    """If the published events cannot be read, all of them take the stated first SEQUENCE."""
    edition = revise({}, [A, B], RevisionRules(stamp=LATER, first_sequence=7))
    assert {revision.sequence for revision in edition.revisions.values()} == {7}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"DTSTAMP:20231120T010000Z\r\n", b"DTSTAMP:20231120T010000Z\r\nSEQUENCE:x\r\n"),
        (b"DTSTAMP:20231120T010000Z", b"DTSTAMP:20231120T016100Z"),
        (b"DTSTAMP", b"DTSTOMP"),
    ],
)
def test_event_without_a_readable_revision_is_new(old: bytes, new: bytes) -> None:
    """An event whose stamp or SEQUENCE was lost is published as new."""
    published = _published(A)[A.uid].replace(old, new)
    edition = revise({A.uid: published}, [A], AT_LATER)
    assert edition.added == (A.uid,)
    assert edition.written[A.uid] == EventWriter().write(A, Revision(LATER, 0))


# --- one calendar -------------------------------------------------------------------------------------------------


def test_event_that_left_one_calendar_is_cancelled_there_under_another_uid() -> None:
    """A duty given to another team is shown to the first as cancelled; its own UID is cancelled nowhere."""
    edition = revise(_published(A, B), [attrs.evolve(A, body=Body(summary="x")), B], AT_LATER)
    calendar = select(edition, _published(A), [B.uid], AT_LATER)
    assert (calendar.added, calendar.withdrawn) == ((B.uid,), (A.uid,))
    assert list(calendar.cancelled) == [reassigned_uid(A.uid)]
    note = _read(calendar.cancelled[reassigned_uid(A.uid)])
    assert (note["UID"], note["STATUS"]) == (reassigned_uid(A.uid), "CANCELLED")
    assert (note["SUMMARY"], note["TRANSP"]) == ("BUKAN LAGI TUGAS ANDA: a", "TRANSPARENT")
    assert str(note["DESCRIPTION"]) == "Ini bukan lagi tugas Anda; sudah dialihkan."
    assert (note["SEQUENCE"], note.DTSTAMP) == (1, LATER)
    assert calendar.written == {B.uid: edition.written[B.uid]}


def test_event_that_comes_back_replaces_its_note() -> None:
    """The note of a duty that left a calendar is kept until it is retired, or until the duty is in it again."""
    edition = revise(_published(A, B), [A, B], AT_LATER)
    without = _lines(select(edition, _published(A, B), [B.uid], AT_LATER))
    rules = RevisionRules(stamp=LATER + DAY)
    assert _lines(select(edition, without, [B.uid], rules)) == without
    again = select(edition, without, [A.uid, B.uid], rules)
    assert (again.added, again.cancelled) == ((A.uid,), {})
    over = select(edition, without, [B.uid], RevisionRules(stamp=LATER + 14 * DAY))
    assert (over.cancelled, over.retired) == ({}, {})


def test_cancelled_event_that_is_live_elsewhere_takes_the_other_uid() -> None:
    """A duty that was withdrawn and comes back for another team is no longer cancelled under its UID for the first."""
    gone = _lines(revise(_published(A), [], AT_FIRST))
    edition = revise(gone, [A], AT_LATER)
    calendar = select(edition, gone, [], AT_LATER)
    assert list(calendar.cancelled) == [reassigned_uid(A.uid)]
    assert calendar.withdrawn == ()
    note = calendar.cancelled[reassigned_uid(A.uid)]
    assert b"\r\nDTSTAMP:20231120T010000Z\r\n" in note
    assert _read(note)["SUMMARY"] == "BUKAN LAGI TUGAS ANDA: a"  # and no longer BATAL


def test_event_that_is_live_for_another_audience_is_not_cancelled() -> None:
    """A member's duty goes to a team without a calendar of its own for each person: the unit's calendars have it."""
    members = revise(_published(A, B), [B], AT_LATER)
    calendar = select(members, _published(A, B), [B.uid], AT_LATER, live={A.uid, B.uid})
    assert list(calendar.cancelled) == [reassigned_uid(A.uid)]
    assert _read(calendar.cancelled[reassigned_uid(A.uid)])["SEQUENCE"] == 1


@pytest.mark.parametrize("days", [1, 20])
def test_sequence_of_an_event_that_left_all_calendars_of_an_audience_does_not_fall(days: int) -> None:
    """It comes back with a higher SEQUENCE than the note that it had left, also after the note was retired."""
    published = {**_published(B), **revise(_published(A), [A_MOVED], AT_LATER).written}
    edition = revise(published, [B], AT_LATER)
    left = select(edition, published, [B.uid], AT_LATER, live={A.uid})
    assert _read(left.cancelled[reassigned_uid(A.uid)])["SEQUENCE"] == 2
    rules = RevisionRules(stamp=LATER + days * DAY)
    retired = select(revise(_lines(left), [B], rules), _lines(left), [B.uid], rules, live={A.uid})
    assert retired.retired == ({} if days == 1 else {A.uid: 2})
    rules = attrs.evolve(rules, retired=retired.retired)
    assert revise(_lines(retired), [A, B], rules).revisions[A.uid] == Revision(rules.stamp, 3)


def test_words_of_a_cancelled_event_are_in_the_language_of_its_calendar() -> None:
    """The rules name the language, and a long title is folded as any other."""
    long = attrs.evolve(A, body=Body(summary="Pos;, " * 20))
    edition = revise(_published(long), [], RevisionRules(stamp=LATER, language="en"))
    assert str(_read(edition.cancelled[A.uid])["SUMMARY"]) == "CANCELLED: " + "Pos;, " * 20
    assert max(map(len, edition.cancelled[A.uid].split(b"\r\n"))) <= 75


def test_highest_sequence_of_an_event_is_remembered() -> None:
    """If calendars of several audiences retire an event, the highest SEQUENCE counts."""
    assert highest_sequences([{"a": 2, "b": 1}, {"a": 1, "c": 0}]) == {"a": 2, "b": 1, "c": 0}


def test_calendar_that_is_no_longer_made_is_cancelled() -> None:
    """Each of its events is cancelled, under the other UID if it is live in another calendar."""
    calendar = withdraw(_published(A, B), AT_LATER, live={B.uid})
    assert list(calendar.cancelled) == [A.uid, reassigned_uid(B.uid)]
    assert calendar.withdrawn == (A.uid, B.uid)


def test_uid_of_a_note_is_of_no_event() -> None:
    """The UID of a note is a UUID of version 8, and those of events have version 5."""
    note = reassigned_uid(A.uid)
    assert (A.uid[14], note[14]) == ("5", "8")
    assert (live_uid(note), live_uid(A.uid)) == (A.uid, "")


CALENDARS = st.dictionaries(st.sampled_from("xyz"), st.sets(st.integers(0, 5)), min_size=1)


@given(st.lists(CALENDARS, min_size=1, max_size=6), st.data())
def test_no_uid_is_live_in_one_calendar_and_cancelled_in_another(
    publications: list[dict[str, set[int]]], data: st.DataObject
) -> None:
    """However events move between calendars: no UID is both, no SEQUENCE falls, and a repetition changes no byte."""
    files: dict[str, dict[str, bytes]] = {}
    sequences: dict[str, int] = {}
    retired: dict[str, int] = {}
    for number, contents in enumerate(publications):
        texts = {key: data.draw(st.sampled_from("ab")) for key in sorted(set().union(*contents.values()))}
        events = {key: attrs.evolve(_event(f"{key}"), body=Body(summary=text)) for key, text in texts.items()}
        rules = RevisionRules(stamp=FIRST + 8 * number * DAY, retired=dict(retired))
        edition = revise(latest(files.values()), events.values(), rules)
        retired |= edition.retired
        selections = {
            name: select(edition, files.get(name, {}), (events[key].uid for key in sorted(keys)), rules)
            for name, keys in contents.items()
        }
        selections |= {
            name: withdraw(files[name], rules, live=edition.revisions) for name in files if name not in contents
        }
        files = {name: _lines(selection) for name, selection in selections.items()}
        live = {uid for calendar in selections.values() for uid in calendar.written}
        cancelled = {uid for calendar in selections.values() for uid in calendar.cancelled}
        assert not live & cancelled
        for calendar in files.values():
            for uid, block in calendar.items():
                sequence = int(str(_read(block).get("SEQUENCE", 0)))
                if not live_uid(uid):
                    assert sequence >= sequences.get(uid, 0)
                    sequences[uid] = sequence
        repeated = revise(latest(files.values()), events.values(), rules)
        for name, keys in contents.items():
            uids = [events[key].uid for key in sorted(keys)]
            assert _lines(select(repeated, files[name], uids, rules)) == files[name]


# --- decisions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written_first", [["x"], ["y"], ["z"], ["x", "y"], ["y", "z"], ["x", "z"], []])
def test_stopped_publication_repeats_its_decisions(written_first: list[str]) -> None:
    """A duty goes from team x to team y and leaves team z: whichever files were written, the same bytes come out."""
    moved = attrs.evolve(A, body=Body(summary="by y"))
    published = {"x": _published(A, B), "y": _published(B), "z": _published(C)}
    events, contents = [moved, B], {"x": [B.uid], "y": [A.uid, B.uid], "z": []}

    def calendars(
        files: dict[str, dict[str, bytes]], decided: dict[str, Revision]
    ) -> tuple[Edition, dict[str, dict[str, bytes]]]:
        edition = revise(latest(files.values()), events, AT_LATER, decided=decided)
        lines = {name: _lines(select(edition, files[name], uids, AT_LATER)) for name, uids in contents.items()}
        return edition, lines

    edition, expected = calendars(published, {})
    decided = dict(edition.decisions)
    partly = published | {name: expected[name] for name in written_first}
    resumed, lines = calendars(partly, decided)
    assert lines == expected
    assert resumed.decisions == edition.decisions
