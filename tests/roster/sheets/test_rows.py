"""The rows of a planner's spreadsheet."""

from __future__ import annotations

from datetime import date

import attrs

import electsched
from electsched.operation.teams import Member
from electsched.roster.index import RosterIndex
from electsched.roster.sheets.rows import duty_rows, headcount_rows
from tests.sites import jombang, two_posts


def test_row_for_each_person_and_duty() -> None:
    """The people of a tour have a row each, with local days and hours; the end is on the next day."""
    plan = jombang()
    roster, _ = electsched.build_roster(plan)
    duties = roster.select(post="kpu", day=date(2023, 11, 28)).duties
    table = duty_rows(RosterIndex(plan, roster), duties, "id")
    assert table.columns[:6] == ("Tanggal", "Hari", "Mulai", "Selesai", "Tanggal selesai", "Lama (jam)")
    assert len(table.rows) == sum(duty.people for duty in duties) == 6
    assert table.rows[0] == (
        date(2023, 11, 28), "Selasa", "07:00", "07:00", date(2023, 11, 29), 24, "Kantor KPU Jombang", "Jaga 24 jam",
        "Polres Jombang", "Regu KPU 1", "p-0001", "", "Personel 0001",
    )  # fmt: skip


def test_row_of_a_team_without_members() -> None:
    """A team whose people are not known has one row."""
    plan = attrs.evolve(two_posts(), members=())
    roster, _ = electsched.build_roster(plan)
    table = duty_rows(RosterIndex(plan, roster), roster.duties, "en")
    assert len(table.rows) == len(roster)
    assert table.rows[0][-3:] == ("", "", "")


def test_partner_sees_headcounts_alone() -> None:
    """The rows of a partner have no team, no unit and no name."""
    plan = jombang()
    roster, _ = electsched.build_roster(plan)
    table = headcount_rows(RosterIndex(plan, roster), roster.select(post="kpu").duties, "en")
    assert table.columns == ("Date", "Day", "Start", "End", "End date", "Hours", "Post", "Shift", "People")
    assert "Personel" not in table.to_csv()
    assert "team" not in table.to_csv().casefold()


def test_names_are_no_formulas() -> None:
    """A name that begins like a formula is text to a spreadsheet."""
    plan = attrs.evolve(two_posts(), members=(Member(key="p-1", team="kpu-1", name='=HYPERLINK("a")'),))
    roster, _ = electsched.build_roster(plan)
    assert ",=HYPERLINK" not in duty_rows(RosterIndex(plan, roster), roster.duties, "id").to_csv()
