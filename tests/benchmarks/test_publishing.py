"""Publishing again beside publishing for the first time: 10,000 duties of which one has moved.

python -m pytest tests/benchmarks/test_publishing.py -m speed -n 0 --benchmark-enable --benchmark-only
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import electsched
from electsched.operation.plan import Plan
from electsched.roster.duty import Roster
from electsched.timespan import Span

pytestmark = pytest.mark.speed

PLAN = Path(__file__).parents[2] / "examples" / "jombang.toml"
DUTIES = 10_000
ROUNDS = 5


@pytest.fixture(scope="module")
def planned() -> tuple[Plan, Roster]:
    """Return the plan of Jombang, whose campaign is made so long that it takes 10,000 duties, and these."""
    plan = electsched.load_plan(PLAN)
    windows = tuple(
        attrs.evolve(window, before=45) if window.key == "campaign" else window for window in plan.operation.window
    )
    longer = attrs.evolve(plan, operation=attrs.evolve(plan.operation, window=windows))
    roster, _ = electsched.build_roster(longer)
    assert len(roster.duties) >= DUTIES
    return longer, Roster(roster.duties[:DUTIES])


def _moved(roster: Roster) -> Roster:
    """Return the roster with one duty an hour later."""
    place = DUTIES // 2
    duty, hour = roster.duties[place], timedelta(hours=1)
    later = attrs.evolve(duty, span=Span(duty.span.start + hour, duty.span.end + hour))
    return Roster((*roster.duties[:place], later, *roster.duties[place + 1 :]))


@pytest.mark.benchmark(group="publish 10,000 duties")
def test_first(benchmark: BenchmarkFixture, planned: tuple[Plan, Roster], tmp_path: Path) -> None:
    """To an empty folder: the peer of the next."""
    plan, roster = planned
    site = tmp_path / "site"

    def empty() -> None:
        shutil.rmtree(site, ignore_errors=True)

    done = benchmark.pedantic(
        electsched.publish, args=(plan, site), kwargs={"roster": roster}, setup=empty, rounds=ROUNDS
    )
    assert done.added >= DUTIES


@pytest.mark.benchmark(group="publish 10,000 duties")
def test_again_with_one_moved(benchmark: BenchmarkFixture, planned: tuple[Plan, Roster], tmp_path: Path) -> None:
    """To the folder in which all stands, one duty having moved: only what it stands in is written."""
    plan, roster = planned
    site, kept = tmp_path / "site", tmp_path / "kept"
    electsched.publish(plan, kept, roster=roster)
    moved = _moved(roster)
    later = attrs.evolve(plan, issued=datetime(2023, 12, 1, tzinfo=UTC))

    def as_before() -> None:
        shutil.rmtree(site, ignore_errors=True)
        shutil.copytree(kept, site)

    done = benchmark.pedantic(
        electsched.publish, args=(later, site), kwargs={"roster": moved}, setup=as_before, rounds=ROUNDS
    )
    assert done.changed >= 1
    duty = moved.duties[DUTIES // 2]
    team = next(each for each in plan.teams if each.key == duty.team)
    calendars = {path for path in done.written if path.endswith(".ics")}
    stands = (f"units/{team.unit}", f"posts/{duty.post}", f"teams/{duty.team}")
    assert {f"internal/{name}.id.ics" for name in stands} <= calendars
    # Besides its own team's, those of the teams before and after it, whose relief it was.
    assert len(calendars) <= 2 * 5
