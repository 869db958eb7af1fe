"""The pages in a real browser: no barrier that axe-core knows of, nothing loaded, wide and narrow, on paper."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import attrs
import pypdfium2
import pytest

import electsched
from electsched.operation.plan import Plan
from electsched.publishing.publish import card_page, muster_page, sheet_page
from electsched.serving.preview import preview_server
from tests.sites import national

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[1] / "examples" / "jombang.toml"
NODE = shutil.which("node")
A4 = (595, 842)

pytestmark = [
    pytest.mark.client,
    pytest.mark.skipif(
        NODE is None or shutil.which("chromium") is None or not (HERE / "node_modules" / "axe-core").is_dir(),
        reason="the pages are opened in Chromium: install chromium and node, and `npm ci` in tests/clients",
    ),
]


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return the plan of Jombang with its members, cut to a few posts."""
    whole = electsched.load_plan(EXAMPLE, members=EXAMPLE.with_name("jombang-members.csv"))
    posts = tuple(post for post in whole.posts if post.key in {"kpu", "gudang-kpu", "ppk-ngoro"})
    used = {key for post in posts for line in post.teams for key in line}
    return attrs.evolve(
        whole,
        posts=posts,
        units=tuple(unit for unit in whole.units if unit.key in {"polres-jombang", "polsek-ngoro"}),
        teams=tuple(team for team in whole.teams if team.key in used),
        members=tuple(member for member in whole.members if member.team in used),
        stations=(),
        station_guard=None,
        strengths=(),
        reinforcements=(),
    )


