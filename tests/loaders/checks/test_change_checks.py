"""Faults of the records of changes in plan files: each has its place, and all are reported at once."""

from __future__ import annotations

from pathlib import Path

import pytest

import electsched
from electsched.operation.changes import Absence, Amendment
from tests.scripts import EXAMPLES
from tests.sites import write_plan

EXAMPLE = (EXAMPLES / "jombang.toml").read_text(encoding="utf-8")
WITH_FILE = EXAMPLE.replace("format    = 1\n", 'format    = 1\nchanges   = "changes.toml"\n', 1)
DECISION = 'by = "karendalops"\ndecided = 2023-12-20\nreason = "Illustrative"\n'
DAYS = "start = 2024-01-01\nend = 2024-01-02\n"
KPU = '{ post = "kpu", day = 2024-01-05, shift = "tour" }'
KPU_OF_ONE = '{ post = "kpu", day = 2024-01-05, shift = "tour", member = "x" }'
POSKO = '{ post = "posko", day = 2024-01-06, shift = "morning" }'
MEMBERS = EXAMPLES / "jombang-members.csv"


def _with(name: str, **keys: str) -> str:
    return name.replace(" }", "".join(f', {key} = "{value}"' for key, value in keys.items()) + " }")


def _faults(folder: Path, added: str) -> list[tuple[str, str]]:
    with pytest.raises(electsched.InputError) as caught:
        electsched.load_plan(write_plan(folder, EXAMPLE + "\n" + added), members=MEMBERS)
    return [(fault.path, fault.found) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("added", "path", "found"),
    [
        (f'[[absence]]\nteam = "nobody"\n{DAYS}{DECISION}', "absence[0].team", "the team 'nobody'"),
        (f'[[absence]]\nteam = "kpu-1"\npeople = 7\n{DAYS}{DECISION}', "absence[0].people", "7"),
        (
            f'[[absence]]\nteam = "kpu-1"\nstart = 2024-01-02\nend = 2024-01-01\n{DECISION}',
            "absence[0].end",
            "2024-01-01",
        ),
        (f"[[absence]]\n{DAYS}{DECISION}", "absence[0]", "nobody"),
        (f'[[absence]]\nteam = "kpu-1"\nkind = "holiday"\n{DAYS}{DECISION}', "absence[0].kind", "'holiday'"),
        (
            f'[[absence]]\nteam = "kpu-1"\nstart = 2024-02-12\nend = 2024-02-20\n{DECISION}',
            "absence[0]",
            "leave on 2024-02-13, under a leave embargo",
        ),
        (
            f'[[absence]]\nteam = "kpu-1"\n{DAYS}by = "someone"\ndecided = 2023-12-20\nreason = "x"\n',
            "absence[0].by",
            "the role 'someone'",
        ),
        (
            f'[[absence]]\nteam = "kpu-1"\n{DAYS}by = "padal"\ndecided = 2023-12-20\nreason = " "\n',
            "absence[0].reason",
            "nothing",
        ),
        (
            f'[[substitution]]\nmember = "a"\nsubstitute = "b"\nshift = "noon"\nstart = 2024-01-01\n{DECISION}',
            "substitution[0].shift",
            "'noon'",
        ),
        (
            f'[[absence]]\nteam = "kpu-1"\nstart = 0001-01-01\nend = 9999-12-31\n{DECISION}',
            "absence[0]",
            "leave on 2024-02-13, under a leave embargo",
        ),
        (
            f'[[substitution]]\nmember = "a"\nsubstitute = "a"\nstart = 2024-01-01\n{DECISION}',
            "substitution[0].substitute",
            "'a'",
        ),
        (
            f'[[substitution]]\nmember = "a"\nsubstitute = "b"\nstart = 2024-01-03\nend = 2024-01-01\n{DECISION}',
            "substitution[0].end",
            "2024-01-01",
        ),
        (
            f"[[swap]]\nfirst = {KPU}\nsecond = {KPU}\n{DECISION}",
            "swap[0].second",
            "'kpu 2024-01-05 tour' a second time",
        ),
        (
            f"[[swap]]\nfirst = {KPU.replace('kpu', 'kpo')}\nsecond = {POSKO}\n{DECISION}",
            "swap[0].first.post",
            "the post 'kpo'",
        ),
        (
            f"[[swap]]\nfirst = {KPU.replace('tour', 'night')}\nsecond = {POSKO}\n{DECISION}",
            "swap[0].first.day",
            "2024-01-05, on which 'kpu' has no shift 'night'",
        ),
        (
            f"[[swap]]\nfirst = {KPU_OF_ONE}\nsecond = {POSKO}\n{DECISION}",
            "swap[0].second.member",
            "nothing",
        ),
        (f'[[amendment]]\npost = "kpu"\nstart = 2024-01-05\n{DECISION}', "amendment[0]", "no change"),
        (
            f'[[amendment]]\npost = "kpu"\nstart = 2024-01-05\npattern = "none"\n{DECISION}',
            "amendment[0].pattern",
            "the pattern 'none'",
        ),
        (
            f'[[amendment]]\npost = "kpu"\nstart = 2024-01-05\npattern = "two-sessions"\n{DECISION}',
            "amendment[0].teams",
            "1 list of teams",
        ),
        (
            f'[[addition]]\npost = "kpu"\nday = 2024-01-05\nshift = "night"\nteam = "kpu-1"\n{DECISION}',
            "addition[0].shift",
            "'night'",
        ),
        (
            f'[[addition]]\npost = "kpu"\nday = 2029-01-05\nshift = "tour"\nteam = "kpu-1"\n{DECISION}',
            "addition[0].day",
            "2029-01-05",
        ),
        (
            f'[[addition]]\npost = "kpu"\nday = 2024-01-05\nshift = "tour"\nteam = "kpu-1"\nline = "guard"\n{DECISION}',
            "addition[0].line",
            "'guard'",
        ),
        (
            f'[[cancellation]]\npost = "kpu"\nday = 2025-01-05\nshift = "tour"\n{DECISION}',
            "cancellation[0].day",
            "2025-01-05, on which 'kpu' has no shift 'tour'",
        ),
        (
            (
                f'[[amendment]]\npost = "patroli"\nstart = 2024-01-05\npattern = "two-sessions"\n'
                f'teams = [["patroli-1", "patroli-2"], ["padal-1"]]\n{DECISION}'
            ),
            "amendment[0].teams",
            "2 lists of teams",
        ),
        (
            f'[[absence]]\nteam = "kpu-1"\nstart = 2024-01-02T18:00:00\nend = 2024-01-02T18:00:00\n{DECISION}',
            "absence[0].end",
            "2024-01-02 18:00",
        ),
        (
            f"[[swap]]\nfirst = {_with(KPU, line='x')}\nsecond = {POSKO}\n{DECISION}",
            "swap[0].first.line",
            "'x'",
        ),
        (
            f"[[swap]]\nfirst = {KPU}\nsecond = {_with(KPU, line='guard')}\n{DECISION}",
            "swap[0].second",
            "'kpu 2024-01-05 tour guard' a second time",
        ),
        (
            f"[[swap]]\nfirst = {KPU_OF_ONE}\nsecond = {KPU_OF_ONE.replace('x', 'y')}\n{DECISION}",
            "swap[0].second",
            "the first duty again",
        ),
        (
            f"[[swap]]\nfirst = {KPU_OF_ONE}\nsecond = {_with(POSKO, member='x')}\n{DECISION}",
            "swap[0].second.member",
            "'x'",
        ),
        (
            f'[[cancellation]]\npost = "gudang-kpu"\nday = 2024-01-05\nshift = "day"\nline = "control"\n{DECISION}',
            "cancellation[0].line",
            "'control'",
        ),
        (
            (
                f"[[swap]]\nfirst = {KPU}\nsecond = {POSKO}\n{DECISION}"
                f'[[cancellation]]\npost = "kpu"\nday = 2024-01-05\nshift = "tour"\n{DECISION}'
            ),
            "swap[0].first",
            "a duty that cancellation[0] cancels",
        ),
        (
            (
                f"[[swap]]\nfirst = {_with(KPU, line='guard')}\nsecond = {POSKO}\n{DECISION}"
                f'[[cancellation]]\npost = "kpu"\nday = 2024-01-05\nshift = "tour"\n{DECISION}'
            ),
            "swap[0].first",
            "a duty that cancellation[0] cancels",
        ),
        (
            (
                f"[[swap]]\nfirst = {_with(KPU, line='extra')}\nsecond = {POSKO}\n{DECISION}"
                f'[[addition]]\npost = "kpu"\nday = 2024-01-05\nshift = "tour"\nteam = "bawaslu-1"\nline = "extra"\n'
                f'{DECISION}[[cancellation]]\npost = "kpu"\nday = 2024-01-05\nshift = "tour"\nline = "extra"\n'
                f"{DECISION}"
            ),
            "swap[0].first",
            "a duty that cancellation[0] cancels",
        ),
        (
            (
                f"[[swap]]\nfirst = {KPU}\nsecond = {POSKO}\n{DECISION}"
                f'[[addition]]\npost = "kpu"\nday = 2024-01-05\nshift = "tour"\nteam = "bawaslu-1"\n{DECISION}'
            ),
            "swap[0].first.line",
            "nothing",
        ),
    ],
)
def test_fault_of_a_record_has_its_place(tmp_path: Path, added: str, path: str, found: str) -> None:
    """The fault has the key path and the value found."""
    faults = dict(_faults(tmp_path, added))
    assert path in faults, faults
    assert faults[path].startswith(found)


