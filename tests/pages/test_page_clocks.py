"""The pages of a site in several zones: each tells when it changed by the clock of its readers."""

from __future__ import annotations

import re
from pathlib import Path

import attrs
import pytest

import electsched
from electsched.publishing.private.ledger_file import load_ledger
from tests.sites import LATER, STAMP, national, renamed, write_ledger


def test_each_page_tells_when_it_changed_by_the_clock_of_its_readers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages of a unit, and those at secret addresses, go by the unit's own clock; under a new stamp they do too."""
    monkeypatch.setattr("electsched.publishing.publication.ONE_PAGE", 20)
    plan = attrs.evolve(national("1/1000"), issued=None)
    ledger = write_ledger(tmp_path / "ledger.json", plan)
    electsched.publish(plan, tmp_path / "site", ledger=ledger, stamp=STAMP)
    told = {"Asia/Jakarta": "08:00 WIB", "Asia/Makassar": "09:00 WITA", "Asia/Jayapura": "10:00 WIT"}
    zones, teams = plan.zones, {team.key: team.unit for team in plan.teams}
    units = {member.key: teams[member.team] for member in plan.members}
    place = {(each.audience, each.key): each.token for each in load_ledger(ledger).grants}
    site = tmp_path / "site"
    expected = {site / "public" / "index.html": "08:00 WIB", site / "internal" / "index.html": "08:00 WIB"}
    for unit, zone in zones.items():
        for name in (f"internal/units/{unit}", f"internal/units/{unit}.board", f"secret/{place['unit', unit]}/index"):
            expected[site / f"{name}.html"] = told[zone]
    for member, unit in units.items():
        expected[site / "secret" / place["personal", member] / "index.html"] = told[zones[unit]]
    assert len(set(expected.values())) == 3
    found = {page: re.findall(r"(\d\d:\d\d \w+)</time></p></footer>", page.read_text("utf-8")) for page in expected}
    assert found == {page: [clock] for page, clock in expected.items()}
    changed = renamed(plan, next(iter(teams)))
    electsched.publish(changed, site, ledger=ledger, stamp=LATER)
    electsched.publish(changed, tmp_path / "fresh", stamp=LATER)
    assert (site / "internal" / "index.html").read_bytes() == (tmp_path / "fresh/internal/index.html").read_bytes()
