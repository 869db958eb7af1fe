"""A correction of the past that is interrupted at any write ends, once it is run again, as one that was not.

Two units that exchanged duties are published together, and each has a record of its own.
"""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

import electsched
from electsched.calendars.telling.editions import Editions, untold_changes
from electsched.operation.changes import Addition, Cancellation, Decision, DutyName, Substitution, Swap
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.publishing.change_log import mark_told, read_changes, read_editions
from electsched.publishing.completion import Published
from electsched.publishing.executors import PublishOptions
from electsched.publishing.records import site_record
from electsched.stores.local import LocalStore
from tests.builders import DECISION, a_line, a_pattern, a_plan, a_post, a_shift, a_team, a_unit, a_window
from tests.sites import Watched, files_of, registry_rows, work_files, write_links

FIRST = date(2024, 1, 1)
TOUR = a_pattern("tour", [a_shift("tour", 7, 24, 2)], a_line("tour", "-", "-"))
POSTS = {"kpu": "polres", "gudang": "polsek"}
TEAMS = tuple(f"{post}-{number}" for post in POSTS for number in (1, 2, 3))
CORRECTS: dict[str, Any] = {**DECISION, "corrects": True}
AT_ONCE = PublishOptions(orphan_wait_seconds=0)


def _day(number: int) -> date:
    return FIRST + timedelta(days=number - 1)


def _at(number: int) -> datetime:
    """Return an hour of a day at which its duties have begun."""
    return datetime(2024, 1, 1, 3, tzinfo=UTC) + timedelta(days=number - 1)


def _name(post: str, day: int) -> DutyName:
    return DutyName(post=post, day=_day(day), shift="tour")


def _plan() -> Plan:
    """Return a plan of nine days with a post in each of two units, whose first two teams have listed members."""
    members = [
        Member(key=f"{team}-m{number}", team=team, name=f"Orang {team} {number}")
        for team in TEAMS
        if team.endswith(("1", "2"))
        for number in (1, 2, 3)
    ]
    return a_plan(
        units=(a_unit("polres"), a_unit("polsek", parent="polres")),
        posts=[
            a_post(post, [f"{post}-{number}" for number in (1, 2, 3)], pattern="tour", unit=unit)
            for post, unit in POSTS.items()
        ],
        patterns=(TOUR,),
        windows=[a_window(FIRST, days=9)],
        teams=[a_team(team, 2, POSTS[team.partition("-")[0]]) for team in TEAMS],
        members=tuple(members),
        languages=("id",),
        swaps=(Swap(first=_name("kpu", 7), second=_name("gudang", 8), **DECISION),),
    )


def _with_corrections(plan: Plan) -> Plan:
    """Return the plan that says how duties of both units took place, and in which a duty ahead is cancelled."""
    swap = Swap(first=_name("kpu", 2), second=_name("gudang", 3), **CORRECTS)
    stood_in = Substitution(member="gudang-1-m1", substitute="kpu-2-m3", start=_day(1), **CORRECTS)
    ahead = Cancellation(post="kpu", day=_day(9), shift="tour", **DECISION)
    return attrs.evolve(plan, swaps=(*plan.swaps, swap), substitutions=(stood_in,), cancellations=(ahead,))


def _with_other_teams(plan: Plan) -> Plan:
    """Return the plan in which the teams of both posts take turns in another order."""
    posts = (attrs.evolve(post, teams=(post.teams[0][::-1],)) for post in plan.posts)
    return attrs.evolve(plan, posts=tuple(posts))


class KilledError(BaseException):
    """Ends a publication as a kill does: nothing after it is written."""


def _everything(folder: Path, plan: Plan) -> dict[str, object]:
    """Return the files of a site, its record with the members, the changes that are to be told, and the links."""
    store = LocalStore(folder / "site")
    # An edition without changes may follow, if the publication was stopped at its end.
    told: dict[str, Any] = {
        "plan": plan.id,
        "zone": plan.zone,
        "languages": plan.languages,
        "editions": read_editions(store).editions,
    }
    return {
        "files": files_of(folder / "site"),
        "record": site_record(store, plan).duties,
        "changes": untold_changes(Editions(**told), read_changes(store), now=_at(5)),
        "links": registry_rows(folder / "links.db"),
    }