def test_two_records_of_one_duty_are_refused(tmp_path: Path) -> None:
    """Two swaps of a duty, two substitutes for one member, and a duty that is cancelled twice: all at once."""
    cancelled = f'[[cancellation]]\npost = "kpu"\nday = 2024-01-09\nshift = "tour"\n{DECISION}\n'
    stand_in = f'[[substitution]]\nmember = "p-1"\nsubstitute = "p-2"\nstart = 2024-01-09\n{DECISION}\n'
    swap = f"[[swap]]\nfirst = {KPU}\nsecond = {POSKO}\n{DECISION}\n"
    paths = {path for path, _ in _faults(tmp_path, cancelled * 2 + stand_in * 2 + swap * 2)}
    assert paths >= {"cancellation[1]", "substitution[1]", "swap[1].first", "swap[1].second"}


ADDED = f'[[addition]]\npost = "kpu"\nday = 2024-01-09\nshift = "tour"\nteam = "bawaslu-1"\n{DECISION}\n'
CANCELLED = f'[[cancellation]]\npost = "kpu"\nday = 2024-01-09\nshift = "tour"\n{DECISION}\n'
TAKEN_BACK = CANCELLED.replace('"tour"\n', '"tour"\nline = "extra"\n')


def test_added_duty_has_a_cancellation_of_its_own(tmp_path: Path) -> None:
    """Its line names it, beside a cancellation of the lines of the pattern; twice is once too often."""
    plan = electsched.load_plan(write_plan(tmp_path, EXAMPLE + "\n" + ADDED + CANCELLED + TAKEN_BACK), members=MEMBERS)
    assert [record.line for record in plan.cancellations] == ["", "extra"]
    assert [path for path, _ in _faults(tmp_path, ADDED + TAKEN_BACK * 2)] == ["cancellation[1]"]
    assert _faults(tmp_path, TAKEN_BACK) == [("cancellation[0].line", "'extra'")]


