"""Short marks for narrow columns: the letters of shifts and the short names of posts.

A plan can state both. Without that, the letters of a shift are the first ones of its telling word that no other shift
of the plan has: of "Shift pagi" and "Shift malam" the telling words are "pagi" and "malam".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

import attrs

from electsched.operation.operation import Post
from electsched.operation.plan import Plan
from electsched.operation.shifts import Pattern, Shift
from electsched.roster.duty import Duty
from electsched.roster.past.record import PAST
from electsched.values import value_text

__all__ = ["PlanShifts", "ShiftMark", "post_marks", "shift_marks", "short_name"]

SHORT_LETTERS = 7
MOST_LETTERS = 3
DAY_HOURS = 24
MORNING, NOON, EVENING = 5, 11, 18
"""The hours from which a shift counts as one of the morning, of the afternoon and of the night."""


@attrs.frozen
class ShiftMark:
    """The mark of a shift.

    Attributes:
        letters: One to three characters.
        part: The part of the day at which it begins: ``d`` (morning), ``e`` (afternoon), ``n`` (night), ``t`` (it
            lasts a day or more); ``x`` is the part of musters.
    """

    letters: str
    part: str

    __repr__ = value_text


def shift_marks(plan: Plan, language: str) -> Mapping[tuple[str, str], ShiftMark]:
    """Return the mark of each shift, by the keys of its pattern and its own."""
    telling = {
        (pattern.key, shift.key): _telling_word(shift, pattern, language)
        for pattern in plan.patterns
        for shift in pattern.shift
        if not shift.letter and shift.hours < DAY_HOURS
    }
    words = set(telling.values())
    return {
        (pattern.key, shift.key): ShiftMark(
            shift.letter[language] or _prefix(telling.get((pattern.key, shift.key), ""), words), _part(shift)
        )
        for pattern in plan.patterns
        for shift in pattern.shift
    }


def post_marks(plan: Plan, language: str) -> Mapping[str, str]:
    """Return the short name of each post, by its key."""
    return {post.key: short_name(post, language) for post in plan.posts}


def short_name(post: Post, language: str) -> str:
    """Return the short name of a post: that of the plan, else the start of its first word."""
    return post.short[language] or (post.name[language].split() or [post.key])[0][:SHORT_LETTERS]


def _telling_word(shift: Shift, pattern: Pattern, language: str) -> str:
    """Return the first word of a shift's name that no other shift of the pattern has in its name."""
    counts = Counter(word for sibling in pattern.shift for word in set(sibling.name[language].casefold().split()))
    name_words = shift.name[language].casefold().split()
    return next((word for word in name_words if counts[word] == 1), name_words[0] if name_words else shift.key)


def _prefix(word: str, words: set[str]) -> str:
    """Return the shortest start of a word that no other word has; of a whole day, which has no word, its hours."""
    if not word:
        return str(DAY_HOURS)
    for length in range(1, MOST_LETTERS):
        if not any(rival != word and rival.startswith(word[:length]) for rival in words):
            return word[:length].capitalize()
    return word[:MOST_LETTERS].capitalize()


def _part(shift: Shift) -> str:
    if shift.hours >= DAY_HOURS:
        return "t"
    hour = shift.start.hour
    return "d" if MORNING <= hour < NOON else "e" if NOON <= hour < EVENING else "n"


class PlanShifts:
    """The shifts of a plan with their marks, looked up by duty."""

    def __init__(self, plan: Plan, language: str) -> None:
        """Look up the shifts of every pattern, those of recorded duties too."""
        self._plan = plan
        self._marks = shift_marks(plan, language)
        self._shifts = {(pattern.key, shift.key): shift for pattern in plan.patterns for shift in pattern.shift}
        self._on_days: dict[tuple[str, date, str], tuple[Shift, ShiftMark]] = {}

    def of(self, duty: Duty) -> tuple[Shift, ShiftMark]:
        """Return the shift of a duty and its mark: by the pattern of its day, else as it was recorded."""
        return self.at(duty.post, duty.day, duty.shift)

    def at(self, post: str, day: date, shift: str) -> tuple[Shift, ShiftMark]:
        """Return the same for a shift of a post on a day."""
        marked = self._on_days.get((post, day, shift))  # a board asks for each several times
        if marked is None:
            on_day = self._plan.post_on(post, day)
            posture = self._plan.postures.get(day)
            pattern = on_day.pattern_under(posture) if on_day.pattern_by_posture else on_day.pattern
            key = (pattern, shift) if (pattern, shift) in self._shifts else (f"{PAST}{post}", shift)
            marked = self._on_days[post, day, shift] = self._shifts[key], self._marks[key]
        return marked