@pytest.mark.long
@pytest.mark.parametrize(
    ("change", "options"),
    [(_with_corrections, {}), (_with_other_teams, {"correct_past": True})],
    ids=["changes that correct", "--correct-past"],
)
def test_interrupted_correction_is_completed(change: Any, options: dict[str, Any], tmp_path: Path) -> None:  # noqa: ANN401  # a function of a plan
    """Whichever file is the last before a kill, the next run corrects the duties of both units, and tells it once."""
    plan = _plan()
    first, later = tmp_path / "first", change(plan)
    first.mkdir()
    write_links(first / "links.db", plan)

    def publish(folder: Path, plan: Plan, day: int, site: Any = None, **more: Any) -> Published:  # noqa: ANN401
        return electsched.publish(
            plan, site or folder / "site", stamp=_at(day), links=folder / "links.db", options=AT_ONCE, **more
        )

    for day in (-3, 4):
        publish(first, plan, day)
    before = site_record(first / "site", plan).duties
    shutil.copytree(first, tmp_path / "whole")
    writes: list[str] = []
    whole_site = Watched(LocalStore(tmp_path / "whole" / "site"), lambda _, path: writes.append(path))
    done = publish(tmp_path / "whole", later, 5, whole_site, **options)
    whole = _everything(tmp_path / "whole", later)
    assert done.differences == ()
    assert whole["changes"]
    corrected = {duty.post for duty in set(before) - set(site_record(tmp_path / "whole" / "site", later).duties)}
    assert corrected == set(POSTS)
    records = [path for path in writes if path.endswith(".roster.json")]
    assert len(records) == 2
    for number, written in enumerate(writes):
        copy = tmp_path / f"copy-{number}"
        shutil.copytree(first, copy)
        left = [number]

        def kill(_what: str, _path: str, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise KilledError

        with pytest.raises(KilledError):
            publish(copy, later, 5, Watched(LocalStore(copy / "site"), kill), **options)
        again = publish(copy, later, 5, **options)
        assert again.differences == (), (number, written)
        resumed = _everything(copy, later)
        wrong = [path for path, data in whole["files"].items() if resumed["files"].get(path) != data]  # type: ignore[attr-defined]
        assert wrong == [], (number, written)
        assert {name for name in whole if resumed[name] != whole[name]} == set(), (number, written)
        assert work_files(LocalStore(copy / "site")) == set()
        shutil.rmtree(copy)


@pytest.mark.parametrize(
    ("field", "record", "told"),
    [
        ("swaps", Swap(first=_name("kpu", 5), second=_name("gudang", 3), **CORRECTS), {("kpu-2", "reassigned", 5)}),
        ("cancellations", Cancellation(post="kpu", day=_day(5), shift="tour", **CORRECTS), {("kpu-2", "cancelled", 5)}),
        ("cancellations", Cancellation(post="kpu", day=_day(2), shift="tour", **CORRECTS), set()),
        (
            "additions",
            Addition(post="kpu", day=_day(5), shift="tour", team="kpu-3", people=2, **CORRECTS),
            {("kpu-3", "new", 5)},
        ),
    ],
    ids=["a running duty and a past one", "a running duty", "a past duty", "one more now"],
)
def test_correction_of_a_duty_is_reported_once_while_it_lasts(
    field: str, record: Decision, told: set[tuple[str, str, int]], tmp_path: Path
) -> None:
    """Those on a duty that has begun and not ended are told once; of a duty that is over nobody is told."""
    plan = attrs.evolve(_plan(), members=(), swaps=())
    for day in (-3, 4):
        electsched.publish(plan, tmp_path, stamp=_at(day))
    changed: dict[str, Any] = {field: (*getattr(plan, field), record)}
    corrected = attrs.evolve(plan, **changed)
    store = LocalStore(tmp_path)
    for _ in range(2):
        electsched.publish(corrected, tmp_path, stamp=_at(5))
        notices = untold_changes(read_editions(store), read_changes(store), now=_at(5))
        lines = [(notice.team, notice.kind, notice.change.start.day) for notice in notices]
        new = {("gudang-3", "new", 5)} if field == "swaps" else set()
        assert sorted(lines) == sorted(told | new)
    mark_told(store, [None], read_editions(store).last)
    electsched.publish(corrected, tmp_path, stamp=_at(5))
    assert untold_changes(read_editions(store), read_changes(store), now=_at(5)) == ()