def test_added_duty_of_a_free_day_is_named_by_its_line(tmp_path: Path) -> None:
    """Without the line no duty of the pattern is meant; the fault names the line. A swap of what is left is one."""
    free = "2024-09-09"
    added, cancelled = ADDED.replace("2024-01-09", free), CANCELLED.replace("2024-01-09", free)
    assert _faults(tmp_path, added + cancelled) == [("cancellation[0].line", "nothing")]
    swap = f"[[swap]]\nfirst = {KPU.replace('05', '09')}\nsecond = {POSKO}\n{DECISION}"
    assert electsched.load_plan(write_plan(tmp_path, EXAMPLE + "\n" + ADDED + CANCELLED + swap), members=MEMBERS).swaps
    assert [path for path, _ in _faults(tmp_path, ADDED + CANCELLED + TAKEN_BACK + swap)] == ["swap[0].first"]


def test_swap_of_a_team_and_of_its_member_at_one_duty_is_refused(tmp_path: Path) -> None:
    """The member would leave a duty that the team does not do any more; two members of it may leave it."""
    teams = f"[[swap]]\nfirst = {KPU}\nsecond = {POSKO}\n{DECISION}\n"
    members = [
        f"[[swap]]\nfirst = {_with(KPU, member=first)}\n"
        f"second = {_with(POSKO.replace('06', day), member=second)}\n{DECISION}\n"
        for first, day, second in (("p-0013", "07", "p-0064"), ("p-0014", "08", "p-0065"))
    ]
    assert ("swap[1].first", "'kpu 2024-01-05 tour' a second time") in _faults(tmp_path, teams + members[0])
    electsched.load_plan(write_plan(tmp_path, EXAMPLE + "\n" + "".join(members)), members=MEMBERS)