@pytest.fixture(scope="module")
def pages(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return a page of each kind, in each language: of every audience, the board, a sheet, a card, a muster report."""
    folder = tmp_path_factory.mktemp("pages")
    electsched.new_ledger(folder / "ledger.json", plan)
    stamp = datetime(2023, 11, 20, tzinfo=UTC)
    done = electsched.publish(plan, folder / "site", ledger=folder / "ledger.json", stamp=stamp)
    found = sorted((folder / "site" / "public").glob("*.html")) + sorted((folder / "site" / "internal").glob("*.html"))
    for audience in ("unit", "partner", "personal"):
        first = next(each for each in done.announce if each.audience == audience)
        place = folder / "site" / "secret" / first.url.rstrip("/").rpartition("/")[2]
        found += sorted(place.glob("*.html"))
    whole = electsched.load_plan(EXAMPLE)
    for language, ending in (("id", ""), ("en", ".en")):
        for name, data in (
            ("sheet", sheet_page(plan, post="gudang-kpu", day=date(2023, 11, 28), language=language)),
            ("card", card_page(plan, officer=plan.members[0].key, language=language)),
            ("muster", muster_page(whole, language=language)),
        ):
            (folder / f"{name}{ending}.html").write_bytes(data)
            found.append(folder / f"{name}{ending}.html")
    return found


@pytest.fixture(scope="module")
def paged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the internal part of a site whose units have pages of their own, in three provinces and both languages."""
    plan = attrs.evolve(national("1/1000"), languages=("id", "en"))
    site = tmp_path_factory.mktemp("paged") / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("electsched.publishing.publication.ONE_PAGE", 20)
        electsched.publish(plan, site)
    return site / "internal"


def _of_units(paged: Path) -> list[Path]:
    """Return the index, and the page and the board of a unit with posts and of one without, in each language."""
    found = [paged / f"index{ending}.html" for ending in ("", ".en")]
    posted = next(each for each in sorted(paged.glob("posts/polsek-*.id.ics"))).name.partition("-pos-")[0]
    for unit in ("mabes", posted):
        found += sorted(path for path in (paged / "units").glob(f"{unit}.*html"))
    assert len(found) == 2 + 2 * 4
    return found


def _browser(*arguments: str) -> Any:  # noqa: ANN401  # JSON
    command = [str(NODE), str(HERE / "browser.mjs"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own script
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_barriers(pages: list[Path], paged: Path, width: int, scheme: str) -> None:
    """On a phone's and a desk's width axe-core finds no violation; nothing is loaded, nothing wider than the page."""
    opened = pages + _of_units(paged)
    told = _browser("axe", str(width), scheme, *(page.as_uri() for page in opened))
    assert len(told) == len(opened)
    assert {each["url"].rpartition("/")[2]: each["violations"] for each in told if each["violations"]} == {}
    assert [each["url"] for each in told if each["loaded"]] == []
    assert [(each["url"].rpartition("/")[2], each["wide"]) for each in told if each["wide"] > 0] == []
    assert all(each["passes"] > 10 for each in told)


@pytest.mark.parametrize(("day", "inside"), [("2023-11-28", True), ("2024-02-12", False), ("2030-01-01", None)])
def test_the_page_in_use(pages: list[Path], day: str, inside: bool | None) -> None:  # noqa: FBT001  # a case of the table
    """By the keyboard the address is copied; today has its line in the picture, each bar its law."""
    page = next(page for page in pages if page.name == "index.en.html" and page.parent.name == "public")
    server = preview_server(page.parents[1], 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        found = _browser("use", f"http://127.0.0.1:{server.server_address[1]}/public/index.en.html", day)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert found["copied"] == "https://calendars.example.org/jombang/public/stages.en.ics"
    ((left, width, law),) = [bar for bar in found["campaign"] if bar[2].startswith("Campaign: ")]
    assert "UU 7/2017" in law
    if inside is None:
        assert found["today"] == []
    else:
        ((x, label),) = found["today"]
        assert label == "Today"
        assert (left - 0.1 <= x <= left + width + 0.1) == inside


def test_the_index_of_units(paged: Path) -> None:
    """Units are folded below those above them, without a script too; with one, a unit is found by its name."""
    units = national("1/1000").units
    wanted = next(unit for unit in units if unit.level == "polsek")
    named = {unit.key: unit.name["en"] for unit in units}
    above = named[wanted.parent], named[next(unit.parent for unit in units if unit.key == wanted.parent)]
    found = _browser("find", (paged / "index.en.html").as_uri(), wanted.name["en"].upper())
    assert not found["plain"]["field"]
    assert found["opened"]["field"]
    for state in ("plain", "opened", "cleared"):
        assert found[state]["links"] == [named["mabes"]]
        assert len(found[state]["folds"]) == 1 + sum(unit.level == "polda" for unit in units)
    assert found["sought"]["links"] == [wanted.name["en"]]
    assert found["sought"]["told"] == "1 found"
    told = [re.split(r" (?=\d+\xa0)", line)[0] for line in found["sought"]["folds"]]
    assert told == [named["mabes"], *reversed(above)]
    # Of a unit with others below it, those are shown with it.
    found = _browser("find", (paged / "index.html").as_uri(), above[0])
    assert found["sought"]["told"] == "1 ditemukan"
    assert found["sought"]["links"] == [above[0], *(unit.name["id"] for unit in units if unit.parent == wanted.parent)]


def test_the_index_of_units_on_paper(paged: Path, tmp_path: Path) -> None:
    """What is folded stays so on paper, and the field is not there: nobody taps a link on paper."""
    text = " ".join(_printed(paged / "index.html", tmp_path))
    assert "Mabes Polri 3 polda" in text
    assert "Polda 01 1 polres" in text
    assert "Polsek" not in text
    assert "Cari satuan" not in text


def _printed(page: Path, folder: Path) -> list[str]:
    """Return the text of each A4 page that Chromium prints."""
    _browser("pdf", page.as_uri(), str(folder / "page.pdf"))
    document = pypdfium2.PdfDocument(folder / "page.pdf")
    assert {tuple(sorted(map(round, sheet.get_size()))) for sheet in document} == {A4}
    texts = [sheet.get_textpage() for sheet in document]
    for sheet, text in zip(document, texts, strict=True):
        rights = [text.get_rect(number)[2] for number in range(text.count_rects())]
        assert max(rights) < sheet.get_width()  # nothing is cut off at the edge
    return [" ".join(text.get_text_range().split()) for text in texts]


def test_the_duty_sheet_on_paper(pages: list[Path], tmp_path: Path) -> None:
    """A line to sign for each person of each duty, the hours, and the conduct."""
    page = next(page for page in pages if page.name == "sheet.html")
    text = " ".join(_printed(page, tmp_path))
    assert "Gudang logistik KPU, Selasa, 28 November 2023" in text
    assert "Tanda tangan" in text
    assert "07:00 – 19:00" in text
    assert text.count("Personel 0") == 6 + 6 + 1
    assert "tidak terlibat politik praktis" in text


def test_the_card_is_one_page(plan: Plan, pages: list[Path], tmp_path: Path) -> None:
    """All duties of an officer, through every month of the operation, on one side of A4."""
    page = next(page for page in pages if page.name == "card.html")
    (text,) = _printed(page, tmp_path)
    assert plan.members[0].name in text
    assert "Februari 2024" in text
    assert "07:00–07:00" in text.replace(" ", "")


def test_the_hub_on_paper(pages: list[Path], tmp_path: Path) -> None:
    """The public page prints with its addresses and its table, and without its buttons."""
    page = next(page for page in pages if page.name == "index.html" and page.parent.name == "public")
    text = " ".join(_printed(page, tmp_path))
    assert "https://calendars.example.org/jombang/public/stages.id.ics" in text
    assert "Salin alamat" not in text
    assert "Buka di aplikasi kalender" not in text
    assert "calendar.google.com" in text


def test_what_is_folded_away_is_printed(pages: list[Path], tmp_path: Path) -> None:
    """The months of an officer, the law of the stages and the board stand on paper whether or not they were opened."""
    board = next(page for page in pages if page.name == "board.en.html" and page.parent.name == "internal")
    personal = [page for page in pages if page.parent.parent.name == "secret" and page.name == "index.html"][-1]
    text = " ".join(_printed(personal, tmp_path))
    assert "Februari 2024" in text
    assert text.count("07:00–07:00") > 20
    assert "UU 7/2017" in text
    text = " ".join(_printed(board, tmp_path))
    assert "13/13" in text
    assert text.replace("- ", "").count("shift:") == 2 * 114  # day and night at the warehouse, each day
