"""The words by which people fill in lists, in English, by key: every spelling in small letters, with commas between."""

from __future__ import annotations

__all__ = ["READING"]

READING = {
    # --- headings of the columns of a list of people ---
    "heading.key": "key, id, service number, personnel number, staff number, badge number",
    "heading.team": "team, squad, crew",
    "heading.name": "name, full name",
    "heading.rank": "rank",
    "heading.phone": "phone, phone number, mobile, telephone",
    "heading.roles": "roles, role",
    "heading.language": "language",
    "heading.note": "note, notes, remarks, remark",
    "heading.barred_posts": "barred posts, barred from, not at",
    "heading.caps": "caps, most duties of a shift, most of a shift, shift caps",
    "heading.least_hours": "least hours, fewest hours, minimum hours, min hours",
    "heading.most_hours": "most hours, maximum hours, max hours",
    "heading.days_off": "days off, days off requested, requested days off",
    "heading.days_on": "days on, duties requested, requested duties",
    # --- a heading of rank and number in one column ---
    "heading.beside_number": "rank",
    "heading.beside_rank": "service number",
    "heading.and": "and",
    # --- rows and cells of lists ---
    "row.team": "team, squad, crew",
    "row.people": "people",
    "row.total": "total, grand total, sub total, subtotal",
    "cell.until": "to",
}
