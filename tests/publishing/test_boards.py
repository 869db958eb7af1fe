"""Boards and index pages of a site that is published again: each shows what changed, and the time of the change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

import electsched
from electsched.i18n.text import Text
from electsched.operation.plan import Plan
from electsched.pages.board import MOST_CELLS
from electsched.publishing.executors import PublishOptions
from electsched.publishing.fingerprint import fingerprint
from electsched.roster.duty import Duty, Roster
from electsched.timespan import Span
from tests.builders import TOUR, a_plan, a_post, a_shift, a_window
from tests.sites import jombang

FIRST, LATER = datetime(2023, 11, 20, tzinfo=UTC), datetime(2023, 12, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
BOARDS = ("board.html", "board.en.html")
Site = tuple[Plan, Roster]


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return a plan of three posts in two units, one of which is guarded in two windows."""
    return a_plan(
        posts=[
            a_post("kpu", windows=("campaign", "voting")),
            a_post("gudang", windows=("campaign",)),
            a_post("ppk", unit="polsek", windows=("campaign",)),
        ],
        windows=[a_window(date(2023, 11, 28), days=12), a_window(date(2023, 12, 27), days=8, key="voting")],
    )


def _with_changed_duty(roster: Roster, **changes: Any) -> Roster:  # noqa: ANN401  # any field of a duty
    """Return the roster with its middle duty changed."""
    middle = len(roster.duties) // 2
    duty = attrs.evolve(_middle(roster), **changes)
    return Roster((*roster.duties[:middle], duty, *roster.duties[middle + 1 :]))