def test_member_who_is_not_on_the_duty_cannot_exchange_it(tmp_path: Path) -> None:
    """The duty is that of another team; one who stands in there may exchange it."""
    posko = _with(POSKO.replace("06", "07"), member="p-0064")
    swap = f"[[swap]]\nfirst = {_with(KPU, member='p-0001')}\nsecond = {posko}\n{DECISION}\n"
    assert _faults(tmp_path, swap) == [
        ("swap[0].first.member", "'p-0001', a member of 'kpu-1', and the duty is that of 'kpu-3'")
    ]
    stands_in = f'[[substitution]]\nmember = "p-0013"\nsubstitute = "p-0001"\nstart = 2024-01-05\n{DECISION}'
    path = write_plan(tmp_path, f"{EXAMPLE}\n{stands_in}\n{swap}")
    assert len(electsched.load_plan(path, members=MEMBERS).swaps) == 1


def test_records_of_a_member_who_left_the_list_do_not_stop_the_plan(tmp_path: Path) -> None:
    """They have no effect, and the check names them; without any list they are faults, for it was forgotten."""
    left = f'[[absence]]\nmember = "p-9001"\n{DAYS}{DECISION}\n[[substitution]]\nmember = "p-0013"\n'
    left += f'substitute = "p-9002"\nstart = 2024-01-05\n{DECISION}'
    path = write_plan(tmp_path, f"{EXAMPLE}\n{left}")
    plan = electsched.load_plan(path, members=MEMBERS)
    roster, shortfalls = electsched.build_roster(plan)
    assert [(gap.post, gap.missing) for gap in shortfalls] == [("kpu", 1)]
    unknown = [each for each in electsched.check_roster(roster, plan) if each.code == "unknown"]
    assert [(each.change, each.member, each.severity) for each in unknown] == [
        ("absence[0]", "p-9001", "warning"),
        ("substitution[0]", "p-9002", "warning"),
    ]
    with pytest.raises(electsched.InputError) as caught:
        electsched.load_plan(path)
    assert [fault.path for fault in caught.value.faults] == [
        "absence[0].member",
        "substitution[0].member",
        "substitution[0].substitute",
    ]


def test_amendment_does_not_bring_a_partner_to_a_post_where_it_may_not_be(tmp_path: Path) -> None:
    """The press may not be at offices here: not from a later day on either."""
    text = EXAMPLE.replace('key    = "press"\n', 'key    = "press"\nexcluded_post_kinds = ["office"]\n', 1)
    amended = f'[[amendment]]\npost = "kpu"\nstart = 2024-01-05\npartners = ["kpu", "press"]\n{DECISION}'
    with pytest.raises(electsched.InputError) as caught:
        electsched.load_plan(write_plan(tmp_path, f"{text}\n{amended}"))
    found = [(fault.path, fault.found) for fault in caught.value.faults]
    assert ("amendment[0].partners[1]", "'press', which may not") in found


