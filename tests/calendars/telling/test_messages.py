"""Messages to one person: templates, the next duties, changes, and telephone numbers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

import electsched
from electsched.calendars.telling.duty_snapshot import duty_snapshot
from electsched.calendars.telling.messages import (
    NEXT_DUTIES,
    Reader,
    announcement,
    change_message,
    changes_by_member,
    next_duties,
)
from electsched.calendars.telling.templates import FIELDS, template_faults
from electsched.i18n.text import NO_WORDS, Text
from electsched.operation.plan import Plan
from electsched.operation.telephone import international_number
from electsched.roster.index import RosterIndex
from tests.calendars.telling.test_change_lists import notices_of
from tests.calendars.test_changes import a_change, a_version
from tests.sites import jombang

OPERATION = Text({"id": "Operasi contoh", "en": "Example operation"})
SARI = Reader(key="p-1", name="Sari", link="https://a.example/secret/x/", language="id")
DAY = date(2024, 1, 5)


def test_announcement_has_name_duties_link_and_how() -> None:
    """The words of the package, in the language of the reader; without a duty the message says so."""
    message = announcement(NO_WORDS, SARI, operation=OPERATION, duties=())
    assert message.text.startswith("Yth. Sari,\n\nTugas Anda berikutnya dalam Operasi contoh:\n- Belum ada tugas")
    assert "\nhttps://a.example/secret/x/\n" in message.text
    assert "Cara memasang di ponsel: " in message.text
    english = announcement(
        NO_WORDS, Reader(key="p", name="Tom", link="L", language="en"), operation=OPERATION, duties=()
    )
    assert english.text.startswith("Dear Tom,\n\nYour next duties in Example operation:\n- No duty is planned yet.\n")


def test_message_by_a_template_of_the_plan() -> None:
    """Only the fields that the template names; braces that are doubled stay."""
    template = Text({"id": "Halo {name}! {{x}} {link}"})
    assert announcement(template, SARI, operation=OPERATION, duties=()).text == f"Halo Sari! {{x}} {SARI.link}"


def test_change_message_lists_the_changes_of_one_person() -> None:
    """Of two people on a duty only the one who is relieved of it gets a message, and the one who takes it."""
    change = a_change(a_version(DAY), a_version(DAY, members=("p-1", "p-9")))
    by_member = changes_by_member(notices_of(change))
    assert list(by_member) == ["p-2", "p-9"]
    message = change_message(NO_WORDS, SARI, operation=OPERATION, notices=by_member["p-9"])
    assert "- Baru: KPU: Jaga, Jumat, 5 Januari 2024 07.00 – Sabtu, 6 Januari 2024 07.00 [mendesak]\n" in message.text
    without_link = Reader(key="p-9", name="p-9", language="id")
    assert "(belum ada alamat pribadi" in change_message(NO_WORDS, without_link, operation=OPERATION, notices=()).text


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("{nama}", "{nama}"),
        ("{name.key}", "{name.key}"),
        ("{}", "{}"),
        ("{name:>100000000}", "{name:>100000000}"),
        ("{link!r}", "{link!r}"),
        ("{link", "a brace that closes no field"),
    ],
)
def test_unknown_field_of_a_template_is_a_fault(template: str, found: str) -> None:
    """The fault has the key path, and names the fields that there are."""
    (fault,) = template_faults("message", Text({"id": "{name} {link}", "en": template}))
    assert fault.path == "site.message.en"
    assert found in fault.found
    assert "{name}" in fault.expected


@pytest.mark.parametrize("template", FIELDS)
def test_message_of_a_link_must_have_it(template: str) -> None:
    """A message that announces an address is of no use without it; one of changes need not repeat it."""
    faults = [(str(fault.found), str(fault.expected)) for fault in template_faults(template, Text({"en": "Hi {name}"}))]
    expected = [] if "change" in template else [("no field {link}", "{link}, for the private address")]
    assert faults == expected


@pytest.mark.parametrize("template", FIELDS)
def test_template_with_every_field_has_no_fault(template: str) -> None:
    """Each field of a message may be named, more than once too; one that it would leave empty is a fault."""
    text = " ".join(f"{{{field}}}" for field in (*FIELDS[template], "name"))
    assert not list(template_faults(template, Text.same(text)))
    others = {field for fields in FIELDS.values() for field in fields} - set(FIELDS[template])
    assert others
    for field in others:
        (fault,) = template_faults(template, Text.same(f"{{{field}}}"))
        assert (fault.path, fault.found) == (f"site.{template}", f"{{{field}}}")


# --- the next duties ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return the plan of Polres Jombang with its members."""
    return jombang()


def test_next_duties_are_those_of_the_roster(plan: Plan) -> None:
    """The first duties of a member that have not ended, with musters, in order; the running one is the first."""
    roster, _ = electsched.build_roster(plan)
    index = RosterIndex(plan, roster)
    own = roster.select(member="p-0001").duties
    now = own[3].span.start + timedelta(hours=1)
    snapshots = [duty_snapshot(index, unit.key) for unit in plan.units]
    duties = next_duties(snapshots, ["p-0001", "p-0007"], now)["p-0001"]
    expected = sorted(duty.span.start for duty in own if duty.span.end > now)[:NEXT_DUTIES]
    assert [duty.version.start for duty in duties] == expected
    assert duties[0].version.start < now < duties[0].version.end
    assert duties[0].title["id"] == "Kantor KPU Jombang: Jaga 24 jam"
    assert next_duties(snapshots, ["p-0001"], datetime(2030, 1, 1, tzinfo=ZoneInfo("UTC")))["p-0001"] == ()


# --- telephone numbers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0812-3456-7890", "6281234567890"),
        ("+62 812 3456 7890", "6281234567890"),
        ("62 (812) 34567890", "6281234567890"),
        ("+62 0812 3456 7890", "6281234567890"),
        ("81234567890", "6281234567890"),  # a spreadsheet took the zero away
        ("0321 861234", "62321861234"),
        ("+44 7700 900123", "447700900123"),
        ("0044 7700 900123", "447700900123"),
        ("", ""),
        ("12", ""),
        ("0812", ""),
        ("0812-3456-7890-1234-5", ""),
        ("0812 3456 7890 / 0813 1111 2222", ""),
        ("tidak ada", ""),
        ("8.12E+10", ""),
        ("٠٨١٢٣٤٥٦٧٨٩", ""),
        ("1234567890", ""),
    ],
)
def test_telephone_number_is_digits_with_the_calling_code(text: str, number: str) -> None:
    """As people write them; a text that is none gives none."""
    assert international_number(text) == number
