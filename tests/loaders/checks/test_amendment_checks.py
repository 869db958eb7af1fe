"""Faults of amendments: of posts, of the strength of teams, and of new posts; all of them with their places."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import electsched
from tests.scripts import EXAMPLES
from tests.sites import write_plan

EXAMPLE = (EXAMPLES / "jombang.toml").read_text(encoding="utf-8")
DECISION = 'by = "karendalops"\ndecided = 2023-12-20\nreason = "Illustrative"\n'
DAY = "start = 2024-01-05\n"
NEW = f"""
[[amendment]]
{DAY}{DECISION}
[amendment.new_post]
key     = "gudang-2"
name    = {{ id = "Gudang kedua", en = "Second store" }}
unit    = "polres-jombang"
kind    = "warehouse"
windows = ["campaign"]
pattern = "tour-24"
teams   = [["kpu-1", "kpu-2", "kpu-3"]]
"""


def _amendment(lines: str) -> str:
    return f"[[amendment]]\n{DAY}{DECISION}{lines}\n"


def _faults(folder: Path, added: str) -> list[tuple[str, str]]:
    with pytest.raises(electsched.InputError) as caught:
        electsched.load_plan(write_plan(folder, EXAMPLE + "\n" + added))
    return [(fault.path, fault.found) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("added", "path", "found"),
    [
        (_amendment('post = "kpu"\npeople = 0'), "amendment[0].people", "0"),
        (_amendment('post = "kpu"\nteam = "kpu-1"\npeople = 5'), "amendment[0]", "post and team"),
        (_amendment("people = 5"), "amendment[0]", "no subject"),
        (_amendment('team = "kpu-9"\npeople = 5'), "amendment[0].team", "the team 'kpu-9'"),
        (_amendment('team = "kpu-1"'), "amendment[0]", "no change"),
        (_amendment('team = "kpu-1"\npeople = 6'), "amendment[0]", "'people' as before"),
        (_amendment('team = "kpu-1"\npeople = 1000'), "amendment[0].people", "1000"),
        (_amendment('team = "kpu-1"\npeople = 5\npattern = "tour-24"'), "amendment[0].pattern", "a key beside 'team'"),
        (_amendment('team = "kpu-1"\npeople = 5\ncycle = "anew"'), "amendment[0].cycle", "a key beside 'team'"),
        (_amendment('post = "kpu"\npattern = "tour-24"'), "amendment[0]", "'pattern' as before"),
        (
            _amendment('post = "kpu"\npeople = 5') + _amendment('post = "kpu"\npeople = 4'),
            "amendment[1].people",
            "'kpu 2024-01-05 people' a second time",
        ),
        (
            _amendment('post = "kpu"\npeople = 5').replace("2024-01-05", "2025-01-05"),
            "amendment[0].start",
            "2025-01-05, after the windows of 'kpu'",
        ),
        (NEW.replace('"polres-jombang"', '"polres"'), "amendment[0].new_post.unit", "the unit 'polres'"),
        (NEW.replace('"tour-24"', '"tour-25"'), "amendment[0].new_post.pattern", "the pattern 'tour-25'"),
        (NEW.replace('"gudang-2"', '"kpu"'), "amendment[0].new_post.key", "'kpu' a second time"),
        (NEW.replace('kind    = "warehouse"\n', ""), "amendment[0].new_post.kind", "nothing"),
        (NEW.replace("2024-01-05", "2025-01-05"), "amendment[0].start", "2025-01-05, after the windows of 'gudang-2'"),
        (NEW + DAY, "amendment[0].new_post.start", "a second first day"),
        (
            NEW.replace("\n[amendment.new", '\nwindows = ["voting"]\n[amendment.new'),
            "amendment[0].windows",
            "a key beside",
        ),
    ],
)
def test_fault_of_an_amendment_has_its_place(tmp_path: Path, added: str, path: str, found: str) -> None:
    """The fault has the key path and the value found, and is reported once."""
    faults = _faults(tmp_path, added)
    assert (path, found) in [(place, text[: len(found)]) for place, text in faults], faults
    assert len({*faults}) == len(faults)


def test_new_post_is_a_post_from_its_day_on(tmp_path: Path) -> None:
    """It has duties like any other post, and its team needs no other post."""
    plan = electsched.load_plan(write_plan(tmp_path, EXAMPLE + NEW))
    assert plan.posts[-1].key == "gudang-2"
    roster, _ = electsched.build_roster(plan)
    assert roster.select(post="gudang-2")[0].day >= date(2024, 1, 5)
    assert electsched.demand(plan).needs[-1] is not None
    assert {need.days[0] for need in electsched.demand(plan).needs if need.post == "gudang-2"} == {date(2024, 1, 5)}


def test_new_post_in_the_file_of_changes_names_that_file(tmp_path: Path) -> None:
    """A fault of it has the place in the file of changes."""
    text = EXAMPLE.replace("format    = 1\n", 'format    = 1\nchanges   = "changes.toml"\n', 1)
    (tmp_path / "changes.toml").write_text(NEW.replace('"tour-24"', '"tour-25"'), encoding="utf-8")
    with pytest.raises(electsched.InputError) as caught:
        electsched.load_plan(write_plan(tmp_path, text))
    assert [fault.path for fault in caught.value.faults] == ["changes.toml: amendment[0].new_post.pattern"]


def test_cycle_alone_may_begin_anew(tmp_path: Path) -> None:
    """The first team begins again on that day."""
    added = _amendment('post = "kpu"\ncycle = "anew"')
    roster, _ = electsched.build_roster(electsched.load_plan(write_plan(tmp_path, EXAMPLE + "\n" + added)))
    (duty,) = roster.select(post="kpu", day=date(2024, 1, 5))
    assert duty.team == "kpu-1"