def test_added_duty_may_be_swapped(tmp_path: Path) -> None:
    """Its line tells it from the duty of the pattern."""
    added = f'[[addition]]\npost = "kpu"\nday = 2024-01-05\nshift = "tour"\nteam = "bawaslu-1"\n{DECISION}'
    name = _with(KPU, line="extra")
    path = write_plan(tmp_path, f"{EXAMPLE}\n{added}\n[[swap]]\nfirst = {name}\nsecond = {POSKO}\n{DECISION}")
    (duty,) = (duty for duty in electsched.build_roster(electsched.load_plan(path))[0] if duty.line == "extra")
    assert duty.team.startswith("posko-")


def test_absence_that_ends_when_the_embargo_begins_is_granted(tmp_path: Path) -> None:
    """The embargo begins on 13 February at midnight."""
    times = "start = 2024-02-12\nend = 2024-02-13T00:00:00\n"
    path = write_plan(tmp_path, f'{EXAMPLE}\n[[absence]]\nteam = "kpu-1"\n{times}{DECISION}')
    assert len(electsched.load_plan(path).absences) == 1


def test_records_may_stand_in_a_file_beside_the_plan(tmp_path: Path) -> None:
    """`changes` names a file of records; they follow those of the plan."""
    path = write_plan(tmp_path, WITH_FILE + f'\n[[absence]]\nteam = "kpu-1"\n{DAYS}{DECISION}')
    ended = f'[[amendment]]\npost = "kpu"\nstart = 2024-03-01\nwindows = []\n{DECISION}'
    records = f'[[absence]]\nteam = "kpu-2"\n{DAYS}{DECISION}\n{ended}'
    (tmp_path / "changes.toml").write_text(records, encoding="utf-8")
    plan = electsched.load_plan(path)
    assert [absence.team for absence in plan.absences] == ["kpu-1", "kpu-2"]
    assert isinstance(plan.absences[1], Absence)
    assert isinstance(plan.amendments[0], Amendment)


def test_fault_of_a_record_in_its_own_file_names_that_file(tmp_path: Path) -> None:
    """The place is that of the file of records, with its own index."""
    path = write_plan(tmp_path, WITH_FILE + f'\n[[absence]]\nteam = "kpu-1"\n{DAYS}{DECISION}')
    (tmp_path / "changes.toml").write_text(f'[[absence]]\nteam = "nobody"\n{DAYS}{DECISION}', encoding="utf-8")
    with pytest.raises(electsched.InputError) as caught:
        electsched.load_plan(path)
    assert [(fault.path, fault.found) for fault in caught.value.faults] == [
        ("changes.toml: absence[0].team", "the team 'nobody'")
    ]


@pytest.mark.parametrize(
    ("records", "path", "found"),
    [
        ("[[absence]]\nteam = ", "changes.toml", "text that is not TOML"),
        (f'[[absence]]\nteam = "kpu-1"\n{DAYS}{DECISION}people = 1', "changes.toml", "a last line without a line end"),
        ('id = "x"\n', "changes.toml: id", "a key that is no record"),
        (None, "changes.toml", "no such file"),
    ],
)
def test_file_of_records_that_lost_its_end_is_refused(
    tmp_path: Path, records: str | None, path: str, found: str
) -> None:
    """A file that is cut off, missing, or no list of records stops the plan."""
    plan_path = write_plan(tmp_path, WITH_FILE)
    if records is not None:
        (tmp_path / "changes.toml").write_text(records, encoding="utf-8")
    with pytest.raises(electsched.InputError) as caught:
        electsched.load_plan(plan_path)
    (fault,) = caught.value.faults
    assert (fault.path, fault.found[: len(found)]) == (path, found)
