"""Changes as text to be read out, and as CSV, in one language throughout."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import attrs

from electsched.calendars.changes import ChangeNotice, DutyChange, change_notices
from electsched.calendars.telling.change_lists import changes_to_csv, changes_to_text
from electsched.i18n.text import Text
from tests.calendars.test_changes import TIERS, a_change, a_version

DAY, NAMES = date(2024, 1, 5), {"p-1": "Sari", "p-2": "Budi"}


def notices_of(*changes: DutyChange) -> tuple[ChangeNotice, ...]:
    """Return the changes as they are told one day before the duty."""
    named = (attrs.evolve(change, title=Text({"id": "KPU: Jaga", "en": "KPU: Guard"})) for change in changes)
    return change_notices(named, told=lambda *_: 0, days={1: DAY - timedelta(days=1)}, tiers=TIERS)


def test_text_has_a_heading_for_each_team() -> None:
    """Team and members, the change, day and hours with those before, and the notice; members by name if given."""
    moved = notices_of(a_change(a_version(DAY + timedelta(days=30)), a_version(DAY)))
    assert changes_to_text(moved, language="en").splitlines() == [
        "Team kpu-2 (p-1, p-2)",
        (
            "  Moved: KPU: Guard, Friday, 5 January 2024 07:00 – Saturday, 6 January 2024 07:00 "
            "(before: Sunday, 4 February 2024 07:00 – Monday, 5 February 2024 07:00) [urgent]"
        ),
    ]
    assert changes_to_text(moved, language="id", names=NAMES).splitlines() == [
        "Team kpu-2 (Sari, Budi)",
        (
            "  Dipindahkan: KPU: Jaga, Jumat, 5 Januari 2024 07.00 – Sabtu, 6 Januari 2024 07.00 "
            "(semula: Minggu, 4 Februari 2024 07.00 – Senin, 5 Februari 2024 07.00) [mendesak]"
        ),
    ]
    assert changes_to_text(()) == ""


def test_text_says_who_does_the_duty_now_and_did_before() -> None:
    """Both teams are told of the other; teams are in the order of their numbers."""
    change = a_change(a_version(DAY, "kpu-10", (), place="Aula"), a_version(DAY, "kpu-2", (), place="Aula"))
    hours = "Friday, 5 January 2024 07:00 – Saturday, 6 January 2024 07:00"
    assert changes_to_text(notices_of(change), language="en").splitlines() == [
        "Team kpu-2",
        f"  New: KPU: Guard, {hours} (before: Team kpu-10) [urgent]",
        "Team kpu-10",
        f"  No longer on duty: KPU: Guard, {hours} (now: Team kpu-2) [urgent]",
    ]


def test_text_names_the_members_whom_a_line_concerns() -> None:
    """If not all members of the heading are concerned, the line says who is; a new place is named."""
    substituted = a_change(a_version(DAY), a_version(DAY, members=("p-1", "p-9")))
    elsewhere = a_change(a_version(DAY, place="Aula"), a_version(DAY, place="Alun-alun"), duty="other")
    text = changes_to_text(notices_of(substituted, elsewhere), language="id")
    hours = "Jumat, 5 Januari 2024 07.00 – Sabtu, 6 Januari 2024 07.00"
    assert f"Tidak lagi bertugas: KPU: Jaga, {hours} [mendesak] (untuk p-2)" in text
    assert "07.00, di Alun-alun (semula: Jumat, 5 Januari 2024 07.00 – Sabtu, 6 Januari 2024 07.00, di Aula)" in text


def test_csv_has_a_row_for_each_person() -> None:
    """Words in the language, local times, the keys, and no cell that is a formula."""
    moved = notices_of(a_change(a_version(DAY, place="=HYPERLINK(1)"), a_version(DAY, place="Aula")))
    rows = list(csv.DictReader(changes_to_csv(moved, language="id", names=NAMES).splitlines()))
    assert [(row["member"], row["name"]) for row in rows] == [("p-1", "Sari"), ("p-2", "Budi")]
    first = rows[0]
    assert (first["change"], first["duty"], first["notice"]) == ("Dipindahkan", "KPU: Jaga", "mendesak")
    assert (first["start"], first["end_before"]) == ("2024-01-05 07:00", "2024-01-06 07:00")
    assert (first["place"], first["place_before"]) == ("Aula", "'=HYPERLINK(1)")
    assert (first["team_key"], first["duty_key"]) == ("kpu-2", "kpu/tour/2024-01-05/d")


def test_csv_of_a_team_without_members_has_one_row() -> None:
    """The row has the team, and no member."""
    (row,) = csv.DictReader(changes_to_csv(notices_of(a_change(None, a_version(DAY, members=())))).splitlines())
    assert (row["team_key"], row["member"], row["team_before"], row["start_before"]) == ("kpu-2", "", "", "")
