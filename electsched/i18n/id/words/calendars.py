"""The words of calendars in Indonesian, by key; braces hold values."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS = {
    "calendar.gap": "Tidak berlangsung pada",
    "calendar.stages": "Tahapan",
    "calendar.stage_begins": "{stage} dimulai",
    "calendar.stage_ends": "{stage} berakhir",
    "calendar.days_only": "hari pertama dan terakhir saja",
    "calendar.unit": "Satuan",
    "calendar.duties": "Jadwal tugas",
    "calendar.post": "Pos",
    "calendar.team": "Regu",
    "calendar.partners": "Mitra",
    "calendar.members": "Anggota",
    "calendar.relieves": "Menggantikan",
    "calendar.relieved_by": "Digantikan oleh",
    "calendar.contact": "Hubungi",
    "calendar.until": "Berakhir dengan",
    "calendar.bring": "Bawa",
    "calendar.days": "hari",
    "calendar.by_law": "Menurut",
    "calendar.limit": "Batas",
    "calendar.set_by": "Ditetapkan dengan",
    "calendar.opens": "Mulai",
    "calendar.closes": "Berakhir",
    "calendar.local_time": "waktu setempat",
    "calendar.provisional": "Belum pasti",
    "calendar.estimated": "Sementara: dihitung dengan hari libur perkiraan",
    "calendar.contingency": "Hanya berlangsung bila diperlukan",
    "calendar.before": "Semula",
    "calendar.now": "Kini",
    "calendar.what_moved": "Perubahan jadwal",
    "relation.replaces": "Menggantikan",
    "relation.replaced_by": "Digantikan oleh",
    "relation.combined_with": "Serentak dengan",
    "calendar.planned": "Semula direncanakan",
    "event_status.suspended": "Ditangguhkan",
    "event_status.resumed": "Dilanjutkan",
    "event_status.postponed": "Ditunda",
    "event_status.cancelled": "Dibatalkan",
    "event_status.superseded": "Digantikan",
    "event_status.annulled": "Dinyatakan batal",
    "calendar.at_the_latest": "Hari terakhir yang sah; tanggalnya belum ditetapkan",
    "calendar.starts_at_the_latest": "Mulai paling lambat pada hari ini; hari pertamanya belum ditetapkan",
    "calendar.note": "Catatan",
    "calendar.checklist": "Yang diperiksa",
    "calendar.by_month": "kini kalender tersendiri",
    "calendar.why_by_month": (
        "Kalender ini terlalu besar bagi aplikasi kalender dan dibagi per bulan. Berlanggananlah pada kalender "
        "bulan ini:"
    ),
    "calendar.months_on_page": (
        "Kalender ini terlalu besar bagi aplikasi kalender dan dibagi per bulan. Alamat tiap bulan ada di halaman Anda."
    ),
    "calendar.muster": "Apel",
}
