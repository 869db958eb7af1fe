"""The first paint of each page in Chromium, beside a page of one word.

python -m pytest tests/benchmarks/test_pages.py -m speed -n 0 --benchmark-enable --benchmark-json=pages.json

``extra_info`` has the milliseconds of each page: from the start of its request, as the browser measures them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import electsched
from electsched.cli.printouts import card_page, load_page, muster_page, sheet_page
from electsched.roster.index import RosterIndex
from tests.clients.chromium import MISSING, browser
from tests.scripts import EXAMPLES

pytestmark = [pytest.mark.speed, pytest.mark.skipif(MISSING, reason="the pages are opened in Chromium")]

NOW = "2024-01-16T21:00:00+07:00"
STAMP = datetime(2023, 11, 20, tzinfo=UTC)
ROUNDS = 7


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Return a page of each kind of the whole example, the largest where they differ, by what it is."""
    folder = tmp_path_factory.mktemp("pages")
    plan = electsched.load_plan(EXAMPLES / "jombang.toml", members=EXAMPLES / "jombang-members.csv")
    electsched.LinkRegistry.create(folder / "links.db", plan).close()
    site = folder / "site"
    announced = electsched.publish(plan, site, links=folder / "links.db", stamp=STAMP).announce
    secret = {link.audience: site / "secret" / link.url.rstrip("/").rpartition("/")[2] for link in announced}
    index = RosterIndex(plan, electsched.build_roster(plan)[0])
    printouts = {
        "duty sheet": sheet_page(plan, posts=["gudang-kpu"], days=[date(2024, 1, 16)], stamp=STAMP),
        "duty card": card_page(plan, members=[plan.members[0].key], stamp=STAMP),
        "muster report": muster_page(plan, stamp=STAMP),
        "loads of a unit": load_page(index, unit="polsek-ploso", stamp=STAMP),
        "loads of all units": load_page(index, unit=None, stamp=STAMP),
        "one word": b'<!DOCTYPE html><html lang="en"><title>Word</title>Word',
    }
    for name, page in printouts.items():
        (folder / f"{name}.html").write_bytes(page)
    return {
        "public page": site / "public" / "index.html",
        "page of the operation": site / "internal" / "index.html",
        "addresses and QR codes": site / "internal" / "codes.html",
        "board, first page": site / "internal" / "board.html",
        "board, January": site / "internal" / "board.2024-01.html",
        "page of a person": secret["personal"] / "index.html",
        "page of a unit": secret["unit"] / "index.html",
        "board of a unit, with names": secret["unit"] / "board.html",
        "page of a partner": secret["partner"] / "index.html",
        **{name: folder / f"{name}.html" for name in printouts},
    }


@pytest.mark.parametrize("width", ["390", "1280"])
def test_first_paint(benchmark: BenchmarkFixture, pages: Mapping[str, Path], width: str) -> None:
    """Each page is opened in a tab of its own, from a file, and nothing in it moves after its first paint."""
    rounds: list[list[float]] = []

    def run() -> None:
        paints = browser("paint", width, NOW, *(page.as_uri() for page in pages.values()))
        assert {paint["url"]: paint["shifted"] for paint in paints if paint["shift"]} == {}
        rounds.append([paint["first"] for paint in paints])

    benchmark.pedantic(run, rounds=ROUNDS)
    benchmark.extra_info |= {
        name: {"median ms": median(times), "most ms": max(times), "bytes": page.stat().st_size}
        for (name, page), times in zip(pages.items(), zip(*rounds, strict=True), strict=True)
    }
