"""A publication that is interrupted at any write ends, once it is run again, in the same bytes as one that was not."""

from __future__ import annotations

import shutil
from pathlib import Path

import attrs
import pytest

import electsched
from electsched.operation.plan import Plan
from electsched.publishing.executors import PublishOptions
from electsched.roster.duty import Roster
from electsched.stores.local import LocalStore
from tests.sites import LATER, STAMP, Watched, files_of, registry_rows, two_posts, without, work_files, write_links

AT_ONCE = PublishOptions(orphan_wait_seconds=0)


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return a plan of two posts in which a team and the team that relieves it have members."""
    plan = two_posts()
    members = [
        attrs.evolve(member, team="kpu-2") if number > 3 else member for number, member in enumerate(plan.members)
    ]
    return attrs.evolve(plan, members=tuple(members))


def _first_duties(plan: Plan) -> Roster:
    """Return a few duties of each post, so that a publication takes little time."""
    roster, _ = electsched.build_roster(plan)
    return Roster(tuple(duty for post in plan.posts for duty in roster.select(post=post.key).duties[:8]))


def _with_another_team(roster: Roster, post: str, team: str) -> Roster:
    """Return the roster in which the first duty of a post goes to another team."""
    first = roster.select(post=post).duties[0]
    return Roster(tuple(attrs.evolve(duty, team=team) if duty == first else duty for duty in roster.duties))


class KilledError(BaseException):
    """Ends a publication as a kill does: nothing after it is written."""


@pytest.mark.long
def test_interrupted_at_every_write(plan: Plan, tmp_path: Path) -> None:
    """A duty changes teams and a post goes: a run ends at each write and deletion, and the next one completes it."""
    roster = _first_duties(plan)
    later = attrs.evolve(without(plan, "ppk-ngoro"), issued=LATER)
    moved = _with_another_team(_first_duties(later), "kpu", "kpu-2")
    first = tmp_path / "first"
    first.mkdir()
    links = write_links(first / "links.db", plan)
    electsched.publish(plan, first / "site", roster=roster, stamp=STAMP, links=links)

    shutil.copytree(first, tmp_path / "whole")
    changes: list[str] = []
    store = Watched(LocalStore(tmp_path / "whole" / "site"), lambda _, path: changes.append(path))
    done = electsched.publish(later, store, roster=moved, stamp=LATER, links=tmp_path / "whole" / "links.db")
    whole, rows = files_of(tmp_path / "whole" / "site"), registry_rows(tmp_path / "whole" / "links.db")
    assert done.withdrawn
    assert any(b"STATUS:CANCELLED" in data for path, data in whole.items() if path.startswith("secret/"))
    assert len(changes) > 50

    for number in range(len(changes)):
        copy = tmp_path / f"copy-{number}"
        shutil.copytree(first, copy)
        left = [number]

        def kill(_what: str, _path: str, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise KilledError

        with pytest.raises(KilledError):
            electsched.publish(
                later, Watched(LocalStore(copy / "site"), kill), roster=moved, stamp=LATER, links=copy / "links.db"
            )
        again = electsched.publish(
            later, copy / "site", roster=moved, stamp=LATER, links=copy / "links.db", options=AT_ONCE
        )
        resumed = files_of(copy / "site")
        assert [path for path in whole if resumed.get(path) != whole[path]] == [], (number, changes[number])
        assert resumed.keys() == whole.keys()
        assert registry_rows(copy / "links.db") == rows
        assert work_files(LocalStore(copy / "site")) == set()
        # Once the lease says that all is done, nothing is left to report.
        is_done = changes[number:].count(".publishing/lease.json") < 2
        expected = (0, 0, 0) if is_done else (done.added, done.changed, done.withdrawn)
        assert (again.added, again.changed, again.withdrawn) == expected, number
        shutil.rmtree(copy)
