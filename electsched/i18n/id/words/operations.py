"""The words of operations, demand and readiness in Indonesian, by key; braces hold values."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS = {
    "operation.announced_days": (
        "{days} hari dinyatakan ({source}), tetapi {span} adalah {operation_days} hari; keduanya disimpan"
    ),
    "operation.outside_declared": "{span} melampaui hari operasi yang dinyatakan, {declared}",
    "operation.official_differs": "{stage}: ditetapkan {official}, menurut hukum {computed}",
    "operation.example": "{host} hanya contoh; tulis alamat situs Anda",
    "operation.phone": "nomor telepon {phone} tidak dapat dibaca; tulis seperti 0812-3456-7890",
    "demand.title": "Kebutuhan personel per hari",
    "agency.police": "Polri",
    "agency.linmas": "Linmas",
    "demand.stations": "{count} TPS",
    "demand.stations_in_terrain": "{count} TPS, {terrain}",
    "readiness.people": "Personel",
    "readiness.title": "Laporan apel: kesiapan",
    "readiness.strength": "Kekuatan riil",
    "readiness.muster": "{present} hadir; {excused} dibebaskan karena bertugas pada jam itu; {absent} tidak hadir",
    "readiness.present": "hadir",
    "readiness.leave": "cuti",
    "readiness.sick": "sakit",
    "readiness.detached": "BKO/diperbantukan",
    "readiness.unit": "Satuan",
    "readiness.phase": "Masa",
    "readiness.item": "Jenis",
    "readiness.need": "Perlu",
    "readiness.have": "Ada",
    "readiness.short": "Kurang",
    "readiness.sum": "Jumlah",
    "readiness.effect": "Akibat",
    "readiness.enough": "Semua kebutuhan terpenuhi.",
    "readiness.uncounted": "Kekuatan belum dihitung",
    "readiness.effect_people": "sekitar {unmanned} orang-sesi tidak terisi",
    "readiness.effect_unsent": "sekitar {unmanned} orang-sesi tidak terisi; {unsent} orang yang akan dikirim tidak ada",
    "readiness.effect_posts": "kurang {short} untuk {posts}",
    "readiness.effect_each": "{short} orang bertugas tanpanya",
}
