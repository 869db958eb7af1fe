"""The words of the command line in Indonesian, by key: columns and cells of tables, and sentences on laws."""

from __future__ import annotations

from electsched.i18n.commands.answers.id import WORDS as ANSWER_WORDS
from electsched.i18n.commands.usage.id import WORDS as USAGE_WORDS

__all__ = ["WORDS"]

WORDS = {
    "error.error": "galat",
    "column.stage": "tahapan",
    "column.name": "nama",
    "column.first_day": "hari pertama",
    "column.last_day": "hari terakhir",
    "column.status": "status",
    "column.part": "bagian",
    "column.official": "resmi",
    "column.law_sets": "aturan hukum",
    "column.lawful": "yang sah",
    "column.days": "hari",
    "column.verdict": "hasil",
    "column.provision": "ketentuan",
    "column.earliest": "paling awal",
    "column.latest": "paling akhir",
    "column.day": "hari",
    "stage_status.confirmed": "ditetapkan",
    "stage_status.scheduled": "terjadwal",
    "stage_status.open": "terbuka",
    "stage_status.tentative": "sementara",
    "stage_status.unresolved": "belum jelas",
    "stage_status.undated": "tanpa tanggal",
    "stage_status.not_held": "tidak diadakan",
    "stage_status.suspended": "ditangguhkan",
    "stage_status.resumed": "dilanjutkan",
    "stage_status.postponed": "ditunda",
    "stage_status.cancelled": "dibatalkan",
    "stage_status.superseded": "digantikan",
    "stage_status.annulled": "dinyatakan batal",
    "stage_part.start": "awal",
    "stage_part.end": "akhir",
    "law_sets.fixed": "pasti",
    "law_sets.latest": "paling lambat",
    "law_sets.earliest": "paling awal",
    "law_sets.range": "rentang",
    "law_sets.falls": "hari tertentu",
    "law_sets.open": "terbuka",
    "law_sets.together": "bersama-sama",
    "verdict.equal": "sama",
    "verdict.lawful": "sah",
    "verdict.unlawful": "tidak sah",
    "verdict.no_rule": "tanpa aturan",
    "verdict.conflict": "bertentangan",
    "verdict.unknown": "tidak diketahui",
    "year.known": "diketahui",
    "year.estimated": "perkiraan",
    "year.missing": "tidak ada",
    "range.between": "{earliest} s.d. {latest}",
    "range.from": "mulai {earliest}",
    "range.by": "paling lambat {latest}",
    "range.start": "awal {days}",
    "law.estimated_years": "hari libur s.d. hari ini adalah perkiraan; periksalah",
    "law.no_date": "tidak ada tanggal yang diketahui; berikan dengan --polling atau --given",
    "law.without_date": "tanpa tanggal, atau tidak diadakan: {stages}",
    "law.gaps": "{stage} tidak berlangsung pada {days}",
    "law.broken": "tidak sah: {stage} pada {date} melanggar '{rule}' ({law})",
    "law.estimated": "sementara, karena hari libur pada tahunnya belum diketahui: {stages}",
    "law.given_facts": "diberikan, dan tidak dihitung dari tanggal: {facts}",
    "law.dropped": "tanggal resmi yang dikesampingkan, karena bergantung pada tanggal yang diubah: {stages}",
    "law.no_official_date": "tidak ada tanggal resmi yang diketahui; berikan suatu pemilihan, misalnya id/general-2024",
    "law.same_subject": "subjek yang sama dua kali; berikan subjek lain, atau tanggal, misalnya --polling 2029-02-14",
    "law.impossible": "mustahil; semua ini saling bertentangan, dan tanpa salah satunya tidak lagi:",
    "law.not_bounded": "tidak ada yang dibatasi; berikan tanggal, misalnya --polling 2029-02-14",
    "law.unread": "dikesampingkan, di luar tahun yang diketahui: {provision}",
    "law.holidays": "{statute}, {year}: {state} ({source})",
    "words.added": "{path}: {count} teks ditambahkan; terjemahkan",
    "words.added_below": "Ditambahkan setelah pembaruan: terjemahkan teks di bawah ini.",
    "words.current": "{path}: tidak ada teks yang kurang",
    "words.optional": (
        "Tabel 'errors' dan 'help' boleh tidak ada: kalimat yang tidak ada di situ tetap dalam bahasa Inggris."
    ),
    "words.translate": "Terjemahkan teks di sebelah kanan. Pertahankan penanda dalam kurung kurawal; urutannya bebas.",
    "words.unused": "{count} kunci tidak dipakai lagi; hapuslah:",
    "words.started": "{path}: kata-kata untuk diterjemahkan; electsched site words {file} --check",
    "words.complete": "{path}: semua kata untuk bahasa {language}",
    "words.english": "{count} kalimat galat dan bantuan tetap dalam bahasa Inggris",
    "law.new": "{path}: undang-undang untuk memulai; electsched law check {file}",
    "law.laid_out": "{path}: sudah dalam tata letak baku",
    "law.not_laid_out": "{path}: belum dalam tata letak baku; electsched law format {file}",
    "law.now_laid_out": "{path}: dirapikan ke tata letak baku",
    "law.fault": "kesalahan: {fault}",
    "law.remark": "catatan: {fault}",
    "law.no_fault": "tanpa kesalahan",
    "past.differences": (
        "Tugas yang sudah dimulai berbeda dari rencana: {count} ({duties}). "
        "Tugas itu tetap seperti yang diterbitkan; terbitkan dengan --correct-past untuk menuliskannya kembali."
    ),
    "past.set_back": (
        "Situs ini sudah diterbitkan pada waktu yang lebih kemudian, {moment}. "
        "Tugas yang saat itu sudah dimulai tetap; terbitkan dengan --correct-past jika waktu itu salah."
    ),
    # --- answers of commands on plans, sites and links ---
    **ANSWER_WORDS,
    # --- usage errors, questions and notices ---
    **USAGE_WORDS,
}