def _middle(roster: Roster) -> Duty:
    return roster.duties[len(roster.duties) // 2]


def _with_renamed_team(plan: Plan) -> Plan:
    return attrs.evolve(plan, teams=(attrs.evolve(plan.teams[0], name=Text.same("Regu Lain")), *plan.teams[1:]))


def _with_moved_post(plan: Plan) -> Plan:
    """Return the plan with its last post at its first unit."""
    return attrs.evolve(plan, posts=(*plan.posts[:-1], attrs.evolve(plan.posts[-1], unit=plan.units[0].key)))


def _with_fewer_windows(plan: Plan) -> Plan:
    """Return the plan whose first post is guarded in one window only, so that fewer people are needed."""
    return attrs.evolve(plan, posts=(attrs.evolve(plan.posts[0], windows=plan.posts[0].windows[:1]), *plan.posts[1:]))


PAGED = PublishOptions(index_page_limit=1)
"""Each unit has a page and a board."""
UNIT_BOARDS = tuple(f"units/{unit}.{board}" for unit in ("polres", "polsek") for board in BOARDS)


def _with_a_page_for_each_month(plan: Plan) -> Plan:
    """Return the plan with shifts that nobody has, as the board has a cell for each shift of a day."""
    cells = sum(1 for post in plan.posts for _ in plan.manned_days(post))
    further = tuple(a_shift(f"tour-{number}") for number in range(MOST_CELLS // cells))
    pattern = attrs.evolve(TOUR, shift=(*TOUR.shift, *further))
    return attrs.evolve(plan, patterns=(pattern,))


def _board(site: Path, boards: tuple[str, ...]) -> dict[str, bytes]:
    return {name: (site / "internal" / name).read_bytes() for name in boards}


def _without_stamp(page: bytes) -> bytes:
    return page.partition(b"<footer")[0]


@pytest.mark.parametrize(
    ("boards", "options"), [(BOARDS, PublishOptions()), (UNIT_BOARDS, PAGED)], ids=["whole", "paged"]
)
@pytest.mark.parametrize(
    ("change", "shows"),
    [
        (lambda plan, roster: (plan, _with_changed_duty(roster, people=1)), True),
        (lambda plan, roster: (plan, _with_changed_duty(roster, relief=True)), True),
        (lambda plan, roster: (plan, _with_changed_duty(roster, team=roster.duties[0].team)), True),
        (lambda plan, roster: (_with_renamed_team(plan), roster), True),
        (lambda plan, roster: (_with_fewer_windows(plan), roster), True),
        (lambda plan, roster: (plan, Roster(roster.duties[:-1])), True),
        (lambda plan, roster: (plan, _with_changed_duty(roster, span=_shifted(_middle(roster)))), True),
        (lambda plan, roster: (plan, _with_changed_duty(roster, line="other")), False),
    ],
    ids=["people", "relief", "team", "name", "need", "gone", "hour", "line"],
)
def test_republished_boards_equal_those_of_a_new_site(
    plan: Plan,
    tmp_path: Path,
    boards: tuple[str, ...],
    options: PublishOptions,
    change: Callable[[Plan, Roster], Site],
    *,
    shows: bool,
) -> None:
    """After any change the boards equal those of a new site; their content changes only if they show the change."""
    roster, _ = electsched.build_roster(plan)
    changed, duties = change(plan, roster)
    electsched.publish(plan, tmp_path / "old", roster=roster, stamp=FIRST, options=options)
    before = _board(tmp_path / "old", boards)
    electsched.publish(changed, tmp_path / "old", roster=duties, stamp=LATER, options=options)
    electsched.publish(changed, tmp_path / "new", roster=duties, stamp=LATER, options=options)
    old, new = _board(tmp_path / "old", boards), _board(tmp_path / "new", boards)
    for name in boards:
        # The pages of an unchanged unit keep their stamp; in a new site they have the new one.
        assert _without_stamp(old[name]) == _without_stamp(new[name]), name
    assert any(old[name] != before[name] for name in boards)
    assert any(_without_stamp(old[name]) != _without_stamp(before[name]) for name in boards) is shows


def _shifted(duty: Duty) -> Span:
    return Span(duty.span.start + HOUR, duty.span.end + HOUR)


def test_moved_post_changes_the_boards_of_both_units(plan: Plan, tmp_path: Path) -> None:
    """If a post moves to another unit, the boards of the previous and of the new unit are rendered."""
    roster, _ = electsched.build_roster(plan)
    units = [f"units/{unit}.board.html" for unit in (plan.units[0].key, plan.posts[-1].unit)]
    electsched.publish(plan, tmp_path / "old", roster=roster, stamp=FIRST, options=PAGED)
    before = _board(tmp_path / "old", tuple(units))
    electsched.publish(_with_moved_post(plan), tmp_path / "old", roster=roster, stamp=LATER, options=PAGED)
    electsched.publish(_with_moved_post(plan), tmp_path / "new", roster=roster, stamp=LATER, options=PAGED)
    for name in units:
        page = _without_stamp(_board(tmp_path / "old", (name,))[name])
        assert page != _without_stamp(before[name])
        assert page == _without_stamp(_board(tmp_path / "new", (name,))[name])


def test_board_with_the_same_content_changes_in_its_stamp_alone(plan: Plan, tmp_path: Path) -> None:
    """A board shows no lines: if a duty changes its line, the board has the new stamp and no other change."""
    roster, _ = electsched.build_roster(plan)
    electsched.publish(plan, tmp_path, roster=roster, stamp=FIRST)
    before = {name: (tmp_path / "internal" / name).read_bytes() for name in BOARDS}
    changed_line = _with_changed_duty(roster, line="other")
    result = electsched.publish(plan, tmp_path, roster=changed_line, stamp=LATER)
    for name, page in before.items():
        assert f"internal/{name}" in result.written
        changed = (tmp_path / "internal" / name).read_text()
        dates = ("20 November 2023", "1 December 2023" if ".en." in name else "1 Desember 2023")
        head, _, foot = page.decode().rpartition("<footer")
        later = foot.replace(*dates).replace("2023-11-20T", "2023-12-01T")
        assert later != foot
        assert changed == f"{head}<footer{later}"


def test_page_of_calendars_keeps_its_bytes_until_it_shows_a_change(plan: Plan, tmp_path: Path) -> None:
    """It shows the numbers of duties and people of each day, and gaps: it stays if a duty only goes to another team."""
    roster, _ = electsched.build_roster(plan)
    names = ("internal/index.html", "internal/index.en.html")
    electsched.publish(plan, tmp_path, roster=roster, stamp=FIRST)
    before = {name: (tmp_path / name).read_bytes() for name in names}
    electsched.publish(plan, tmp_path, roster=_with_changed_duty(roster, team=roster.duties[0].team), stamp=LATER)
    assert {name: (tmp_path / name).read_bytes() for name in names} == before
    result = electsched.publish(plan, tmp_path, roster=_with_changed_duty(roster, people=1), stamp=LATER)
    assert set(names) <= set(result.written)
    assert all("2023-12-01T" in (tmp_path / name).read_text() for name in names)


def test_plan_of_all_pages_is_put_into_their_fingerprints_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The boards of all months state the same plan, whose fingerprint takes longer than those of the months."""
    plans: list[Plan] = []

    def counted(*values: object) -> str:
        plans.extend(value for value in values if isinstance(value, Plan))
        return fingerprint(*values)

    monkeypatch.setattr("electsched.publishing.sections.fingerprint", counted)
    electsched.publish(jombang(), tmp_path, stamp=FIRST)
    assert len([*(tmp_path / "internal").glob("board.*.html")]) > 10
    assert len(plans) == 1


@pytest.mark.parametrize("changed_day", [date(2023, 12, 8), date(2024, 1, 3)])
def test_board_of_a_month_keeps_its_bytes_if_other_months_change(plan: Plan, tmp_path: Path, changed_day: date) -> None:
    """Only the first page and the month of a changed duty are written, and those equal the pages of a new site."""
    plan = _with_a_page_for_each_month(plan)
    roster, _ = electsched.build_roster(plan)
    index = next(number for number, duty in enumerate(roster.duties) if duty.day == changed_day)
    fewer = Roster((*roster.duties[:index], *roster.duties[index + 1 :]))
    electsched.publish(plan, tmp_path / "old", roster=roster, stamp=FIRST)
    result = electsched.publish(plan, tmp_path / "old", roster=fewer, stamp=LATER)
    suffixes = ("", f".{changed_day:%Y-%m}")
    pages = {f"internal/board{suffix}{ending}" for suffix in suffixes for ending in (".html", ".en.html")}
    assert {path for path in result.written if "/board" in path} == pages
    electsched.publish(plan, tmp_path / "new", roster=fewer, stamp=LATER)
    for page in sorted(path.name for path in (tmp_path / "new" / "internal").glob("board*")):
        new, old = ((tmp_path / site / "internal" / page).read_bytes() for site in ("new", "old"))
        assert _without_stamp(old) == _without_stamp(new), page


@pytest.mark.parametrize("name", ["board.html", "index.html"])
def test_publish_restores_a_page_that_was_edited(plan: Plan, tmp_path: Path, name: str) -> None:
    """A page that was edited is written again, although its length and the plan did not change."""
    roster, _ = electsched.build_roster(plan)
    electsched.publish(plan, tmp_path, roster=roster, stamp=FIRST)
    path = tmp_path / "internal" / name
    page = path.read_bytes()
    path.write_bytes(page.replace(b"kpu", b"kpx", 1))
    assert path.read_bytes() != page
    electsched.publish(plan, tmp_path, roster=roster, stamp=LATER)
    assert path.read_bytes() == page


@pytest.mark.parametrize(
    ("board", "options"), [("board.html", PublishOptions()), ("units/polres.board.html", PAGED)], ids=["whole", "paged"]
)
def test_board_keeps_the_months_that_only_the_past_has(tmp_path: Path, board: str, options: PublishOptions) -> None:
    """The plan guards nothing in November and has lost a post that did; its board still shows the duties done then."""
    windows = [a_window(date(2023, 11, 21), days=6), a_window(date(2024, 1, 2), days=8, key="voting")]
    plan = a_plan(
        posts=[a_post(key, windows=("campaign", "voting")) for key in ("kpu", "gudang", "ppk")], windows=windows
    )
    for stamp in (FIRST, LATER):
        electsched.publish(plan, tmp_path, stamp=stamp, options=options)
    posts = tuple(attrs.evolve(post, windows=("voting",)) for post in plan.posts if post.key != "gudang")
    changed = attrs.evolve(plan, posts=posts)
    electsched.publish(changed, tmp_path, stamp=LATER, options=options)
    (page,) = _board(tmp_path, (board,)).values()
    assert [f'data-day="2023-11-{day}"'.encode() in page for day in (21, 26)] == [True, True]
    assert b'data-day="2024-01-09"' in page
    (name,) = (post.name["id"] for post in plan.posts if post.key == "gudang")
    assert name.encode() in page
    # Publishing again, when no partition is made, changes nothing.
    assert electsched.publish(changed, tmp_path, stamp=LATER, options=options).written == ()
