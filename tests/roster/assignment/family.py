"""Made-up instances in the form of Tim Curtois's, of any size: the numbers are illustrative."""

from __future__ import annotations

import random

__all__ = ["instance_text"]

_LENGTHS = {"E": 480, "D": 480, "L": 480, "N": 600, "M": 540}
_ORDER = "EMDLN"
"""Shifts by their start; an earlier one may not follow a later one."""


def instance_text(staff: int, weeks: int, shifts: str, seed: int) -> str:
    """Return the text of an instance with so many people, whole weeks and shifts, such as ``EDL``."""
    chance = random.Random(f"{staff} {weeks} {shifts} {seed}")  # noqa: S311  # data for tests
    days = 7 * weeks
    keys = sorted(shifts, key=_ORDER.index)
    lines = ["SECTION_HORIZON", str(days), "SECTION_SHIFTS"]
    lines += [f"{key},{_LENGTHS[key]},{'|'.join(keys[: keys.index(key)])}" for key in keys]
    lines.append("SECTION_STAFF")
    names = [f"P{number}" for number in range(staff)]
    for name in names:
        full = chance.random() < 0.7
        most = weeks * (2160 if full else 1080)
        allowed = [key for key in keys if full or chance.random() < 0.7] or keys[:1]
        caps = "|".join(f"{key}={days if key in allowed else 0}" for key in keys)
        longest = chance.choice([5, 6]) if full else 4
        lines.append(f"{name},{caps},{most},{most - 900},{longest},{2 if full else 1},2,{weeks // 2 + (not full)}")
    lines.append("SECTION_DAYS_OFF")
    lines += [f"{name},{chance.randrange(days)}" for name in names]
    for section, share in (("SHIFT_ON_REQUESTS", 0.12), ("SHIFT_OFF_REQUESTS", 0.06)):
        lines.append(f"SECTION_{section}")
        lines += [
            f"{name},{day},{chance.choice(keys)},{chance.randint(1, 3)}"
            for name in names
            for day in range(days)
            if chance.random() < share
        ]
    lines.append("SECTION_COVER")
    for day in range(days):
        for key in keys:
            need = round(staff * (0.45 if day % 7 < 5 else 0.35) / len(keys) + chance.random())
            lines.append(f"{day},{key},{need},100,1")
    return "\n".join(lines) + "\n"
