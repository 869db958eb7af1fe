"""The command `site announce`: a message for each person in each form, those told already, and messages of changes."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest

from tests.cli.conftest import Run
from tests.sites import links_in

AT = ("--at", "2023-11-21T08:00+07:00")
PEOPLE = """key,team,name,phone,language
p-1,team-1,Sari,0812-3456-7890,id
p-2,team-1,Budi,12,id
p-3,team-2,Tom,,en
"""


@pytest.fixture
def site(run: Run, open_plan: Path) -> str:
    """Return a site with private links of three people."""
    Path("people.csv").write_text(PEOPLE, encoding="utf-8")
    run("links", "new", "links.db", open_plan)
    _publish(run)
    return "site"


def _publish(run: Run, at: str = "2023-11-20T08:00+07:00") -> None:
    ran = run("publish", "plan.toml", "site", "--members", "people.csv", "--links", "links.db", "--at", at)
    assert ran.status == 0, ran.err


def _announce(run: Run, *arguments: str) -> tuple[str, str]:
    ran = run("site", "announce", "site", "--links", "links.db", "--members", "people.csv", *AT, *arguments)
    assert ran.status == 0, ran.err
    return ran.out, ran.err


def _rows(path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(Path(path).read_text(encoding="utf-8").splitlines(keepends=True)))


@pytest.mark.usefixtures("site")
def test_message_has_name_next_duties_and_own_link(run: Run) -> None:
    """One message for each person in the person's language, with a link that is nobody else's."""
    out, err = _announce(run)
    links = {link.key: link.url for link in links_in(Path("links.db"), "personal")}
    assert len(links) == out.count("=== For ") == 3
    assert all(out.count(url) == 1 for url in links.values())
    assert "=== For Sari. Telephone: +6281234567890 ===\n\nYth. Sari,\n\nTugas Anda berikutnya dalam Operasi" in out
    assert "- Selasa, 28 November 2023 07.00 – Rabu, 29 November 2023 07.00: Kantor penyelenggara: Jaga 24 jam" in out
    assert "Dear Tom,\n\nYour next duties in " in out
    assert err == "p-2: the telephone number '12' cannot be read; write it like 0812-3456-7890\n"


@pytest.mark.usefixtures("site")
def test_message_by_the_template_of_the_plan(run: Run) -> None:
    """The template is that of the last publication."""
    text = Path("plan.toml").read_text(encoding="utf-8")
    Path("plan.toml").write_text(text.replace("[site]", '[site]\nmessage = "Halo {name}: {link}"'), encoding="utf-8")
    _publish(run)
    (link,) = (link for link in links_in(Path("links.db"), "personal") if link.key == "p-1")
    assert f"\n\nHalo Sari: {link.url}\n" in _announce(run)[0]


@pytest.mark.usefixtures("site")
def test_csv_has_a_link_that_opens_whatsapp(run: Run) -> None:
    """The link has the number and the whole message; without a number there is none. The file is for its owner."""
    _announce(run, "--format", "csv", "--output", "messages.csv")
    rows = _rows("messages.csv")
    assert [row["name"] for row in rows] == ["Sari", "Budi", "Tom"]
    whatsapp = urlsplit(rows[0]["whatsapp"])
    assert (whatsapp.netloc, whatsapp.path) == ("wa.me", "/6281234567890")
    assert parse_qs(whatsapp.query)["text"] == [rows[0]["message"]]
    assert (rows[1]["whatsapp"], rows[2]["phone"]) == ("", "")
    assert Path("messages.csv").stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("site")
def test_workbook_has_links_that_can_be_clicked(run: Run) -> None:
    """The rows are those of the CSV, under headings in the language asked for; addresses open with a click."""
    _announce(run, "--format", "csv", "--output", "pesan.csv", "--language", "id")
    _announce(run, "--format", "xlsx", "--output", "pesan.xlsx", "--language", "id")
    sheet = openpyxl.load_workbook("pesan.xlsx").worksheets[0]
    head, *rows = ([str(cell.value or "") for cell in row] for row in sheet.iter_rows())
    assert (sheet.title, head) == ("Pesan", ["NRP", "Nama", "Telepon", "WhatsApp", "Tautan", "Pesan"])
    assert rows == [list(row.values()) for row in _rows("pesan.csv")]
    links = [[cell.hyperlink.target for cell in row if cell.hyperlink] for row in sheet.iter_rows(min_row=2)]
    assert links == [[cell for cell in row[3:5] if cell] for row in rows]
    assert rows[0][3].startswith("https://wa.me/6281234567890?text=Yth.")
    assert Path("pesan.xlsx").stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("site")
def test_empty_answer_says_why(run: Run) -> None:
    """Everybody was told, nobody has a link that works at this time, or there is no change."""
    _announce(run, "--mark-told")
    assert _announce(run)[0] == "Everybody was told already; --all writes to them again.\n"
    assert _announce(run, "--changes")[0] == "There is nobody to write to.\n"
    assert _announce(run, "--for", "member", "p-1")[0] == "There is nobody to write to.\n"
    later = run("site", "announce", "site", "--links", "links.db", "--at", "2300-01-01T08:00+07:00")
    assert later.out.startswith("No private link works now: publish with --links and --members first;")


@pytest.mark.usefixtures("site")
def test_cards_have_a_code_for_each_person(run: Run) -> None:
    """A page with the name, the address and its QR code on each card; it names no other address."""
    _announce(run, "--format", "html", "--output", "cards.html")
    page = Path("cards.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 3
    assert all(page.count(link.url) == 1 for link in links_in(Path("links.db"), "personal"))
    assert len(re.findall("<strong>(Sari|Budi|Tom)</strong>", page)) == 3


@pytest.mark.usefixtures("site")
def test_folder_has_a_numbered_file_for_each_person(run: Run) -> None:
    """No file name has a name or a number of a person, and nobody else can read the folder."""
    out, _ = _announce(run, "--folder", "messages")
    assert out == "Messages written to messages: 3.\n"
    files = sorted(Path("messages").iterdir())
    assert [file.name for file in files] == ["1.txt", "2.txt", "3.txt"]
    assert {path.stat().st_mode & 0o077 for path in (Path("messages"), *files)} == {0}
    assert "Yth. Sari," in files[0].read_text(encoding="utf-8")


@pytest.mark.usefixtures("site")
def test_those_who_were_told_get_no_second_message(run: Run) -> None:
    """After the mark nobody is left, but with `--all`; a link that was rotated is announced again."""
    _announce(run)
    _, err = _announce(run, "--for", "team", "team-1", "--mark-told")
    assert "Messages marked as sent: 2.\n" in err
    assert _announce(run)[0].count("===") == 2
    assert _announce(run, "--all")[0].count("===") == 6
    _announce(run, "--mark-told")
    assert _announce(run)[0].startswith("Everybody was told already;")
    assert run("links", "rotate", "links.db", "personal", "p-1", "--yes").status == 0
    _publish(run, "2023-11-21T08:00+07:00")
    assert _announce(run)[0].count("Yth. Sari") == 1


def test_messages_of_changes_go_to_those_concerned(run: Run, site: str) -> None:
    """One message for each person with all changes, marked by person; a team without a list is counted."""
    text = Path("plan.toml").read_text(encoding="utf-8")
    Path("plan.toml").write_text(text.replace("start  = 07:00:00", "start  = 06:00:00"), encoding="utf-8")
    _publish(run, "2023-11-21T08:00+07:00")
    out, err = _announce(run, "--changes", "--mark-told")
    assert out.count("===") == 6
    assert out.count("- Dipindahkan: Kantor penyelenggara: Jaga 24 jam, ") == 50
    assert "Teams without listed members that must be told too: 1; see electsched site changes\n" in err
    assert _announce(run, "--changes")[0] == "There is nobody to write to.\n"
    left = run("site", "changes", site, *AT, "--format", "json").data["changes"]
    assert {change["team"] for change in left} == {"team-3"}
    assert _announce(run, "--changes", "--all", "--for", "member", "p-3")[0].count("- Moved: ") == 25


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--changes", "--format", "html"), "A card with a QR code has no changes."),
        (("--folder", "plan.toml"), "found a file, or a folder with files; expected a new or an empty folder"),
        (("--folder", "a/b/c"), "found no folder above it"),
        (("--output", "missing/messages.csv"), "the folder of 'missing/messages.csv' does not exist"),
        (("--for", "member", "p-9"), "member: found 'p-9'; expected one of p-"),
        (("--links", "none.db"), "none.db"),
    ],
)
def test_bad_arguments_are_refused(run: Run, site: str, arguments: tuple[str, ...], message: str) -> None:
    """A form that makes no sense, a folder in use, a missing registry: one error, and nothing is written."""
    ran = run("site", "announce", site, "--links", "links.db", *AT, *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err


def test_registry_of_another_plan_is_refused(run: Run, site: str) -> None:
    """The error names both plans."""
    text = Path("plan.toml").read_text(encoding="utf-8")
    Path("other.toml").write_text(text.replace("my-operation", "another", 1), encoding="utf-8")
    run("links", "new", "other.db", "other.toml")
    ran = run("site", "announce", site, "--links", "other.db", *AT)
    assert ran.status == 2
    assert "plan: found 'another'; expected 'my-operation'" in ran.err


# --- units and partners -------------------------------------------------------------------------------------------

PARTNERS = """
[[partner]]
key     = "kpu"
name    = { id = "KPU (contoh)", en = "Election office (example)" }
role    = { id = "Tuan rumah", en = "Host" }
contact = "0812-3456-7891"

