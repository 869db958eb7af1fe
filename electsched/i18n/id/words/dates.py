"""The name of the language, numbers and dates in Indonesian, by key; braces hold values."""

from __future__ import annotations

from electsched.i18n.numbered import numbered

__all__ = ["WORDS"]

WORDS = {
    # --- the language itself ---
    "language.name": "Bahasa Indonesia",
    "language.holidays": "id",
    "number.thousands": ".",
    "number.decimal": ",",
    # --- dates ---
    "date.day": "{day} {month} {year}",
    "date.weekday_and_day": "{weekday}, {day} {month} {year}",
    "date.month": "{month} {year}",
    "date.first_number": "day",
    "date.clock": "{hour:02d}.{minute:02d}",
    **numbered("month", "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"),
    **numbered("month_short", "Jan Feb Mar Apr Mei Jun Jul Agt Sep Okt Nov Des"),
    **numbered("weekday", "Senin Selasa Rabu Kamis Jumat Sabtu Minggu"),
    **numbered("weekday_short", "Sen Sel Rab Kam Jum Sab Min"),
}
