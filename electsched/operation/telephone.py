"""Telephone numbers as people write them."""

from __future__ import annotations

import re

__all__ = ["international_number"]

COUNTRY = "62"
"""The calling code of numbers without one: Indonesia."""
_SEPARATORS = re.compile(r"[\s().\-/\u2010-\u2015]")
_NATIONAL = re.compile(r"[1-9]\d{7,11}")
_INTERNATIONAL = re.compile(r"[1-9]\d{7,14}")


def international_number(phone: str) -> str:
    """Return a telephone number with its calling code, digits alone; empty if the text is no number.

    A number that begins with 0, or with 8 as spreadsheets leave it, is one of Indonesia.
    """
    text = _SEPARATORS.sub("", phone.strip())
    is_international = text.startswith(("+", "00"))
    digits = text.removeprefix("+").removeprefix("00") if is_international else text
    if not digits.isascii() or not digits.isdecimal():
        return ""
    if is_international and not digits.startswith(COUNTRY):
        return digits if _INTERNATIONAL.fullmatch(digits) else ""
    national = digits.removeprefix(COUNTRY) if len(digits) > len(COUNTRY) else digits
    if not is_international and not digits.startswith((COUNTRY, "0", "8")):
        return ""
    national = national.removeprefix("0")
    return COUNTRY + national if _NATIONAL.fullmatch(national) else ""
