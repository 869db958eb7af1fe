"""What people are told of a change: by team and member, post and day, with how much notice it gives."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import attrs
import pytest

import electsched
from electsched.calendars.changes import DutyChange, changes_to_csv, changes_to_text, duty_changes
from electsched.calendars.revision import EventChange
from electsched.i18n.text import Text
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.operation.work_rules import NoticeTier
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex
from electsched.timespan import moment
from tests.sites import write_plan

ON = date(2023, 12, 1)
TIERS = (
    NoticeTier(key="urgent", name=Text({"id": "mendesak", "en": "urgent"}), under=1),
    # England and Wales: rest days under 15 clear days.
    NoticeTier(key="short", name=Text({"id": "singkat", "en": "short"}), under=15),
)
ZONE = "Asia/Jakarta"


def _change(day: date, *, was: date | None = None, title: str = "Guard") -> EventChange:
    start = moment(day, 7 * 60, ZONE)
    before = moment(was, 7 * 60, ZONE) if was else None
    return EventChange(
        kind="moved" if was else "new",
        uid="u",
        summary=title,
        start=start,
        end=start.add(hours=24),
        was=(before, before.add(hours=24)) if before else None,
    )


def _told(plan: Plan, *changes: EventChange) -> tuple[DutyChange, ...]:
    staffed = attrs.evolve(
        plan,
        notices=TIERS,
        members=tuple(Member(key=key, team="kpu-2", name="NAME") for key in ("p-1", "p-2")),
    )
    return duty_changes({"kpu-2": changes}, RosterIndex(staffed, Roster(())), posts={"u": "kpu"}, on=ON)


@pytest.mark.parametrize(
    ("days", "clear", "tier"),
    [(-1, 0, "urgent"), (0, 0, "urgent"), (1, 0, "urgent"), (2, 1, "short"), (15, 14, "short"), (16, 15, "")],
)
def test_notice_is_counted_in_clear_days(plan: Plan, days: int, clear: int, tier: str) -> None:
    """Neither the day of the change nor that of the duty counts, and the lowest tier above the number applies."""
    (found,) = _told(plan, _change(ON + timedelta(days=days)))
    assert (found.clear_days, found.notice) == (clear, tier)


def test_notice_counts_to_the_earlier_day(plan: Plan) -> None:
    """A duty that moves from tomorrow to next month was changed at a day's notice."""
    (found,) = _told(plan, _change(date(2024, 1, 5), was=date(2023, 12, 2)))
    assert (found.notice, found.day, found.post, found.members) == ("urgent", date(2024, 1, 5), "kpu", ("p-1", "p-2"))


def test_changes_as_text(plan: Plan) -> None:
    """The text has the team, the keys of its members, the change, the times and the notice, and no name."""
    changes = _told(plan, _change(date(2024, 1, 5), was=date(2023, 12, 2)))
    was = "Before: 2 December 2023 07:00 – 3 December 2023 07:00"
    told = changes_to_text(changes, attrs.evolve(plan, notices=TIERS), language="en")
    assert told.splitlines() == [
        "KPU team 2 (p-1, p-2)",
        f"  Moved: Guard, 5 January 2024 07:00 – 6 January 2024 07:00 ({was}) [urgent]",
    ]
    assert changes_to_text((), plan) == ""


def test_changes_as_csv_and_data(plan: Plan) -> None:
    """CSV has a row for each change with the values of the data, and no title that is a formula."""
    changes = _told(plan, _change(date(2023, 12, 10), title="=HYPERLINK(1)"))
    (row,) = csv.DictReader(changes_to_csv(changes).splitlines())
    (data,) = (change.to_dict() for change in changes)
    assert row["event"] == "'=HYPERLINK(1)"
    assert (row["team"], row["members"], row["notice"], row["start_before"]) == ("kpu-2", "p-1 p-2", "short", "")
    assert data["event"] == "=HYPERLINK(1)"
    assert data["start"] == row["start"] == "2023-12-10T07:00:00+07:00"


def test_publish_writes_the_changes_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """If a shift begins an hour later, the changes are in the file in each format."""
    example = Path(__file__).parents[2] / "examples" / "jombang.toml"
    text = example.read_text(encoding="utf-8")
    place, site = write_plan(tmp_path, text), tmp_path / "site"
    electsched.publish(electsched.load_plan(place), site)
    head = 'name = { id = "Jaga 24 jam", en = "24-hour tour" }, start = '
    assert head + "07" in text
    place.write_text(text.replace(head + "07", head + "08"), encoding="utf-8")
    for name in ("told.txt", "told.csv", "told.json"):
        folder = tmp_path / name.replace(".", "-")
        electsched.publish(electsched.load_plan(example), folder)
        with pytest.raises(SystemExit) as left:
            _main("publish", str(place), str(folder), "--changes", str(tmp_path / name))
        assert left.value.code == 0
        assert "228 changes to announce" in capsys.readouterr().out
        assert "08:00" in (tmp_path / name).read_text(encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        _main("publish", str(place), str(site), "--changes", str(tmp_path / "told.pdf"))
    assert left.value.code == 2
    assert "ends in .txt, .csv or .json" in capsys.readouterr().err


def _main(*arguments: str) -> None:
    from electsched.cli.main import main  # noqa: PLC0415  # as the program does

    main(list(arguments))
