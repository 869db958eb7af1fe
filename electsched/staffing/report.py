"""The muster report: the real strength against the demand of each phase, as text and as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from electsched.i18n.text import Text, long_date
from electsched.operation.resources import Strength
from electsched.staffing.demand import Demand, Need
from electsched.staffing.readiness import PEOPLE, Readiness, ReadinessLine

__all__ = ["REPORT_WORDS", "demand_data", "effect", "readiness_data", "readiness_text"]

REPORT_WORDS = {
    "title": Text({"id": "Laporan apel: kesiapan", "en": "Muster report: readiness"}),
    "strength": Text({"id": "Kekuatan riil", "en": "Real strength"}),
    "present": Text({"id": "hadir", "en": "present"}),
    "leave": Text({"id": "cuti", "en": "on leave"}),
    "sick": Text({"id": "sakit", "en": "sick"}),
    "detached": Text({"id": "BKO/diperbantukan", "en": "detached"}),
    "unit": Text({"id": "Satuan", "en": "Unit"}),
    "phase": Text({"id": "Masa", "en": "Phase"}),
    "item": Text({"id": "Jenis", "en": "Item"}),
    "need": Text({"id": "Perlu", "en": "Needed"}),
    "have": Text({"id": "Ada", "en": "There"}),
    "short": Text({"id": "Kurang", "en": "Short"}),
    "effect": Text({"id": "Akibat", "en": "What it does"}),
    "enough": Text({"id": "Semua kebutuhan terpenuhi.", "en": "Every need is met."}),
    "uncounted": Text({"id": "Kekuatan belum dihitung", "en": "Strength not counted"}),
}


def effect(line: ReadinessLine, language: str) -> str:
    """Return in words what a shortage does; empty where there is none."""
    if not line.short:
        return ""
    span = " – ".join(dict.fromkeys(long_date(day, language) for day in (line.start, line.end)))
    return f"{span}: {_EFFECTS[_kind(line)][language]}".format(
        unmanned=line.unmanned,
        unsent=line.unsent,
        short=line.short,
        posts=", ".join(name[language] for name in line.posts.values()),
    )


_EFFECTS = {
    "people": Text(
        {"id": "sekitar {unmanned} orang-sesi tidak terisi", "en": "about {unmanned} heads of duty not filled"}
    ),
    "unsent": Text(
        {
            "id": "sekitar {unmanned} orang-sesi tidak terisi; {unsent} orang yang akan dikirim tidak ada",
            "en": "about {unmanned} heads of duty not filled; {unsent} of those to be sent to others are not there",
        }
    ),
    "posts": Text({"id": "kurang {short} untuk {posts}", "en": "{short} missing for {posts}"}),
    "each": Text({"id": "{short} orang bertugas tanpanya", "en": "{short} people on duty without"}),
}


def _kind(line: ReadinessLine) -> str:
    if line.item != PEOPLE:
        return "posts" if line.posts else "each"
    return "unsent" if line.unsent else "people"


def readiness_text(found: Readiness, names: Mapping[str, Text], *, language: str = "en") -> str:
    """Return what falls short as lines of text; ``names`` are those of units and windows by key."""
    return "\n".join(_lines(found, names, language))


def _lines(found: Readiness, names: Mapping[str, Text], language: str) -> Iterator[str]:
    for line in found.short:
        short = f"{line.need} - {line.have} = {line.short}"
        item = line.name[language]
        yield f"{names[line.phase][language]}, {names[line.unit][language]}, {item}: {short}; {effect(line, language)}"
    for unit in found.uncounted:
        yield f"{REPORT_WORDS['uncounted'][language]}: {names[unit][language]}"
    if not found.short and not found.uncounted:
        yield REPORT_WORDS["enough"][language]


def readiness_data(found: Readiness, strengths: tuple[Strength, ...]) -> dict[str, Any]:
    """Return the muster report as plain data."""
    return {
        "strength": [
            {
                "unit": each.unit,
                "present": each.present,
                "leave": each.leave,
                "sick": each.sick,
                "detached": each.detached,
                "on": each.on.isoformat() if each.on else None,
                "has": dict(each.has),
                "out": dict(each.out),
                "note": each.note,
            }
            for each in strengths
        ],
        "lines": [
            {
                "phase": line.phase,
                "unit": line.unit,
                "item": line.item,
                "need": line.need,
                "have": line.have,
                "short": line.short,
                "on_duty": line.on_duty,
                "start": line.start.isoformat(),
                "end": line.end.isoformat(),
                "unmanned": line.unmanned,
                "unsent": line.unsent,
                "posts": list(line.posts),
            }
            for line in found.lines
        ],
        "uncounted": list(found.uncounted),
    }


def demand_data(found: Demand) -> dict[str, Any]:
    """Return every need, and the totals of each day, phase, unit and agency, as plain data."""
    return {
        "needs": [_need(need) for need in found.needs],
        "days": [
            {"day": str(total.group[0]), "agency": total.group[1], "heads": total.peak, "rotation": total.rotation}
            for total in found.totals("day", "agency")
        ],
        "phases": [
            {
                "phase": total.group[0],
                "unit": total.group[1],
                "agency": total.group[2],
                "peak": total.peak,
                "rotation": total.rotation,
                "person_days": total.person_days,
            }
            for total in found.totals("phase", "unit", "agency")
        ],
    }


def _need(need: Need) -> dict[str, Any]:
    return {
        "unit": need.unit,
        "agency": need.agency,
        "post": need.post,
        "shift": need.shift,
        "people": need.people,
        "rotation": need.rotation,
        "start": need.days[0].isoformat(),
        "end": need.days[-1].isoformat(),
        "days": len(need.days),
        "resources": dict(need.resources),
    }
