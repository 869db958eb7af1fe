"""The words that calendars and pages use besides those of the plan and the law."""

from __future__ import annotations

from electsched.i18n.text import Text

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
    "my duties": Text({"id": "Jadwal tugas saya", "en": "My duties"}),
    "board": Text({"id": "Papan jadwal tugas", "en": "Duty board"}),
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
    "what moved": Text({"id": "Perubahan jadwal", "en": "What moved"}),
    "new": Text({"id": "Baru", "en": "New"}),
    "moved": Text({"id": "Pindah waktu", "en": "Moved"}),
    "changed": Text({"id": "Berubah", "en": "Changed"}),
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
    "by month": Text({"id": "kini kalender tersendiri", "en": "now a calendar of its own"}),
    "why by month": Text(
        {
            "id": "Kalender ini terlalu besar bagi aplikasi kalender dan dibagi per bulan. "
            "Berlanggananlah pada kalender bulan ini:",
            "en": "This calendar is too large for calendar apps and is split by month. "
            "Subscribe to the calendar of this month:",
        }
    ),
    "muster": Text({"id": "Apel", "en": "Muster"}),
}
"""Single words and labels."""

PAGE_WORDS = {
    "language id": Text.same("Bahasa Indonesia"),
    "language en": Text.same("English"),
    "subscribe": Text({"id": "Langganan kalender", "en": "Subscribe"}),
    "refresh": Text(
        {
            "id": "Aplikasi kalender memuat ulang setiap {hours} jam; Google Kalender setiap 4 sampai 24 jam. "
            "Perubahan mendadak disampaikan juga dengan cara lain.",
            "en": "Calendar apps load it anew every {hours} hours; Google Calendar every 4 to 24 hours. Sudden changes "
            "are told by other means as well.",
        }
    ),
    "split": Text(
        {
            "id": "Sebagian kalender terlalu besar bagi aplikasi kalender (lebih dari 1 MB) dan dibagi per bulan. "
            "Berlanggananlah pada bulan yang Anda perlukan. Alamat tanpa bulan hanya memuat satu pemberitahuan untuk "
            "tiap bulan: siapa yang sudah berlangganan di sana perlu berlangganan lagi pada bulan-bulannya.",
            "en": "Some calendars are too large for calendar apps (more than 1 MB) and are split by month. "
            "Subscribe to the months that you need. The address without a month holds no more than one notice for each "
            "month: who subscribed to it before must subscribe again, to its months.",
        }
    ),
    "open in app": Text({"id": "Buka di aplikasi kalender", "en": "Open in the calendar app"}),
    "copy": Text({"id": "Salin alamat", "en": "Copy the address"}),
    "copied": Text({"id": "Tersalin", "en": "Copied"}),
    "qr": Text({"id": "Kode QR", "en": "QR code"}),
    "how": Text({"id": "Cara berlangganan", "en": "How to subscribe"}),
    "google": Text(
        {
            "id": "Di komputer: calendar.google.com, Kalender lain, tanda tambah, Dari URL, tempel alamat https.",
            "en": "On a computer: calendar.google.com, Other calendars, plus sign, From URL, paste the https address.",
        }
    ),
    "apple": Text(
        {
            "id": "iPhone dan iPad: ketuk tautan webcal, Berlangganan. Mac: Kalender, File, Langganan Kalender Baru.",
            "en": "iPhone and iPad: tap the webcal link, Subscribe. Mac: Calendar, File, New Calendar Subscription.",
        }
    ),
    "outlook": Text(
        {
            "id": "Kalender, Tambahkan kalender, Berlangganan dari web, tempel alamat https.",
            "en": "Calendar, Add calendar, Subscribe from web, paste the https address.",
        }
    ),
    "thunderbird": Text(
        {
            "id": "Kalender Baru, Di Jaringan, tempel alamat https.",
            "en": "New Calendar, On the Network, paste the https address.",
        }
    ),
    "android": Text(
        {
            "id": "Dengan aplikasi ICSx5: tanda tambah, tempel alamat https. Atau lewat Google Kalender di komputer.",
            "en": "With the app ICSx5: plus sign, paste the https address. Or through Google Calendar on a computer.",
        }
    ),
    "keep secret": Text(
        {
            "id": "Alamat ini rahasia dan hanya untuk Anda. Jangan diteruskan; bila tersebar, minta yang baru.",
            "en": "This address is secret and yours alone. Do not pass it on; if it got out, ask for a new one.",
        }
    ),
    "today": Text({"id": "Hari ini", "en": "Today"}),
    "months": Text({"id": "Bulan demi bulan", "en": "Month by month"}),
    "weekdays": Text({"id": "Sen Sel Rab Kam Jum Sab Min", "en": "Mon Tue Wed Thu Fri Sat Sun"}),
    "coverage": Text({"id": "Keterisian", "en": "Coverage"}),
    "coverage how": Text(
        {
            "id": "Orang yang bertugas dari yang dibutuhkan, menurut pos dan hari.",
            "en": "People on duty of those needed, by post and day.",
        }
    ),
    "day": Text({"id": "Hari", "en": "Day"}),
    "back": Text({"id": "Kembali ke daftar kalender", "en": "Back to the calendars"}),
    "sheet": Text({"id": "Lembar tugas", "en": "Duty sheet"}),
    "card": Text({"id": "Kartu tugas", "en": "Duty card"}),
    "hours": Text({"id": "Jam", "en": "Hours"}),
    "name": Text({"id": "Nama", "en": "Name"}),
    "signature": Text({"id": "Tanda tangan", "en": "Signature"}),
    "place": Text({"id": "Tempat", "en": "Place"}),
    "calendar": Text({"id": "Kalender", "en": "Calendar"}),
    "event": Text({"id": "acara", "en": "event"}),
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
    "each unit": Text(
        {
            "id": "Setiap satuan punya halaman sendiri, dengan kalender satuan itu, pos dan regunya.",
            "en": "Each unit has a page of its own, with the calendars of the unit, its posts and its teams.",
        }
    ),
    "find": Text({"id": "Cari satuan", "en": "Find a unit"}),
    "found": Text({"id": "ditemukan", "en": "found"}),
    "windows": Text({"id": "Masa pengamanan", "en": "Security windows"}),
    "window": Text({"id": "Masa", "en": "Window"}),
    "declared": Text({"id": "Hari yang dinyatakan", "en": "Declared days"}),
    "findings": Text({"id": "Perlu diketahui", "en": "Please note"}),
    "musters": Text({"id": "Apel gelar pasukan", "en": "Musters"}),
    "conduct": Text({"id": "Netralitas", "en": "Neutrality"}),
    "internal": Text({"id": "Hanya untuk dinas", "en": "For official use only"}),
}
"""What the index pages say."""
