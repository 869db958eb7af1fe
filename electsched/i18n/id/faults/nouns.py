"""The kinds of keys and units of time in Indonesian."""

from __future__ import annotations

__all__ = ["FAULTS"]

FAULTS = {
    "stage": "tahapan",
    "post": "pos",
    "team": "regu",
    "unit": "satuan",
    "member": "anggota",
    "partner": "mitra",
    "window": "masa pengamanan",
    "posture": "siaga",
    "pattern": "pola",
    "shift": "sesi",
    "muster": "apel",
    "notice": "pengumuman",
    "tier": "tingkat",
    "resource": "sarana",
    "role": "peran",
    "language": "bahasa",
    "audience": "pembaca",
    "owner": "pemilik",
    "variant": "varian",
    "schema": "skema",
    "country": "negara",
    "law": "hukum",
    "election": "pemilihan",
    "statute": "undang-undang",
    "command": "perintah",
    "day": "hari",
    "officer": "petugas",
    "edition": "edisi",
    "port": "porta",
    "part": "bagian",
    "grouping": "pengelompokan",
    "target": "tujuan",
    "the plan has no {kind}": "rencana tidak mempunyai {kind}",
    "hours": "jam",
    "days": "hari",
    "minutes": "menit",
}
