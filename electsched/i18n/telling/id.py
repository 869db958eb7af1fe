"""The words in which people are told of duties, changes and links, in Indonesian, by key."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS = {
    "telling.clock": "{hour}.{minute}",
    "telling.at_place": "{duty}, di {place}",
    "telling.change": "{kind}: {title}, {hours}",
    "telling.for_members": "{change} (untuk {members})",
    "telling.was": "{change} (semula: {before})",
    "telling.now_with": "{change} (kini: {team})",
    "telling.was_with": "{change} (semula: {team})",
    "telling.notice": "{change} [{tier}]",
    "telling.reassigned": "Dialihkan",
    "telling.edition": "Edisi {number}, {day} pukul {clock}",
    "telling.nothing": "Tidak ada perubahan yang perlu disampaikan.",
    "telling.marked": "Ditandai sudah disampaikan: perubahan sampai dengan edisi {number}, untuk {scope}.",
    "scope.all": "semua orang",
    "scope.unit": "satuan {key}",
    "scope.team": "regu {key}",
    "scope.member": "anggota {key}",
}
