"""Limits of members, from a plan file and from a list: how they are written, and the place of each fault."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import electsched
from electsched.errors import Fault, InputError
from electsched.loaders.plan_files.members import load_members
from electsched.operation.shifts import OFF
from electsched.operation.teams import Member, MemberRequest
from tests.sites import write_plan

EXAMPLE = Path(__file__).parents[3] / "examples" / "jombang.toml"
PERSON = '\n[[member]]\nkey = "p-1"\nteam = "kpu-1"\nname = "A"\n'


def _listed(folder: Path, heading: str, cell: str) -> Member:
    """Return the member of a list whose last column has that heading and that cell."""
    rows = folder / "rows.csv"
    rows.write_text(f'NRP,Regu,Nama,{heading}\n79010001,kpu-1,A,"{cell}"\n', encoding="utf-8")
    (member,) = electsched.load_plan(EXAMPLE, members=rows).members
    return member


def _faults(folder: Path, keys: str) -> list[Fault]:
    """Return the faults of a plan with a member who has these keys."""
    plan = write_plan(folder, EXAMPLE.read_text(encoding="utf-8") + PERSON + keys)
    with pytest.raises(InputError) as caught:
        electsched.load_plan(plan)
    return list(caught.value.faults)


def _faults_of_a_list(folder: Path, heading: str, cell: str) -> list[Fault]:
    with pytest.raises(InputError) as caught:
        _listed(folder, heading, cell)
    return list(caught.value.faults)


@pytest.mark.parametrize("heading", ["Tidak boleh di", "TIDAK BOLEH DI POS:", "Barred from", "barred_posts"])
@pytest.mark.parametrize("cell", ["kpu; gudang-kpu", "Kantor KPU Jombang, Gudang KPU", "KPU,gudang KPU"])
def test_posts_are_listed_by_key_or_name(tmp_path: Path, heading: str, cell: str) -> None:
    """An office writes the names of posts with commas or semicolons between them, in any spelling."""
    posts = {post.key: dict(post.name.words) for post in electsched.load_plan(EXAMPLE).posts}
    assert posts["kpu"]["id"] == "Kantor KPU Jombang"
    member = _listed(tmp_path, heading, cell.replace("Gudang KPU", posts["gudang-kpu"]["id"]))
    assert member.barred_posts == ("kpu", "gudang-kpu")


def test_unknown_posts_and_posts_twice_are_faults(tmp_path: Path) -> None:
    """Each is named in its place, all at once."""
    keys = 'barred_posts = ["kpu", "kpuu", "kpu"]\n'
    faults = _faults(tmp_path, keys)
    assert [(fault.path, fault.found) for fault in faults] == [
        ("member[0].barred_posts[2]", "'kpu' a second time"),
        ("member[0].barred_posts", "the post 'kpuu'"),
    ]
    (fault,) = _faults_of_a_list(tmp_path, "Tidak boleh di", "kpu, Kantor Pos")
    assert (fault.path, fault.found) == ("rows.csv line 2: Tidak boleh di", "the post 'Kantor Pos'")


def test_column_of_another_heading_is_stated_in_the_plan(tmp_path: Path) -> None:
    """The plan says which heading the office uses."""
    plan = write_plan(tmp_path, 'columns = { barred_posts = "Netral" }\n' + EXAMPLE.read_text(encoding="utf-8"))
    rows = tmp_path / "rows.csv"
    rows.write_text("NRP,Regu,Nama,Netral\n79010001,kpu-1,A,kpu\n", encoding="utf-8")
    (member,) = electsched.load_plan(plan, members=rows).members
    assert member.barred_posts == ("kpu",)


@pytest.mark.parametrize(
    ("heading", "cell", "keys"),
    [
        ("Batas sesi", "tour 5", {"caps": {"tour": 5}}),
        ("Sesi paling banyak", "Jaga 24 jam = 12; SHIFT PAGI: 0", {"caps": {"tour": 12, "morning": 0}}),
        ("Jam paling sedikit", "120", {"least_hours": 120}),
        ("Jam Paling Banyak", "180", {"most_hours": 180}),
        ("Max. hours", "0", {"most_hours": 0}),
    ],
)
def test_caps_and_hours_are_read(tmp_path: Path, heading: str, cell: str, keys: dict[str, object]) -> None:
    """Shifts are meant by key or name, each with a number; hours are whole numbers."""
    member = _listed(tmp_path, heading, cell)
    assert {name: getattr(member, name) for name in keys} == keys
    assert member.details == ()


def test_faults_of_caps_and_hours_are_named_at_once(tmp_path: Path) -> None:
    """Unknown shifts, negative numbers, least above most, and values that are no whole numbers."""
    faults = _faults(tmp_path, "caps = { toor = 2, tour = -1 }\nleast_hours = 181\nmost_hours = 180\n")
    assert [(fault.path, fault.found) for fault in faults] == [
        ("member[0].caps", "'toor'"),
        ("member[0].caps", "-1"),
        ("member[0].least_hours", "181"),
    ]
    faults = _faults(tmp_path, "caps = { tour = 1.5 }\nleast_hours = -1\n")
    assert [(fault.path, fault.found) for fault in faults] == [("member[0].caps.tour", "1.5")]
    faults = _faults(tmp_path, "least_hours = -2\nmost_hours = -1\n")
    assert [fault.path for fault in faults] == ["member[0].least_hours", "member[0].most_hours"]


@pytest.mark.parametrize("cell", ["tour", "tour 5, tour 6", "5", "tour -1"])
def test_cell_of_caps_without_a_number_is_a_fault(tmp_path: Path, cell: str) -> None:
    """The row, the heading and the way to write it are named."""
    faults = _faults_of_a_list(tmp_path, "Batas sesi", cell)
    assert faults[0].path == "rows.csv line 2: Batas sesi"
    assert str(faults[0].expected).endswith("such as 'night 5'")


@pytest.mark.parametrize("cell", ["180,5", "banyak", "1.5"])
def test_cell_of_hours_is_a_whole_number(tmp_path: Path, cell: str) -> None:
    """Another text is named with its row and heading."""
    (fault,) = _faults_of_a_list(tmp_path, "Jam paling banyak", cell)
    assert (fault.path, fault.expected) == ("rows.csv line 2: Jam paling banyak", "a whole number")


# --- requests -----------------------------------------------------------------------------------------------------

CHRISTMAS, EVE = date(2023, 12, 25), date(2023, 12, 24)


@pytest.mark.parametrize(
    ("heading", "cell", "requests"),
    [
        ("Minta libur", "2023-12-24; 25 Desember 2023 (3)", [(EVE, OFF, True, 1), (CHRISTMAS, OFF, True, 3)]),
        ("Days off requested", "24/12/2023..25/12/2023 (2)", [(EVE, OFF, True, 2), (CHRISTMAS, OFF, True, 2)]),
        ("MINTA LEPAS", "24/12/2023 s.d. 25/12/2023", [(EVE, OFF, True, 1), (CHRISTMAS, OFF, True, 1)]),
        ("Minta dinas", "24/12/2023", [(EVE, OFF, False, 1)]),
        (
            "Duties requested",
            "24 Des 2023 tour (5), 25/12/2023 SHIFT PAGI",
            [(EVE, "tour", True, 5), (CHRISTMAS, "morning", True, 1)],
        ),
    ],
)
def test_requests_are_read_from_a_list(
    tmp_path: Path, heading: str, cell: str, requests: list[tuple[date, str, bool, int]]
) -> None:
    """Days as people write them, periods of days, a shift by key or name, and the weight in brackets."""
    member = _listed(tmp_path, heading, cell)
    assert member.requests == tuple(
        MemberRequest(day=day, shift=shift, wanted=wanted, weight=weight) for day, shift, wanted, weight in requests
    )


@pytest.mark.parametrize("heading", ["Minta libur", "Minta dinas"])
@pytest.mark.parametrize(
    "cell", ["30/2/2023", "besok", "24/12/2023, (3)", "25/12/2023..24/12/2023", "1/1/2023..2/1/2024"]
)
def test_request_on_no_day_is_a_fault(tmp_path: Path, heading: str, cell: str) -> None:
    """A day that does not exist, and a period backwards or of more than 366 days, is named once with its place."""
    (fault,) = _faults_of_a_list(tmp_path, heading, cell)
    assert fault.path == f"rows.csv line 2: {heading}"
    assert str(fault.expected).startswith("days such as '24/12/2023")


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("1/1/2022..1/1/2023", "2022-01-01"),
        ("24/12/2023..25/12/2023 (0)", "0"),
        ("24/12/2023..25/12/2023 toor", "'toor'"),
        ("24/12/2023, 24/12/2023", "several requests for 2023-12-24"),
    ],
)
def test_fault_of_all_days_of_a_period_is_one_of_its_cell(tmp_path: Path, cell: str, found: str) -> None:
    """Days outside the operation, a weight and a shift are named once in their cell, not for each day."""
    (fault,) = _faults_of_a_list(tmp_path, "Minta dinas", cell)
    assert (fault.path, str(fault.found)) == ("rows.csv line 2: Minta dinas", found)


def test_shift_is_none_of_a_day_off(tmp_path: Path) -> None:
    """A shift in the column of days off is no day."""
    (fault,) = _faults_of_a_list(tmp_path, "Minta libur", "24/12/2023 tour")
    assert (fault.path, fault.found) == ("rows.csv line 2: Minta libur", "'24/12/2023 tour'")


def test_faults_of_requests_are_named_at_once(tmp_path: Path) -> None:
    """Unknown shifts, days outside the period, weights, and requests that cannot be granted together."""
    keys = """requests = [
      { day = 2023-12-24, shift = "toor" },
      { day = 2022-12-24 },
      { day = 2023-12-26, weight = 0 },
      { day = 2023-12-27 }, { day = 2023-12-27, shift = "tour" },
      { day = 2023-12-28, shift = "tour", wanted = false }, { day = 2023-12-28, shift = "night", wanted = false },
      { day = 2023-12-29, shift = "tour", wanted = false }, { day = 2023-12-29, shift = "tour", wanted = false },
    ]
