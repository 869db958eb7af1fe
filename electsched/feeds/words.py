"""The words that calendars and pages use besides those of the plan and the law."""

from __future__ import annotations

from electsched.text import Text

__all__ = ["PAGE_WORDS", "WORDS"]

WORDS = {
    "stages": Text({"id": "Tahapan", "en": "Stages"}),
    "duties": Text({"id": "Jadwal tugas", "en": "Duties"}),
    "unit": Text({"id": "Satuan", "en": "Unit"}),
    "units": Text({"id": "Satuan", "en": "Units"}),
    "post": Text({"id": "Pos", "en": "Post"}),
    "posts": Text({"id": "Pos", "en": "Posts"}),
    "team": Text({"id": "Regu", "en": "Team"}),
    "teams": Text({"id": "Regu", "en": "Teams"}),
    "people": Text({"id": "orang", "en": "people"}),
    "person": Text({"id": "orang", "en": "person"}),
    "partners": Text({"id": "Mitra", "en": "Partners"}),
    "members": Text({"id": "Anggota", "en": "Members"}),
    "relieves": Text({"id": "Menggantikan", "en": "Relieves"}),
    "relieved by": Text({"id": "Digantikan oleh", "en": "Relieved by"}),
    "contact": Text({"id": "Hubungi", "en": "Call"}),
    "until": Text({"id": "Berakhir dengan", "en": "Ends with"}),
    "bring": Text({"id": "Bawa", "en": "Bring"}),
    "days": Text({"id": "hari", "en": "days"}),
    "by law": Text({"id": "Menurut", "en": "By law"}),
    "limit": Text({"id": "Batas", "en": "Limit"}),
    "set by": Text({"id": "Ditetapkan dengan", "en": "Set by"}),
    "opens": Text({"id": "Mulai", "en": "Opens"}),
    "closes": Text({"id": "Berakhir", "en": "Closes"}),
    "local time": Text({"id": "waktu setempat", "en": "local time"}),
    "provisional": Text({"id": "Belum pasti", "en": "Not yet certain"}),
    "before": Text({"id": "Semula", "en": "Before"}),
    "now": Text({"id": "Kini", "en": "Now"}),
    "moved": Text({"id": "Perubahan jadwal", "en": "What moved"}),
    "replaces": Text({"id": "Menggantikan", "en": "Replaces"}),
    "replaced_by": Text({"id": "Digantikan oleh", "en": "Replaced by"}),
    "combined_with": Text({"id": "Serentak dengan", "en": "Combined with"}),
    "planned": Text({"id": "Semula direncanakan", "en": "Planned before"}),
    "suspended": Text({"id": "Ditangguhkan", "en": "Suspended"}),
    "resumed": Text({"id": "Dilanjutkan", "en": "Resumed"}),
    "postponed": Text({"id": "Ditunda", "en": "Postponed"}),
    "cancelled": Text({"id": "Dibatalkan", "en": "Cancelled"}),
    "superseded": Text({"id": "Digantikan", "en": "Superseded"}),
    "annulled": Text({"id": "Dinyatakan batal", "en": "Annulled"}),
    "at the latest": Text(
        {"id": "Hari terakhir yang sah; tanggalnya belum ditetapkan", "en": "The last lawful day; no date was set"}
    ),
    "note": Text({"id": "Catatan", "en": "Note"}),
    "checklist": Text({"id": "Yang diperiksa", "en": "Checked"}),
    "duty": Text({"id": "Tugas", "en": "Duty"}),
    "muster": Text({"id": "Apel", "en": "Muster"}),
}
"""Single words and labels."""

PAGE_WORDS = {
    "language id": Text.same("Bahasa Indonesia"),
    "language en": Text.same("English"),
    "subscribe": Text({"id": "Langganan kalender", "en": "Subscribe"}),
    "subscribe how": Text(
        {
            "id": "Ketuk webcal untuk berlangganan di ponsel, atau salin alamat https ke aplikasi kalender "
            "(Google Kalender: Kalender lain, Dari URL). Kalender menyegarkan diri sendiri; Google dapat memerlukan "
            "hingga 24 jam.",
            "en": "Tap webcal to subscribe on a phone, or copy the https address into a calendar app (Google "
            "Calendar: Other calendars, From URL). The calendar keeps itself up to date; Google may take up to 24 "
            "hours.",
        }
    ),
    "calendar": Text({"id": "Kalender", "en": "Calendar"}),
    "events": Text({"id": "acara", "en": "events"}),
    "address": Text({"id": "Alamat", "en": "Address"}),
    "picture": Text({"id": "Tahapan dalam gambar", "en": "The stages as a picture"}),
    "table": Text({"id": "Tahapan dalam tabel", "en": "The stages as a table"}),
    "stage": Text({"id": "Tahapan", "en": "Stage"}),
    "kind": Text({"id": "Jenis", "en": "Kind"}),
    "first day": Text({"id": "Hari pertama", "en": "First day"}),
    "last day": Text({"id": "Hari terakhir", "en": "Last day"}),
    "provision": Text({"id": "Ketentuan", "en": "Provision"}),
    "suspended": Text({"id": "ditangguhkan", "en": "suspended"}),
    "cancelled": Text({"id": "dibatalkan", "en": "cancelled"}),
    "superseded": Text({"id": "digantikan", "en": "superseded"}),
    "annulled": Text({"id": "dinyatakan batal", "en": "annulled"}),
    "no later": Text({"id": "paling lambat", "en": "at the latest"}),
    "not firm": Text({"id": "belum pasti", "en": "not yet certain"}),
    "published": Text({"id": "Terakhir berubah", "en": "Last changed"}),
    "operation": Text({"id": "Operasi", "en": "Operation"}),
    "windows": Text({"id": "Masa pengamanan", "en": "Security windows"}),
    "window": Text({"id": "Masa", "en": "Window"}),
    "declared": Text({"id": "Hari yang dinyatakan", "en": "Declared days"}),
    "findings": Text({"id": "Perlu diketahui", "en": "Please note"}),
    "musters": Text({"id": "Apel gelar pasukan", "en": "Musters"}),
    "conduct": Text({"id": "Netralitas", "en": "Neutrality"}),
    "internal": Text({"id": "Hanya untuk dinas", "en": "For official use only"}),
}
"""What the index pages say."""
