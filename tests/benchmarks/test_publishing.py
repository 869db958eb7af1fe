"""A second publication beside the first: 10,000 duties, of which one has moved.

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
    """Return the plan of Jombang with a campaign that is long enough for 10,000 duties, and these duties."""
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
    middle = DUTIES // 2
    duty, hour = roster.duties[middle], timedelta(hours=1)
    later = attrs.evolve(duty, span=Span(duty.span.start + hour, duty.span.end + hour))
    return Roster((*roster.duties[:middle], later, *roster.duties[middle + 1 :]))


@pytest.mark.benchmark(group="publish 10,000 duties")
def test_first_publication(benchmark: BenchmarkFixture, planned: tuple[Plan, Roster], tmp_path: Path) -> None:
    """The peer publishes into an empty folder."""
    plan, roster = planned
    site = tmp_path / "site"

    def empty() -> None:
        shutil.rmtree(site, ignore_errors=True)

    result = benchmark.pedantic(
        electsched.publish, args=(plan, site), kwargs={"roster": roster}, setup=empty, rounds=ROUNDS
    )
    assert result.added >= DUTIES


@pytest.mark.benchmark(group="publish 10,000 duties")
def test_publication_after_one_duty_moved(
    benchmark: BenchmarkFixture, planned: tuple[Plan, Roster], tmp_path: Path
) -> None:
    """A publication into the same folder after one duty moved writes only the calendars that show it."""
    plan, roster = planned
    site, published = tmp_path / "site", tmp_path / "published"
    electsched.publish(plan, published, roster=roster)
    moved = _moved(roster)
    later = attrs.evolve(plan, issued=datetime(2023, 12, 1, tzinfo=UTC))

    def restore() -> None:
        shutil.rmtree(site, ignore_errors=True)
        shutil.copytree(published, site)

    result = benchmark.pedantic(
        electsched.publish, args=(later, site), kwargs={"roster": moved}, setup=restore, rounds=ROUNDS
    )
    assert result.changed >= 1
    duty = moved.duties[DUTIES // 2]
    team = plan.team(duty.team)
    calendars = {path for path in result.written if path.endswith(".ics")}
    calendars_of_duty = (f"units/{team.unit}", f"posts/{duty.post}", f"teams/{duty.team}")
    assert {f"internal/{name}.id.ics" for name in calendars_of_duty} <= calendars
    # Besides the calendars of the duty, those of the relieved and the relieving team.
    assert len(calendars) <= 2 * 5