"""
    assert [(fault.path, fault.found) for fault in _faults(tmp_path, keys)] == [
        ("member[0].requests[0]", "'toor'"),
        ("member[0].requests[1]", "2022-12-24"),
        ("member[0].requests[2]", "0"),
        ("member[0].requests[3]", "several requests for 2023-12-27"),
        ("member[0].requests[4]", "several requests for 2023-12-27"),
        ("member[0].requests[7]", "several requests for 2023-12-29"),
        ("member[0].requests[8]", "several requests for 2023-12-29"),
    ]
    (fault,) = _faults(tmp_path, "requests = [{ day = 2023-12-24, weight = 1.5 }]\n")
    assert (fault.path, fault.expected) == ("member[0].requests[0].weight", "a whole number")


def test_request_is_no_fault_if_the_days_of_the_windows_are_not_known(tmp_path: Path) -> None:
    """A window without stages and days has a fault of its own, and no other follows from it."""
    text = EXAMPLE.read_text(encoding="utf-8").replace('stages = ["campaign"]', "", 1)
    plan = write_plan(tmp_path, text + PERSON + "requests = [{ day = 2022-12-24 }]\n")
    with pytest.raises(InputError) as caught:
        electsched.load_plan(plan)
    assert [fault.path for fault in caught.value.faults] == ["operation.window[2]"]


@pytest.mark.parametrize(
    ("request_keys", "kind", "is_fault"),
    [
        ('shift = "tour"', "leave", True),
        ("wanted = false", "leave", True),
        ("", "leave", False),
        ('shift = "tour", wanted = false', "leave", False),
        ('shift = "tour"', "sick", False),
    ],
)
def test_duty_asked_for_on_a_day_of_leave_is_a_fault(
    tmp_path: Path, request_keys: str, kind: str, *, is_fault: bool
) -> None:
    """Leave and a duty contradict each other; an illness that is recorded later stops no plan."""
    wish = ", ".join(filter(None, ("day = 2023-12-24", request_keys)))
    text = EXAMPLE.read_text(encoding="utf-8") + PERSON + f"requests = [{{ {wish} }}]\n"
    text += f'[[absence]]\nmember = "p-1"\nstart = 2023-12-20\nend = 2023-12-24\nkind = "{kind}"\n'
    text += 'by = "karendalops"\ndecided = 2023-11-20\nreason = "Illustrative"\ndespite_embargo = true\n'
    plan = write_plan(tmp_path, text)
    if not is_fault:
        assert electsched.load_plan(plan).members[0].requests[0].day == EVE
        return
    with pytest.raises(InputError, match=r"member\[0\]\.requests\[0\]: found a duty asked for on 2023-12-24"):
        electsched.load_plan(plan)


def test_limits_are_read_without_a_plan(tmp_path: Path) -> None:
    """A list by itself, as messages take it, keeps the names that only a plan can turn into keys."""
    rows = tmp_path / "rows.csv"
    rows.write_text(
        'NRP,Regu,Nama,Tidak boleh di,Batas sesi,Minta libur\n1,Regu 1,A,"Kantor KPU, kpu",malam 3,24/12/2023\n',
        encoding="utf-8",
    )
    (member,) = load_members(rows)
    assert (member.barred_posts, member.caps) == (("Kantor KPU", "kpu"), {"malam": 3})
    assert member.requests == (MemberRequest(day=EVE),)
