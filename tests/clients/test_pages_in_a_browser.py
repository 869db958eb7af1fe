"""The pages in Chromium: accessibility checked by axe-core, use by keyboard, narrow and wide, and in print."""

from __future__ import annotations

import json
import re
import threading
import time
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import attrs
import pypdfium2
import pytest

import electsched
from electsched.calendars.duty_feeds import MemberFeeds, partner_feeds
from electsched.calendars.stage_events import stage_feed
from electsched.cli.printouts import card_page, load_page, muster_page, sheet_page
from electsched.i18n.text import NO_WORDS, Text
from electsched.loaders.templates import page_renderer
from electsched.operation.changes import Substitution
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.pages.person import PersonPages
from electsched.pages.public import public_page
from electsched.pages.renderer import PageContext
from electsched.pages.unit import partner_page
from electsched.publishing.executors import PublishOptions
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex
from electsched.serving.preview import preview_server
from tests.builders import a_plan, a_window
from tests.clients.chromium import MISSING, browser
from tests.sites import jombang_part, jombang_without_members, national, three_districts

HERE = Path(__file__).parent
A4 = (595, 842)
WIDTHS = (390, 768, 1280)
SHOWN = "[...document.querySelectorAll({!r})].filter((part) => part.checkVisibility()).map((part) => part.innerText)"
WIDTH = "document.documentElement.scrollWidth"
LARGE_PAGES = ("loads", "loads.en")
"""Load reports of 18 people, on which axe-core takes as long as on all other pages; it reads those of a small unit."""
NOW = "2024-01-16T21:00:00+07:00"
"""A moment in the night duty of the first team of the warehouse."""

pytestmark = [
    pytest.mark.client,
    pytest.mark.skipif(
        MISSING,
        reason="the pages are opened in Chromium: install chromium and node, and `npm ci` in tests/clients",
    ),
]


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return a plan of three posts with its members, which guards no polling station."""
    part = jombang_part("kpu", "gudang-kpu", "ppk-ngoro")
    return attrs.evolve(part, stations=(), station_guard=None, strengths=(), reinforcements=())


@pytest.fixture(scope="module")
def pages(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return a page of each kind in each language: index, board, secret pages, sheet, card, muster and load reports."""
    folder = tmp_path_factory.mktemp("pages")
    electsched.LinkRegistry.create(folder / "links.db", plan).close()
    stamp = datetime(2023, 11, 20, tzinfo=UTC)
    result = electsched.publish(plan, folder / "site", links=folder / "links.db", stamp=stamp)
    pages = sorted((folder / "site" / "public").glob("*.html")) + sorted((folder / "site" / "internal").glob("*.html"))
    for audience in ("unit", "partner", "personal"):
        first = next(link for link in result.announce if link.audience == audience)
        secret = folder / "site" / "secret" / first.url.rstrip("/").rpartition("/")[2]
        pages += sorted(secret.glob("*.html"))
    index = RosterIndex(plan, electsched.build_roster(plan)[0])
    for language, ending in (("id", ""), ("en", ".en")):
        for name, data in (
            ("sheet", sheet_page(plan, posts=["gudang-kpu"], days=[date(2023, 11, 28)], language=language)),
            ("card", card_page(plan, members=[plan.members[0].key], language=language)),
            ("muster", muster_page(jombang_without_members(), language=language)),
            ("loads", load_page(index, unit="polres-jombang", language=language)),
        ):
            (folder / f"{name}{ending}.html").write_bytes(data)
            pages.append(folder / f"{name}{ending}.html")
    return pages


