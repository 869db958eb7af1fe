"""The letters of shifts and the short names of posts."""

from __future__ import annotations

from datetime import time

import attrs
import pytest

from electsched.i18n.text import Text
from electsched.operation.shifts import Pattern, Shift
from electsched.pages.parts.marks import ShiftMark, post_marks, shift_marks
from tests.builders import a_pattern, a_plan, a_post, a_shift


def _pattern(key: str, *shifts: tuple[str, int, int]) -> Pattern:
    """Return a pattern of shifts with that name, first hour and length."""
    return a_pattern(
        key,
        [
            attrs.evolve(a_shift(f"s-{number}", hour, hours), name=Text.same(name))
            for number, (name, hour, hours) in enumerate(shifts)
        ],
    )


def _marks(*patterns: Pattern) -> dict[tuple[str, str], ShiftMark]:
    return dict(shift_marks(a_plan(posts=[], patterns=patterns), "id"))


def test_letters_are_the_first_of_the_telling_word() -> None:
    """The word that the names of a pattern share tells nothing; equal words of two patterns have equal letters."""
    marks = _marks(
        _pattern("three", ("Shift pagi", 7, 8), ("Shift sore", 15, 8), ("Shift malam", 23, 8)),
        _pattern("two", ("Sesi pagi", 7, 12), ("Sesi malam", 19, 12)),
    )
    assert [mark.letters for mark in marks.values()] == ["P", "S", "M", "P", "M"]


def test_words_with_one_first_letter_have_more_letters() -> None:
    """Two letters tell "siang" from "sore"; at most three are used, even if they are equal."""
    marks = _marks(
        _pattern("two", ("Sesi siang", 7, 12), ("Sesi sore", 15, 8), ("Sesi malam", 19, 12)),
        _pattern("long", ("Pengamanan", 8, 10), ("Pengawalan", 8, 10)),
    )
    assert [mark.letters for mark in marks.values()] == ["Si", "So", "M", "Pen", "Pen"]


def test_a_whole_day_has_its_hours() -> None:
    """A shift of 24 hours is marked by them, whatever its name."""
    marks = _marks(_pattern("tour", ("Jaga", 7, 24), ("Piket", 7, 12)))
    assert list(marks.values()) == [ShiftMark("24", "t"), ShiftMark("P", "d")]


def test_letters_of_the_plan_prevail() -> None:
    """A stated letter is shown in its language, and takes no letter from the others."""
    shift = Shift(
        key="a", name=Text.same("Pagi"), start=time(7), hours=8, people=1, letter=Text({"id": "RU", "en": "R"})
    )
    pattern = a_pattern("p", [shift, attrs.evolve(a_shift("b", 8, 8), name=Text.same("Pagar"))])
    plan = a_plan(posts=[], patterns=[pattern])
    for language, letters in (("id", ["RU", "P"]), ("en", ["R", "P"])):
        assert [mark.letters for mark in shift_marks(plan, language).values()] == letters


@pytest.mark.parametrize(("hour", "part"), [(4, "n"), (5, "d"), (10, "d"), (11, "e"), (17, "e"), (18, "n"), (23, "n")])
def test_part_of_the_day_is_that_of_the_start(hour: int, part: str) -> None:
    """Shifts that begin from 05:00 are of the morning, from 11:00 of the afternoon, from 18:00 of the night."""
    assert _marks(_pattern("p", ("X", hour, 8)))["p", "s-0"].part == part


def test_short_name_of_a_post() -> None:
    """It is that of the plan, else the start of the first word of the name."""
    posts = [
        a_post("a", name=Text.same("Gudang logistik")),
        a_post("b", name=Text.same("Kepolisian sektor")),
        a_post("c", name=Text.same("Kantor KPU"), short=Text({"id": "KPU", "en": "EMB"})),
    ]
    plan = a_plan(posts=posts)
    assert dict(post_marks(plan, "id")) == {"a": "Gudang", "b": "Kepolis", "c": "KPU"}
    assert post_marks(plan, "en")["c"] == "EMB"
