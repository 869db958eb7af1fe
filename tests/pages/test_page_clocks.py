"""The stamps of the pages of a site with units in several zones."""

from __future__ import annotations

import re
from pathlib import Path

import attrs

import electsched
from electsched.publishing.executors import PublishOptions
from tests.sites import LATER, STAMP, links_in, national, renamed, write_links


def test_pages_of_a_unit_show_their_stamp_by_its_clock(tmp_path: Path) -> None:
    """The pages of a unit and those at secret addresses use the zone of the unit, also after a later publication."""
    options = PublishOptions(index_page_limit=20)
    plan = attrs.evolve(national("1/1000"), issued=None)
    links = write_links(tmp_path / "links.db", plan)
    electsched.publish(plan, tmp_path / "site", links=links, stamp=STAMP, options=options)
    clocks = {"Asia/Jakarta": "08.00 WIB", "Asia/Makassar": "09.00 WITA", "Asia/Jayapura": "10.00 WIT"}
    zones, teams = plan.zones, {team.key: team.unit for team in plan.teams}
    units = {member.key: teams[member.team] for member in plan.members}
    tokens = {(link.audience, link.key): link.token for link in links_in(links)}
    site = tmp_path / "site"
    expected = {site / "public" / "index.html": "08.00 WIB", site / "internal" / "index.html": "08.00 WIB"}
    for unit, zone in zones.items():
        for name in (f"internal/units/{unit}", f"internal/units/{unit}.board", f"secret/{tokens['unit', unit]}/index"):
            expected[site / f"{name}.html"] = clocks[zone]
    for member, unit in units.items():
        expected[site / "secret" / tokens["personal", member] / "index.html"] = clocks[zones[unit]]
    assert len(set(expected.values())) == 3
    stamps = {page: re.findall(r"(\d\d\.\d\d \w+)</time></p>", page.read_text("utf-8")) for page in expected}
    assert stamps == {page: [clock] for page, clock in expected.items()}
    changed = renamed(plan, next(iter(teams)))
    electsched.publish(changed, site, links=links, stamp=LATER, options=options)
    electsched.publish(changed, tmp_path / "fresh", stamp=LATER, options=options)
    assert (site / "internal" / "index.html").read_bytes() == (tmp_path / "fresh/internal/index.html").read_bytes()