@pytest.fixture(scope="module")
def small_loads(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the load report of a small unit in each language."""
    folder, index = tmp_path_factory.mktemp("loads"), RosterIndex(plan, electsched.build_roster(plan)[0])
    for language in plan.languages:
        data = load_page(index, unit="polsek-ngoro", language=language)
        (folder / f"small-loads.{language}.html").write_bytes(data)
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def paged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the internal section of a site with a page for each unit, in three provinces and both languages."""
    plan = attrs.evolve(national("1/1000"), languages=("id", "en"))
    site = tmp_path_factory.mktemp("paged") / "site"
    electsched.publish(plan, site, options=PublishOptions(index_page_limit=20))
    return site / "internal"


def _of_units(paged: Path) -> list[Path]:
    """Return the index, and the pages and boards of a unit with posts and of one without, in each language."""
    pages = [paged / f"index{ending}.html" for ending in ("", ".en")]
    with_posts = min(paged.glob("posts/polsek-*.id.ics")).name.partition("-pos-")[0]
    for unit in ("mabes", with_posts):
        pages += sorted(path for path in (paged / "units").glob(f"{unit}.*html"))
    assert len(pages) == 2 + 2 * 4
    return pages


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_no_violations(pages: list[Path], small_loads: list[Path], paged: Path, width: int) -> None:
    """On screens of each width, light and dark, axe-core finds no violation; no page loads more or is too wide."""
    large = {f"{name}.html" for name in LARGE_PAGES}
    opened = [page for page in pages if page.name not in large] + small_loads + _of_units(paged)
    reports = browser("axe", str(width), NOW, *(page.as_uri() for page in opened))
    assert [report["scheme"] for report in reports] == ["light", "dark"] * len(opened)
    violations = {(report["url"].rpartition("/")[2], report["scheme"]): report["violations"] for report in reports}
    assert {page: broken for page, broken in violations.items() if broken} == {}
    assert [report["url"] for report in reports if report["loaded"]] == []
    assert [(report["url"].rpartition("/")[2], report["wide"]) for report in reports if report["wide"] > 0] == []
    assert all(report["passes"] > 10 for report in reports)


@pytest.mark.parametrize("name", LARGE_PAGES)
def test_large_load_report_is_no_wider_than_the_screen(pages: list[Path], name: str) -> None:
    """The months of 18 people, all of them open, scroll within the page."""
    page = next(page for page in pages if page.name == f"{name}.html")
    unfold = "document.querySelectorAll('details').forEach((part) => { part.open = true; })"
    for width in WIDTHS:
        _, wide = browser("see", str(width), NOW, "Asia/Jakarta", page.as_uri(), unfold, WIDTH)
        assert wide <= width


@pytest.mark.parametrize(
    ("day", "inside", "far"),
    [
        ("2023-11-28", True, "78 days to go"),
        ("2024-02-13", False, "1 day to go"),
        ("2024-02-14", False, "Today"),
        ("2024-02-15", False, "1 day ago"),
        ("2030-01-01", None, "2,148 days ago"),
    ],
)
def test_public_page_copies_addresses_and_marks_today(
    pages: list[Path],
    day: str,
    inside: bool | None,  # noqa: FBT001  # a case of the table
    far: str,
) -> None:
    """An address is copied by the keyboard; the chart marks today, and a bar with the focus shows its provision."""
    page = next(page for page in pages if page.name == "index.en.html" and page.parent.name == "public")
    server = preview_server(page.parents[1], 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        page_in_use = browser("use", f"http://127.0.0.1:{server.server_address[1]}/public/index.en.html", day)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert page_in_use["copied"] == "https://calendars.example.org/jombang/public/stages.en.ics"
    assert page_in_use["far"] == far
    ((_, start, end, law, is_at_line),) = [bar for bar in page_in_use["bars"] if bar[0] == "Campaign"]
    assert (start, end) == ("2023-11-28", "2024-02-10")
    assert law.startswith("Campaign: 28 November 2023 – 10 February 2024. UU 7/2017")
    assert page_in_use["today"] == ([] if inside is None else ["Today"])
    assert (["Campaign", "10 February 2024"] in [row.split("\n") for row in page_in_use["under"]]) == bool(inside)
    if inside is not None:
        assert is_at_line == inside


def test_public_page_counts_to_the_next_phase_of_the_poll(tmp_path: Path) -> None:
    """Not from the first one, until the last one is over."""
    timeline = electsched.resolve(electsched.load_election("in/parliament-2024"))
    context = PageContext("en", ("en",), datetime(2024, 3, 20, tzinfo=UTC), "Asia/Kolkata")
    page = public_page(page_renderer(), timeline, [stage_feed(timeline, language="en")], context)
    (tmp_path / "index.html").write_bytes(page)
    url, shown = (tmp_path / "index.html").as_uri(), SHOWN.format(".poll")
    for day, words in (
        ("2024-04-19", ["Friday, 19 April 2024", "Poll, Phase 1", "Today"]),
        ("2024-05-01", ["Tuesday, 7 May 2024", "Poll, Phase 3", "6 days to go"]),
        ("2024-06-03", ["Saturday, 1 June 2024", "Poll, Phase 7", "2 days ago"]),
    ):
        ((text,),) = browser("see", "390", f"{day}T10:00:00+05:30", "Asia/Kolkata", url, shown)
        assert [line for line in text.splitlines() if line][1:] == words


@pytest.mark.parametrize("width", WIDTHS)
def test_law_of_a_bar_is_in_sight_beside_it(whole: Path, width: int) -> None:
    """The chart is longer than a screen: the provision of the bar with the focus is on the screen, and not over it."""
    look = """[...document.querySelectorAll(".axis .b")].map((bar) => {
      bar.focus();
      const law = document.querySelector(".law"), box = law.getBoundingClientRect();
      const own = bar.querySelector("b").getBoundingClientRect();
      return [law.innerText.startsWith(bar.querySelector("b").innerText), box.top >= 0 && box.bottom <= innerHeight + 1,
        own.top >= 0 && own.bottom <= box.top + 1];
    })"""
    (bars,) = browser("see", str(width), NOW, "Asia/Jakarta", (whole / "public" / "index.en.html").as_uri(), look)
    assert len(bars) > 30
    assert {tuple(bar) for bar in bars} == {(True, True, True)}


def test_public_table_begins_with_the_stages_that_are_not_over(whole: Path) -> None:
    """They can be shown again; once all are over, all are shown."""
    names = SHOWN.format(".cards tbody th span:first-child")
    url = (whole / "public" / "index.en.html").as_uri()
    uncheck = "document.querySelector('.check input').click()"
    ahead, _, again = browser("see", "390", NOW, "Asia/Jakarta", url, names, uncheck, names)
    assert ahead[0] == "Programme and budget planning"
    assert "Drafting of KPU regulations" not in ahead
    assert again[0] == "Drafting of KPU regulations"
    after = browser("see", "390", "2024-12-01T09:00:00+07:00", "Asia/Jakarta", url, names)[0]
    assert after == again


def test_unit_tree_is_searched_by_name(paged: Path) -> None:
    """Units are folded below their parents, also without scripts; with scripts, a search shows a unit by its name."""
    units = national("1/1000").units
    names = {unit.key: unit.name["en"] for unit in units}
    parents = {unit.key: unit.parent for unit in units}
    station = next(unit for unit in units if unit.level == "polsek")
    ancestors = names[station.parent], names[parents[station.parent]]
    states = browser("find", (paged / "index.en.html").as_uri(), station.name["en"].upper())
    assert not states["plain"]["field"]
    assert states["opened"]["field"]
    for state in ("plain", "opened", "cleared"):
        assert states[state]["links"] == [names["mabes"]]
        assert len(states[state]["folds"]) == 1 + sum(unit.level == "polda" for unit in units)
    assert states["sought"]["links"] == [station.name["en"]]
    assert states["sought"]["told"] == "1 found"
    branches = [re.split(r"\s(?=\d+\xa0)", line)[0] for line in states["sought"]["folds"]]
    assert branches == [names["mabes"], *reversed(ancestors)]
    # A search for a unit with subunits shows them too.
    states = browser("find", (paged / "index.html").as_uri(), ancestors[0])
    assert states["sought"]["told"] == "1 ditemukan"
    subunits = [unit.name["id"] for unit in units if unit.parent == station.parent]
    assert states["sought"]["links"] == [ancestors[0], *subunits]


def test_unit_tree_prints_folded(paged: Path, tmp_path: Path) -> None:
    """In print the tree stays folded and has no search field."""
    text = " ".join(_printed(paged / "index.html", tmp_path))
    assert "Mabes Polri 3 polda" in text
    assert "Polda 01 1 polres" in text
    assert "Polsek" not in text
    assert "Cari satuan" not in text


def _printed(page: Path, folder: Path) -> list[str]:
    """Return the text of each A4 page that Chromium prints at that moment."""
    browser("pdf", page.as_uri(), str(folder / "page.pdf"), NOW)
    document = pypdfium2.PdfDocument(folder / "page.pdf")
    assert {tuple(sorted(map(round, sheet.get_size()))) for sheet in document} == {A4}
    texts = [sheet.get_textpage() for sheet in document]
    for sheet, text in zip(document, texts, strict=True):
        rights = [text.get_rect(number)[2] for number in range(text.count_rects())]
        assert max(rights) < sheet.get_width()  # nothing is cut off at the edge
    return [" ".join(text.get_text_range().split()) for text in texts]


def test_duty_sheet_prints_with_lines_to_sign(pages: list[Path], tmp_path: Path) -> None:
    """The sheet has a line to sign for each person of each duty, the hours, and the conduct."""
    page = next(page for page in pages if page.name == "sheet.html")
    (text,) = _printed(page, tmp_path)
    for words in ("Gudang logistik KPU, Polres Jombang", "Selasa, 28 November 2023", "07.00 – 19.00", "19.00, 12 jam"):
        assert words in text
    assert text.count("Tanda tangan") == 2
    assert "Serah terima" in text
    assert text.count("Personel 0") == 6 + 6 + 1
    assert "tidak terlibat politik praktis" in text


def test_long_names_stay_in_the_cells_of_a_sheet(plan: Plan, tmp_path: Path) -> None:
    """A word that is longer than its column is broken, not written over the column for signatures."""
    name = "Hadiningratkusumowardhanasastroatmodjo Purwoadmodjokusumo"
    people = tuple(attrs.evolve(member, name=name, key=f"{member.key}-79010001") for member in plan.members)
    whole = attrs.evolve(plan, members=people)
    data = sheet_page(whole, posts=["gudang-kpu"], days=[date(2023, 11, 29)], language="id")
    (tmp_path / "sheet.html").write_bytes(data)
    cells = "[...document.querySelectorAll('.jaga td, .jaga th')]"
    wide = f"{cells}.filter((cell) => cell.scrollWidth > cell.clientWidth).length"
    for width in WIDTHS:
        url = (tmp_path / "sheet.html").as_uri()
        assert browser("see", str(width), NOW, "Asia/Jakarta", url, wide) == [0]


def test_load_report_prints_whole_months(pages: list[Path], tmp_path: Path) -> None:
    """On A4 landscape no month of 18 people is cut: its name and its last person are on one sheet."""
    page = next(page for page in pages if page.name == "loads.html")
    sheets = _printed(page, tmp_path)
    assert "Selisih terkecil yang mungkin" in sheets[0]
    for month in ("November 2023", "Desember 2023", "Januari 2024", "Februari 2024"):
        (sheet,) = (text for text in sheets if f"{month} " in text and "Personel 0001" in text)
        assert "Personel 0018" in sheet.partition(f"{month} ")[2]


def test_duty_card_prints_on_one_page(plan: Plan, pages: list[Path], tmp_path: Path) -> None:
    """All duties of an officer, in every month of the operation, fit on one page of A4."""
    page = next(page for page in pages if page.name == "card.html")
    (text,) = _printed(page, tmp_path)
    assert plan.members[0].name in text
    assert "Februari 2024" in text
    assert "07.00 – 07.00 hari berikutnya" in text
    assert text.count(" 24") >= 38  # each of the tours


def test_duty_card_of_two_years_prints_on_one_page(tmp_path: Path) -> None:
    """The months of a long operation are small, and their letters are beside the days."""
    window = a_window(date(2023, 11, 28), days=760)
    plan = a_plan(windows=[window], members=[Member(key="p-1", team="kpu-1", name="Personel Satu")])
    (tmp_path / "card.html").write_bytes(card_page(plan, members=["p-1"], language="en"))
    (text,) = _printed(tmp_path / "card.html", tmp_path)
    assert "November 2023" in text
    assert "December 2025" in text
    assert text.count(" 24") >= 254  # each of the tours


def test_unit_board_hides_the_coverage_of_past_months(of_unit: Path) -> None:
    """The month of today is the first; when all is over, every month is there again."""
    months = SHOWN.format(".cover caption")
    for now, first in ((NOW, "Januari 2024"), ("2025-01-01T09:00:00+07:00", "November 2023")):
        assert browser("see", "390", now, "Asia/Jakarta", of_unit.as_uri(), months)[0][0] == first


def test_public_page_prints_on_two_sheets_without_buttons(pages: list[Path], tmp_path: Path) -> None:
    """The public page prints with its addresses, its table and the steps, and without its buttons, on two sheets."""
    page = next(page for page in pages if page.name == "index.html" and page.parent.name == "public")
    sheets = _printed(page, tmp_path)
    assert len(sheets) == 2
    text = " ".join(sheets)
    assert "https://calendars.example.org/jombang/public/stages.id.ics" in text
    assert "Salin alamat" not in text
    assert "Buka di aplikasi kalender" not in text
    assert "calendar.google.com" in text
    assert text.count("Sumpah Presiden dan Wakil Presiden") == 2  # the last bar of the chart is on the paper too


def test_page_of_an_operation_prints_on_one_sheet(pages: list[Path], tmp_path: Path) -> None:
    """The units, the windows, the musters and the conduct are on one sheet."""
    hub = next(page for page in pages if page.name == "index.html" and page.parent.name == "internal")
    (text,) = _printed(hub, tmp_path)
    for word in (
        "Polsek Ngoro",
        "Pengamanan masa kampanye",
        "28 November 2023 07.00",
        "tidak terlibat politik praktis",
    ):
        assert word in text


def test_personal_page_prints_on_two_sheets_at_most(person: Path, tmp_path: Path) -> None:
    """The months, their key, the posts and the conduct are printed, also of folded months; the buttons are not."""
    texts = _printed(person, tmp_path)
    assert len(texts) <= 2
    text = " ".join(texts)
    for word in ("November 2023", "Maret 2024", "hari berikutnya", "tidak terlibat politik praktis"):
        assert word in text
    assert "Google" not in text


HERO = "document.querySelector('.next')?.checkVisibility() ? document.querySelector('.next').innerText : ''"
WEEKS = "[...document.querySelectorAll('.week')].filter((week) => week.checkVisibility()).map((week) => week.innerText)"
TODAY = "[...document.querySelectorAll('[aria-current=date]')].map((cell) => cell.innerText.split('\\n')[0])"


@pytest.mark.parametrize(
    ("now", "words"),
    [
        # The first team of the KPU office has tours of 24 hours, every third day from 28 November 2023 on.
        ("2023-11-28T06:30:00+07:00", ["Tugas berikutnya", "dalam 30 menit", "Hari ini, Selasa 28 November"]),
        ("2023-11-27T18:00:00+07:00", ["Tugas berikutnya", "dalam 13 jam", "Besok, Selasa 28 November"]),
        (
            "2023-11-29T01:00:00+07:00",
            ["Sedang bertugas", "selesai dalam 6 jam", "Selasa 28 November", "hari ini\xa007.00"],
        ),
        ("2023-11-28T12:00:00+07:00", ["Sedang bertugas", "selesai dalam 19 jam", "07.00 – besok\xa007.00", "24 jam"]),
        ("2023-11-25T18:00:00+07:00", ["Tugas berikutnya", "dalam 3 hari", "Selasa 28 November"]),
        ("2024-03-25T12:00:00+07:00", []),
    ],
)
@pytest.mark.parametrize("zone", ["Asia/Jakarta", "America/Los_Angeles"])
def test_personal_page_says_what_is_next(person: Path, now: str, words: list[str], zone: str) -> None:
    """The next duty, or the one under way, is first, in any zone of the browser; nothing that is over is shown."""
    hero, weeks, today = browser("see", "390", now, zone, person.as_uri(), HERO, WEEKS, TODAY)
    assert [word for word in words if word not in hero] == []
    assert bool(hero) == bool(words)
    assert bool(weeks) == bool(words)
    if words:
        assert weeks[0].startswith("Pekan ini")
        assert today[-1] == str(int(now[8:10]))


def test_duty_under_way_is_not_shown_as_past(person: Path) -> None:
    """In the night after its day the row of a duty is as those ahead; in the morning it is over."""
    past = "[...document.querySelectorAll('.week .past:not(.off) time')].map((day) => day.dateTime)"
    days = []
    for now in ("2023-12-02T01:00:00+07:00", "2023-12-02T09:00:00+07:00"):
        days += browser("see", "390", now, "Asia/Jakarta", person.as_uri(), past)
    assert days == [["2023-11-28"], ["2023-11-28", "2023-12-01"]]


def test_long_names_stay_on_the_page_of_a_person(plan: Plan, tmp_path: Path) -> None:
    """Words that are longer than a phone is wide are broken."""
    name = Text.same("Regu Penanggulanganpendistribusianperlengkapan Bandarkedungmulyo")
    members = plan.members[:1]
    long = attrs.evolve(
        plan,
        members=members,
        teams=tuple(attrs.evolve(team, name=name) for team in plan.teams),
        posts=tuple(attrs.evolve(post, name=name) for post in plan.posts),
        units=tuple(attrs.evolve(unit, name=name) for unit in plan.units),
    )
    index = RosterIndex(long, electsched.build_roster(long)[0])
    feed = attrs.evolve(MemberFeeds(index).feed(members[0], "id"), path="duties.id.ics", base="https://a.example/x")
    context = PageContext("id", ("id",), datetime(2023, 11, 20, tzinfo=UTC), plan.zone)
    (tmp_path / "index.html").write_bytes(PersonPages(page_renderer(), index).page(members[0], feed, context))
    for width in ("320", *map(str, WIDTHS)):
        assert browser("see", width, NOW, "Asia/Jakarta", (tmp_path / "index.html").as_uri(), WIDTH) == [int(width)]


def test_personal_page_is_whole_without_scripts(person: Path) -> None:
    """Without scripts there are the first duty after the page was made, two weeks and every month."""
    hero, weeks, months = browser(
        "plain",
        person.as_uri(),
        HERO,
        WEEKS,
        "[...document.querySelectorAll('details[data-month]')].map((m) => m.open)",
    )
    assert "Tugas pertama" in hero
    assert len(weeks) == 2
    assert months == [True] * 5


@pytest.fixture(scope="module")
def changed(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of an officer of the office who stands in at the warehouse, by day and by night."""
    folder = tmp_path_factory.mktemp("changed")
    electsched.LinkRegistry.create(folder / "links.db", plan).close()
    electsched.publish(plan, folder / "site", links=folder / "links.db", stamp=datetime(2024, 1, 1, tzinfo=UTC))
    (instead,) = [member for member in plan.members if member.key == "p-0001"]
    entry = Substitution(
        member=next(member.key for member in plan.members if member.team == "gudang-2"),
        substitute=instead.key,
        start=date(2024, 1, 10),
        end=date(2024, 1, 31),
        by="kaopsres",
        decided=date(2024, 1, 2),
        reason="Illustrative",
    )
    stamp = datetime(2024, 1, 2, tzinfo=UTC)
    standing_in = attrs.evolve(plan, substitutions=(entry,))
    electsched.publish(standing_in, folder / "site", links=folder / "links.db", stamp=stamp)
    with electsched.LinkRegistry.open(folder / "links.db") as registry:
        (link,) = [link for link in registry.links("personal") if link.key == instead.key]
    return folder / "site" / "secret" / link.url.rstrip("/").rpartition("/")[2] / "index.html"


def test_personal_page_tells_changes_ahead(changed: Path) -> None:
    """A new duty is marked at the next duty and in its week; days that are over are no news any more."""
    badges = SHOWN.format(".next .badge, #near .badge")
    listed = (
        "[...document.querySelectorAll('.chg li')].filter((part) => !part.hidden).map((part) => part.dataset.until)"
    )
    link, part = SHOWN.format(".news"), SHOWN.format(".chg")
    cells = "[...document.querySelectorAll('.cal .new')].map((cell) => cell.innerText.split(/\\n+/))"
    values = browser(
        *("see", "390", "2024-01-17T06:00:00+07:00", "Asia/Jakarta", changed.as_uri(), badges, listed, link, cells)
    )
    assert values[0] == ["Baru"] * len(values[0])
    assert len(values[0]) >= 3
    assert min(values[1]) >= "2024-01-17"
    assert values[2] == [" · Perubahan terakhir"]
    # Letters, hours and post of each duty of a day.
    assert ["Si", "07–19", "Gudang"] in [cell[1:4] for cell in values[3]]
    assert ["M", "19–07", "Gudang"] in [cell[1:4] for cell in values[3]]
    over = browser("see", "390", "2024-02-17T06:00:00+07:00", "Asia/Jakarta", changed.as_uri(), badges, link, part)
    assert over == [[], [], []]


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_no_violation_on_a_page_with_changes(changed: Path, width: int) -> None:
    """Nor is it too wide."""
    reports = browser("axe", str(width), "2024-01-17T06:00:00+07:00", changed.as_uri())
    assert [(report["violations"], report["wide"]) for report in reports] == [([], 0)] * 2


def test_personal_page_is_walked_by_keyboard(person: Path) -> None:
    """The keyboard reaches the skip link first, then each link, fold and button, and each is in sight then."""
    stops = browser("walk", person.as_uri())
    assert stops[0][0] == "Langsung ke isi"
    assert {"Google Kalender", "Outlook", "Salin alamat"} <= {text for text, _ in stops}
    assert [text for text, is_seen in stops if not is_seen] == []


@pytest.fixture(scope="module")
def person(pages: list[Path]) -> Path:
    """Return the page of an officer of the first team of the KPU office."""
    return next(page for page in pages if all(word in page.read_bytes() for word in (b'id="near"', b"Regu KPU 1")))


def test_hub_is_searched_and_opens_a_calendar(pages: list[Path]) -> None:
    """A search shows the calendars of that name, and a followed link the apps and the place of its QR code."""
    hub = next(page for page in pages if page.name == "index.html" and page.parent.name == "internal")
    search = """(() => {
        const field = document.querySelector("#find");
        field.value = "regu gudang 3";
        field.dispatchEvent(new Event("input"));
    })()"""
    follow = """(() => {
        [...document.querySelectorAll(".cals a")].find((link) => link.textContent === "Regu gudang 3").click();
        const box = document.querySelector("dialog");
        return [box.open, box.querySelector("[data-app=google]").href, box.querySelector("[data-code]").href];
    })()"""
    arguments = (search, SHOWN.format(".cals a"), SHOWN.format(".find [role=status]"), follow, SHOWN.format("#today b"))
    _, links, status, (is_open, google, code), figures = browser(
        "see", "390", NOW, "Asia/Jakarta", hub.as_uri(), *arguments
    )
    assert links == ["Gudang logistik KPU", "Regu gudang 3"]
    assert status == ["2 ditemukan"]
    assert is_open
    assert google.endswith("internal%2Fteams%2Fgudang-3.id.ics")
    assert code == (hub.parent / "codes.html").as_uri() + "#teams/gudang-3.id.ics"
    assert b'<li id="teams/gudang-3.id.ics"><img' in (hub.parent / "codes.html").read_bytes()
    assert figures == [
        "7",
        "28",
        "0",
        "Rutin",
    ]  # 6 at the office, 13 at the warehouse, 3 in each of three shifts at Ngoro


@pytest.fixture(scope="module")
def board(pages: list[Path]) -> Path:
    """Return the board of the whole operation, in English."""
    return next(page for page in pages if page.name == "board.en.html" and page.parent.name == "internal")


def test_board_says_who_is_on_duty_and_who_is_next(board: Path) -> None:
    """In the night of 16 January the first team has the warehouse until the morning, and the board shows that week."""
    rows, weeks, fields = browser(
        "see",
        "390",
        NOW,
        "America/Los_Angeles",
        board.as_uri(),
        SHOWN.format("#now tbody tr"),
        SHOWN.format(".week h3"),
        SHOWN.format(".bar select"),
    )
    (warehouse,) = [row for row in rows if row.startswith("KPU logistics warehouse")]
    for team in ("Warehouse team 1\nuntil tomorrow 07:00", "Duty controller 2\nuntil tomorrow 07:00"):
        assert team in warehouse
    assert "Warehouse team 3\ntomorrow 07:00" in warehouse
    assert weeks == ["15–21 Jan 2024"]
    assert len(fields) == 2


@pytest.fixture(scope="module")
def of_unit(plan: Plan, pages: list[Path]) -> Path:
    """Return the board of the Polres with the names of its members, in Indonesian."""
    title = f"Papan jadwal tugas {plan.units[0].name['id']}"
    boards = (page for page in pages if page.name == "board.html" and page.parent.parent.name == "secret")
    return next(page for page in boards if title in page.read_text())


def test_board_of_a_unit_names_the_people_on_duty(of_unit: Path) -> None:
    """A team that is on duty as a whole has the names of its members, which are in the list of members alone."""
    rows = SHOWN.format("#now tbody tr")
    office, warehouse = browser("see", "1280", NOW, "Asia/Jakarta", of_unit.as_uri(), rows)[0]
    assert "Regu KPU 2\nPersonel 0007, Personel 0008, Personel 0009" in office
    assert "Regu gudang 1\nPersonel 0037, Personel 0038" in warehouse


def test_board_goes_with_the_time(of_unit: Path) -> None:
    """A board that stays open shows the hour, the people on duty and the day of each minute."""
    later = """(() => {
        const Real = Date, fixed = "2024-01-22T08:00:00+07:00";
        window.Date = class extends Real {
            constructor(...given) { super(...(given.length ? given : [fixed])); }
            static now() { return new Real(fixed).getTime(); }
        };
        draw();
    })()"""
    parts = [SHOWN.format(part) for part in ("#now h2", "#now tbody tr", ".week h3", ".grid .today")]
    before = browser("see", "1280", NOW, "Asia/Jakarta", of_unit.as_uri(), *parts)
    after = browser("see", "1280", NOW, "Asia/Jakarta", of_unit.as_uri(), later, *parts)[1:]
    for (title, rows, weeks, days), hour, team, week, day in (
        (before, "Selasa 16 Januari, 21.00", "Regu KPU 2", "15–21 Jan 2024", "Sel 16"),
        (after, "Senin 22 Januari, 08.00", "Regu KPU 2", "22–28 Jan 2024", "Sen 22"),
    ):
        assert title == [f"Sekarang dan berikutnya\n{hour}"]
        assert rows[0].split("\n")[0].split("\t")[0].startswith("Kantor KPU Jombang")
        assert team in rows[0]
        assert (weeks, days) == ([week], [day])
    assert before[1] != after[1]


BROKEN_WORDS = """[...document.querySelectorAll('.grid .empty b, .grid thead em')].flatMap((part) => {
  const text = [...part.childNodes].find((node) => node.nodeType === Node.TEXT_NODE);
  return !text ? [] : [...text.data.matchAll(/[^ ]+/g)].filter((word) => {
    const range = document.createRange();
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    return range.getClientRects().length > 1;
  }).map(String);
})"""
GAP_WORDS = SHOWN.format(".grid .empty b, .grid thead em")


@pytest.mark.parametrize("language", ["id", "en"])
def test_words_of_gaps_do_not_break_in_their_cells(plan: Plan, tmp_path: Path, language: str) -> None:
    """In the week of a board each word of an empty shift, and of the gaps of a day, stands on one line."""
    roster = Roster(tuple(duty for duty in electsched.build_roster(plan)[0] if duty.post != "kpu"))
    electsched.publish(plan, tmp_path, roster=roster, stamp=datetime(2023, 11, 20, tzinfo=UTC))
    url = (tmp_path / "internal" / f"board{'' if language == 'id' else '.en'}.html").as_uri()
    for width in WIDTHS:
        words, broken = browser("see", str(width), NOW, "Asia/Jakarta", url, GAP_WORDS, BROKEN_WORDS)
        assert len(words) >= 2 * 7
        assert broken == []


def test_gaps_ahead_are_shown_although_more_are_past(plan: Plan, tmp_path: Path) -> None:
    """Board and hub show the first six gaps ahead and fold the rest; with a gap ahead, nothing is called filled."""
    open_days = {date(2024, 1, day) for day in (*range(1, 11), *range(17, 25))}
    duties = electsched.build_roster(plan)[0].duties
    roster = Roster(tuple(duty for duty in duties if duty.post != "kpu" or duty.day not in open_days))
    electsched.publish(plan, tmp_path, roster=roster, stamp=datetime(2023, 11, 20, tzinfo=UTC))
    shown, fold, filled = (SHOWN.format(part) for part in ("#gaps > ul li b:first-child", "#gaps summary", "#nogap"))
    for name in ("board", "index"):
        url = (tmp_path / "internal" / f"{name}.en.html").as_uri()
        days, more, all_filled = browser("see", "390", NOW, "Asia/Jakarta", url, shown, fold, filled)
        assert days == ["Wed 17 Jan", "Thu 18 Jan", "Fri 19 Jan", "Sat 20 Jan", "Sun 21 Jan", "Mon 22 Jan"]
        assert (more, all_filled) == (["Further gaps (2)"], [])
        later = browser("see", "390", "2024-01-25T09:00:00+07:00", "Asia/Jakarta", url, shown, fold, filled)
        assert later == [[], [], ["All filled"]]


@pytest.mark.parametrize(
    ("team", "post", "cells"),
    [
        ("Warehouse team 1", "KPU logistics warehouse", ["Warehouse team 1"] * 4),  # two cycles, a day and a night each
        ("PPK Ngoro team 1", "PPK Ngoro", ["Team 1"] * 6),  # six duties in each eight days
    ],
)
def test_board_is_filtered_by_team(board: Path, team: str, post: str, cells: list[str]) -> None:
    """With a team chosen, only its posts are shown, and its cells are marked, also those with its short name."""
    choose = """(() => {
        const field = document.querySelector("#team");
        field.selectedIndex = [...field.options].findIndex((option) => option.text === TEAM);
        field.dispatchEvent(new Event("change", { bubbles: true }));
    })()""".replace("TEAM", json.dumps(team))
    posts, marked, now = (SHOWN.format(part) for part in (".grid .post", ".grid .hit", "#now tbody th"))
    _, shown, hits, on_duty = browser("see", "1280", NOW, "Asia/Jakarta", board.as_uri(), choose, posts, marked, now)
    assert (shown, hits) == ([post], cells)
    assert set(on_duty) <= {post}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of the whole example, whose board has a page for each month."""
    site = tmp_path_factory.mktemp("whole") / "site"
    electsched.publish(jombang_without_members(), site, stamp=datetime(2023, 11, 20, tzinfo=UTC))
    return site


def test_site_of_the_example_has_less_than_15_megabytes(whole: Path) -> None:
    """Calendars of 22 units, 27 posts and 107 teams in two languages, with the pages and the records of the site."""
    assert sum(path.stat().st_size for path in whole.rglob("*") if path.is_file()) < 15_000_000


@pytest.mark.parametrize("width", ["390", "1280"])
def test_nothing_shifts_after_the_first_paint(whole: Path, pages: list[Path], width: str) -> None:
    """The script of a page works before the page is painted, also on the largest page, so no part of it moves then."""
    opened = [whole / "internal" / f"{name}.html" for name in ("index", "codes", "board", "board.2024-01")]
    opened += [page for page in pages if page.name in {"index.html", "loads.html"}]
    paints = browser("paint", width, NOW, *(page.as_uri() for page in opened))
    assert {paint["url"]: (paint["shift"], paint["shifted"]) for paint in paints if paint["shift"]} == {}


class _SlowHalf(BaseHTTPRequestHandler):
    """Serves the first half of a page, and the rest after a pause in which a browser paints what it has."""

    def do_GET(self) -> None:
        page = self.server.pages[self.path]  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page[: len(page) // 2])
        self.wfile.flush()
        time.sleep(0.5)
        self.wfile.write(page[len(page) // 2 :])

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def test_nothing_shifts_in_a_browser_that_paints_early(whole: Path, person: Path) -> None:
    """Without `blocking="render"`, which Firefox does not know, half a page is not shown before its script has run."""
    pages = {f"/{page.name}": page.read_bytes() for page in (whole / "internal" / "board.2024-01.html", person)}
    hint = b'<link rel="expect" href="#drawn" blocking="render">'
    assert all(page.count(hint) == 1 for page in pages.values())
    server = ThreadingHTTPServer(("127.0.0.1", 0), _SlowHalf)
    server.pages = {path: page.replace(hint, b"") for path, page in pages.items()}  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        paints = browser("paint", "390", NOW, *(f"http://127.0.0.1:{server.server_port}{path}" for path in pages))
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert {paint["url"]: (paint["shift"], paint["shifted"]) for paint in paints if paint["shift"]} == {}
    assert all(paint["first"] > 500 for paint in paints)


def test_hub_and_board_lead_to_the_month_of_today(whole: Path) -> None:
    """If the board has a page for each month, its button on the hub and one on its first page lead to today's."""
    link = "document.querySelector({!r}).checkVisibility() && document.querySelector({!r}).pathname.split('/').at(-1)"
    for page, button in (("index", ".acts .go"), ("board", "#go .button")):
        url = (whole / "internal" / f"{page}.en.html").as_uri()
        expression = link.format(button, button)
        for now, target in ((NOW, "board.2024-01.en.html"), ("2025-01-01T09:00:00+07:00", "board.en.html")):
            value = browser("see", "390", now, "Asia/Jakarta", url, expression)[0]
            assert value == (target if page == "index" or now == NOW else False)


def test_hub_says_what_today_is_like(whole: Path, plan: Plan, tmp_path: Path) -> None:
    """The gaps ahead, the readiness with the day of its window, and the musters that are over; nothing when all is."""
    today, cells, over = (SHOWN.format(part) for part in ("#today h2", "#today p > span", ".musters .badge"))
    url = (whole / "internal" / "index.en.html").as_uri()
    ready = ["0\ngaps ahead", "Usual\nreadiness\nCampaign security, day 50 of 75"]
    titles, figures, musters = browser("see", "390", NOW, "Asia/Jakarta", url, today, cells, over)
    assert (titles, figures[2:], musters) == (["Today, Tuesday 16 January"], ready, ["over", "over"])
    (figures,) = browser("see", "390", "2024-02-13T09:00:00+07:00", "Asia/Jakarta", url, cells)
    assert figures[3] == "Full alert\nreadiness\nPolling stations guarded, day 1 of 3"
    assert browser("see", "390", "2025-01-01T09:00:00+07:00", "Asia/Jakarta", url, today) == [[]]
    # More gaps than the page lists: their number ahead stays true.
    duties = electsched.build_roster(plan)[0].duties
    roster = Roster(tuple(duty for duty in duties if duty.post != "kpu"))
    electsched.publish(plan, tmp_path, roster=roster, stamp=datetime(2023, 11, 20, tzinfo=UTC))
    url = (tmp_path / "internal" / "index.en.html").as_uri()
    missing = sum(duty.post == "kpu" and duty.day >= date(2024, 2, 10) for duty in duties)
    now = "2024-02-10T09:00:00+07:00"
    further, figures = browser("see", "390", now, "Asia/Jakarta", url, SHOWN.format(".further"), cells)
    assert (further, figures[2]) == ([f"{missing} gaps ahead"], f"{missing}\ngaps ahead")


def test_board_of_a_month_shows_its_tab_and_today_on_a_phone(whole: Path) -> None:
    """On a phone the tab of the month is in sight, and the column of today begins where the names of shifts end."""
    edge = "document.querySelector({!r}).getBoundingClientRect().{}"
    url = (whole / "internal" / "board.2024-01.html").as_uri()
    left, right, shift_end, day_begin = browser(
        *("see", "390", NOW, "Asia/Jakarta", url),
        edge.format(".tabs [aria-current]", "left"),
        edge.format(".tabs [aria-current]", "right"),
        edge.format(".week:not([hidden]) tbody tr:not(.post) th", "right"),
        edge.format(".week:not([hidden]) thead .today", "left"),
    )
    assert 0 <= left < right <= 390
    assert round(day_begin - shift_end) == 0


def test_long_names_stay_in_their_columns(plan: Plan, tmp_path: Path) -> None:
    """However long the words of a team's name are, its mark keeps its width and its cell stays on the screen."""
    name = Text.same("Regu Penanggulanganpendistribusianperlengkapan Bandarkedungmulyo")
    teams = tuple(attrs.evolve(team, name=name, short=NO_WORDS) for team in plan.teams)
    people = tuple(attrs.evolve(member, name=f"{name} S.H., S.I.K., M.Si.") for member in plan.members)
    plan = attrs.evolve(plan, teams=teams, members=people)
    electsched.LinkRegistry.create(tmp_path / "links.db", plan).close()
    stamp = datetime(2023, 11, 20, tzinfo=UTC)
    result = electsched.publish(plan, tmp_path / "site", links=tmp_path / "links.db", stamp=stamp)
    url = (tmp_path / "site" / "internal" / "board.html").as_uri()
    boxes = "[...document.querySelectorAll({!r})].filter((part) => part.checkVisibility()).map((part) => {})"
    rights = boxes.format("#now td", "part.getBoundingClientRect().right")
    marks = boxes.format(".k", "[part.innerText, Math.round(part.getBoundingClientRect().width)]")
    secret = next(link.url for link in result.announce if link.audience == "unit").rstrip("/").rpartition("/")[2]
    unit = (tmp_path / "site" / "secret" / secret / "board.html").as_uri()
    for width in WIDTHS:
        edges, widths = browser("see", str(width), NOW, "Asia/Jakarta", url, rights, marks)
        assert max(edges) <= width
        assert len({size for letters, size in widths if letters == "24"}) == 1
        for page in (url.replace("board", "index"), unit):
            assert browser("see", str(width), NOW, "Asia/Jakarta", page, WIDTH)[0] <= width
    # Teams of one name: their members cannot be told by it, and are in the list of members alone.
    office = browser("see", "1280", NOW, "Asia/Jakarta", unit, SHOWN.format("#now tbody tr"), SHOWN.format(".members"))
    assert "S.I.K." not in office[0][0]
    assert "S.I.K." in office[1][0]


def test_board_is_whole_without_scripts(board: Path) -> None:
    """Without scripts every week is shown, in order of time, and the fields that need scripts are not."""
    weeks, fields = browser("plain", board.as_uri(), SHOWN.format(".week h3"), SHOWN.format(".bar select, #now"))
    assert weeks[0] == "27 Nov – 3 Dec 2023"
    assert len(weeks) == 17
    assert fields == []


def test_board_prints_a_sheet_for_a_week(board: Path, tmp_path: Path) -> None:
    """The week that is shown is printed on a sheet, with every shift and without the list of gaps and the loads."""
    (text,) = _printed(board, tmp_path)
    assert "15–21 Jan 2024" in text
    assert "Gaps" not in text
    assert "Warehouse team" in text
    assert "Night session" in text
    assert "Load of each team" not in text


@pytest.mark.parametrize(("language", "words"), [("", "Kosong perlu 6 orang"), (".en", "Empty needs 6 people")])
def test_board_with_many_gaps_prints_a_sheet_for_a_week(tmp_path: Path, language: str, words: str) -> None:
    """Eight posts with a gap in most of their 18 shifts, each with the people it needs on its line."""
    duties = electsched.build_roster(three_districts())[0].duties
    roster = Roster(tuple(duty for number, duty in enumerate(duties) if duty.post != "kpu" and number % 7))
    electsched.publish(three_districts(), tmp_path, roster=roster, stamp=datetime(2023, 11, 20, tzinfo=UTC))
    (text,) = _printed(tmp_path / "internal" / f"board{language}.html", tmp_path)
    assert text.lower().count(words.lower()) >= 9


def test_loads_of_a_board_without_weeks_are_printed(whole: Path, tmp_path: Path) -> None:
    """The first page of a board of many months has the loads of its teams, which are not on the others."""
    assert "Beban tugas tiap regu" in _printed(whole / "internal" / "board.html", tmp_path)[0]


def test_board_of_a_month_prints_nothing_but_its_week(whole: Path, tmp_path: Path) -> None:
    """A week of 27 posts with 83 shifts is on one sheet of A4, in both languages, with the name of each post."""
    for language, words in (("", ("Sen 15", "Terakhir berubah")), (".en", ("Mon 15", "Last changed"))):
        (text,) = _printed(whole / "internal" / f"board.2024-01{language}.html", tmp_path)
        assert [word for word in (*words, "PPK Ngusikan", "PPK Bandarkedungmulyo") if word not in text] == []


@pytest.fixture(scope="module")
def partner(pages: list[Path]) -> Path:
    """Return the page of a partner, in Indonesian."""
    plain = [page for page in pages if page.name == "index.html"]
    return next(page for page in plain if '<table class="month">' in page.read_text())


def test_partner_sees_the_month_of_today_first(partner: Path) -> None:
    """The month of today is open and those before it are away; after the last duty all months stay."""
    months = SHOWN.format("[data-month] > summary")
    opened = SHOWN.format("[data-month][open] > summary")
    today = "[...document.querySelectorAll('[aria-current=date] time')].map((day) => day.dateTime)"
    days = SHOWN.format("[open] td:has(p) time")
    url = partner.as_uri()
    shown, of_today, marked, ahead = browser("see", "390", NOW, "America/Los_Angeles", url, months, opened, today, days)
    assert (shown[0], of_today, marked) == ("Januari 2024", ["Januari 2024"], ["2024-01-16"])
    assert ahead[:2] == ["Sen 15", "Sel 16"]  # a duty of yesterday may last until today
    (wide,) = browser("see", "1280", NOW, "Asia/Jakarta", url, SHOWN.format("[data-month][open] time"))
    assert wide[:2] == ["15", "16"]  # weeks that are over are away in the table of a wide screen as well
    after = browser("see", "390", "2024-06-01T09:00:00+07:00", "Asia/Jakarta", url, months)[0]
    assert after[0] == "November 2023"


def test_partner_is_offered_the_months_ahead(plan: Plan, tmp_path: Path) -> None:
    """Of a calendar that was split by month, those of months that are over are not offered; after the last one all."""
    feed = next(iter(partner_feeds(RosterIndex(plan, electsched.build_roster(plan)[0]), language="en")))
    feed = attrs.evolve(feed, path="duties.en.ics", base="https://a.example/secret/x")
    context = PageContext("en", ("en",), datetime(2023, 11, 20, tzinfo=UTC), plan.zone)
    split = {feed.path: {"2023-12": 3, "2024-01": 4, "2024-02": 5}}
    (tmp_path / "index.html").write_bytes(partner_page(page_renderer(), plan, [feed], context, split=split))
    offered = SHOWN.format("[data-of] h3")
    for now, months in ((NOW, ["January 2024", "February 2024"]), ("2025-01-01T09:00:00+07:00", ["December 2023"])):
        (names,) = browser("see", "390", now, "Asia/Jakarta", (tmp_path / "index.html").as_uri(), offered)
        assert [name.rpartition(", ")[2] for name in names][: len(months)] == months


def test_partner_page_prints_its_days_in_columns(partner: Path, tmp_path: Path) -> None:
    """From today on, on three sheets at most, without the part on subscribing."""
    texts = _printed(partner, tmp_path)
    assert len(texts) <= 3
    text = " ".join(texts)
    assert "Sel 16" in text
    assert "Desember 2023" not in text
    assert "Langganan" not in text


def test_muster_report_prints_on_three_sheets(pages: list[Path], tmp_path: Path) -> None:
    """The phases of 22 units stand in two columns if nothing is short."""
    texts = _printed(next(page for page in pages if page.name == "muster.html"), tmp_path)
    assert len(texts) == 3
    assert "Pemungutan dan penghitungan suara" in " ".join(texts)


def test_page_of_a_unit_prints_no_empty_heading(pages: list[Path], tmp_path: Path) -> None:
    """Secret addresses are not printed, and neither is the heading above them."""
    secret = next(
        page
        for page in pages
        if page.name == "index.html" and "board.html" in page.read_text() and page.parent.parent.name == "secret"
    )
    (text,) = _printed(secret, tmp_path)
    assert "Netralitas" in text
    assert "Langganan" not in text


def test_rows_of_a_load_report_are_one_line(small_loads: list[Path]) -> None:
    """On a phone the table scrolls; its headings, names and teams are not broken into a word a line."""
    heights = (
        "[...document.querySelectorAll('.sums thead tr, .sums tbody:not(.spread) tr')].map((row) => row.clientHeight)"
    )
    for page in small_loads:
        assert max(browser("see", "390", NOW, "Asia/Jakarta", page.as_uri(), heights)[0]) < 40


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["", ".en"])
def test_names_of_all_bars_are_in_sight_on_the_chart(whole: Path, width: int, language: str) -> None:
    """Wherever the chart is scrolled, the names of bars that are over, under way and ahead are whole."""
    sides = (
        "[...document.querySelectorAll({!r})].map((part) => part.getBoundingClientRect())"
        ".map(({{ left, right }}) => [left, right])"
    )
    scroll = "document.querySelector('.chart').scrollLeft = {}"
    for section in ("public", "internal"):
        url = (whole / section / f"index{language}.html").as_uri()
        names, chart = sides.format(".axis .b b"), sides.format(".chart")
        values = browser(
            *("see", str(width), NOW, "Asia/Jakarta", url, names, chart),
            *(scroll.format(0), names, scroll.format(99999), names),
        )
        ((left, right),) = values[1]
        for places in (values[0], values[3], values[5]):
            assert len(places) >= 13
            assert min(begin for begin, _ in places) >= left
            assert max(end for _, end in places) <= right


def test_word_of_today_covers_no_month_on_the_chart(whole: Path) -> None:
    """It stands below the names of the months."""
    boxes = "[...document.querySelectorAll({!r})].map((part) => part.getBoundingClientRect().{})"
    for section in ("public", "internal"):
        url = (whole / section / "index.html").as_uri()
        heights = "document.querySelector('.axis .m').getBoundingClientRect().top + 16"
        tops, months = browser("see", "390", NOW, "Asia/Jakarta", url, boxes.format(".line span", "top"), heights)
        assert min(tops) >= months