[[partner]]
key  = "bawaslu"
name = { id = "Bawaslu (contoh)", en = "Supervisors (example)" }
role = { id = "Pengawas", en = "Supervision" }
"""


@pytest.fixture
def shared_site(run: Run, site: str) -> str:
    """Return the site with a partner at the post who was told of it, one without posts, and a unit with a contact."""
    text = Path("plan.toml").read_text(encoding="utf-8")
    text = text.replace('kind    = "office"\n', 'kind    = "office"\npartners = ["kpu"]\n', 1)
    text = text.replace('level = "polsek"\n', 'level = "polsek"\ncontact = "Piket: 0812-3456-7892"\n', 1)
    Path("plan.toml").write_text(text + PARTNERS, encoding="utf-8")
    _publish(run)
    run("site", "changes", site, *AT, "--mark-told")
    return site


@pytest.mark.usefixtures("shared_site")
@pytest.mark.parametrize(("to", "audience"), [("units", "unit"), ("partners", "partner")])
def test_units_and_partners_get_their_links(run: Run, to: str, audience: str) -> None:
    """One message for each that has calendars, with its link and number; they are marked apart from members."""
    links = {link.key: link.url for link in links_in(Path("links.db"), audience)}
    _, err = _announce(run, "--to", to, "--plan", "plan.toml", "--format", "csv", "--output", "sent.csv", "--mark-told")
    rows = {row["key"]: row for row in _rows("sent.csv")}
    assert {key: row["link"] for key, row in rows.items()} == links
    assert all(row["message"].count("https://") == 1 and row["link"] in row["message"] for row in rows.values())
    phones = {"kpu": "6281234567891", "bawaslu": "", "my-station": ""}
    assert {key: row["phone"] for key, row in rows.items()} == {key: phones[key] for key in links}
    assert "Units or partners whose contact in the plan is no telephone number: 1\n" in err
    assert _announce(run, "--to", to, "--plan", "plan.toml")[0].startswith("Everybody was told already;")
    assert _announce(run)[0].count("=== For ") == 3


@pytest.mark.usefixtures("shared_site")
def test_units_and_partners_are_told_of_changes(run: Run) -> None:
    """A unit is told who changes; a partner of times alone, without a team or a name, and only at its posts; once."""
    text = Path("plan.toml").read_text(encoding="utf-8")
    changed = text.replace("start  = 07:00:00", "start  = 06:00:00").replace('"team-1", "team-2"', '"team-2", "team-1"')
    Path("plan.toml").write_text(changed, encoding="utf-8")
    _publish(run, "2023-11-21T08:00+07:00")
    changes = ("--changes", "--plan", "plan.toml", "--mark-told")
    of_unit, of_partner = (_announce(run, "--to", to, *changes)[0] for to in ("units", "partners"))
    assert "Sari" in of_unit
    assert "Regu 2" in of_unit
    assert of_partner.count("=== For ") == 1
    assert of_partner.count("- Dipindahkan: Kantor penyelenggara: Jaga 24 jam, ") == 75
    assert not re.search("Regu|Sari|Budi|Tom|p-[123]|my-station|Satuan", of_partner)
    for to in ("units", "partners"):
        assert _announce(run, "--to", to, *changes)[0] == "There is nobody to write to.\n"
    assert _announce(run, "--changes")[0].count("=== For ") == 3


@pytest.mark.usefixtures("shared_site")
def test_partners_who_come_and_leave_are_told(run: Run) -> None:
    """The partner that leaves a post is told of each day without it, the one that comes of each new duty; once."""
    decision = ("--by", "head", "--decided", "2023-11-21", "--reason", "Illustrative", "--yes")
    post, start = "election-office", ("--start", "2024-02-01")
    amended = run("change", "amend", "plan.toml", post, *start, "--partners", "bawaslu", *decision)
    assert "Supervisors (example): shares 10 duties from 1 February 2024 on\n" in amended.out
    assert "Election office (example): no longer shares 10 duties from 1 February 2024 on\n" in amended.out
    _publish(run, "2023-11-21T08:00+07:00")
    listed = run("site", "changes", "site", *AT, "--language", "en").out
    of_bawaslu, of_kpu = listed.split("Election office (example)\n")
    assert of_bawaslu.count("  New: Election office: 24-hour tour, ") == 10
    assert of_kpu.count("  No longer with your organisation: Election office: 24-hour tour, ") == 10
    of_partner = run("site", "changes", "site", *AT, "--for", "partner", "kpu", "--mark-told", "--language", "en")
    assert of_partner.out.count("No longer with your organisation: ") == 10
    assert "for the partner kpu" in of_partner.err
    told = _announce(run, "--to", "partners", "--changes", "--plan", "plan.toml", "--mark-told")[0]
    assert told.count("=== For ") == 1
    assert told.count("- Baru: ") == 10
    assert run("site", "changes", "site", *AT, "--language", "en").out == "There is no change to tell.\n"


@pytest.mark.usefixtures("shared_site")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--to", "units"), "The names and contacts of units and partners are in the plan. Give it with --plan."),
        (("--to", "partners", "--plan", "plan.toml", "--for", "member", "p-1"), "--for is for messages to members."),
    ],
)
def test_messages_to_organisations_need_the_plan(run: Run, arguments: tuple[str, ...], message: str) -> None:
    """The site does not have their names; a choice of people does not go with them."""
    ran = run("site", "announce", "site", "--links", "links.db", *AT, *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err
