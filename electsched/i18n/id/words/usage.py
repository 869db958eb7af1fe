"""The words of usage errors, questions and notices of the command line in Indonesian, by key."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS = {
    "usage.stopped": "dihentikan",
    "usage.moment": "{text}; seharusnya waktu dengan selisihnya, misalnya 2023-11-20T08:00+07:00",
    "usage.day": "{text}; seharusnya hari, misalnya 2024-02-14, 14/02/2024, atau '14 Februari 2024'",
    "usage.day_or_moment": "{text}; seharusnya hari, misalnya 2024-01-03, atau waktu seperti 2024-01-03T18:00",
    "usage.directory": "{path} adalah folder. Berikan nama berkas.",
    "usage.no_folder": "folder untuk {path} tidak ada. Buat dulu, atau berikan tempat lain.",
    "usage.stage_value": (
        "{pair}; seharusnya tahapan dan hari, misalnya final_list=2023-11-03; waktu, misalnya '2023-11-03 "
        "16:00'; hari pertama dan terakhir, misalnya 2023-11-03..2023-11-09; atau tahun suatu bagian, misalnya "
        "election_year=2025"
    ),
    "usage.holiday": "{pair}; seharusnya hari dan namanya, misalnya '2024-06-17=Idul Adha'",
    "usage.fact": "{pair}; seharusnya fakta dan nilainya, misalnya nation=wales",
    "usage.plan_options": "{subject} adalah rencana, yang memuat tanggal dan alamatnya sendiri. Hapus opsi untuk itu.",
    "usage.changes_file": "{path}; seharusnya berkas yang berakhir .txt, .csv, atau .json",
    "usage.both_links": "--links mempertahankan tautan pribadi, dan --without-links mengakhirinya. Berikan salah satu.",
    "usage.until": "--until mendahului --day.",
    "usage.no_post": "Tidak ada pos itu.",
    "usage.no_member": "Tidak ada anggota itu; berikan daftar anggota dengan --members.",
    "usage.fairness": "--fairness untuk seluruh rencana; hapus --grid dan pemiliknya.",
    "usage.picture_form": "--format svg adalah gambar beban tugas; tambahkan --fairness.",
    "usage.grid_form": "--grid hanya untuk --format csv atau xlsx.",
    "usage.fairness_form": "--fairness hanya untuk --format csv, xlsx, atau svg.",
    "usage.one_owner": "Berikan paling banyak satu dari {options}.",
    "usage.partner_grid": "Mitra tidak melihat nama orang; hapus --grid.",
    "usage.partner_people": "Mitra tidak melihat nama orang; pilih bentuk lain.",
    "usage.page_owner": "--format html untuk satuan atau seluruh rencana; hapus --grid dan pemilik lain.",
    "usage.not_written": "Tidak ada yang ditulis. Berikan --yes untuk menambah catatan tanpa pertanyaan.",
    "usage.not_changed": "Tidak ada yang diubah. Berikan --yes untuk mengubah tautan tanpa pertanyaan.",
    "usage.cards_of_changes": "Kartu dengan kode QR tidak memuat perubahan. Hapus --changes, atau pilih bentuk lain.",
    "usage.yes": "y ya yes",
    "usage.no": "t tidak n no",
    "usage.choice": "[y/T]",
    "usage.answer": "jawab dengan salah satu: {answers}",
    "usage.last_day": "Hari terakhir mendahului hari pertama.",
    "usage.contacts_in_plan": "Nama dan kontak satuan dan mitra ada dalam rencana. Berikan dengan --plan.",
    "usage.scope_of_members": "--for hanya untuk pesan kepada anggota. Hapus opsi itu.",
    # --- values of options, each one word ---
    "choice.unit": "satuan",
    "choice.partner": "mitra",
    "choice.personal": "anggota",
    "choice.team": "regu",
    "choice.member": "anggota",
    "choice.members": "anggota",
    "choice.units": "satuan",
    "choice.partners": "mitra",
    "choice.text": "teks",
    "choice.bars": "batang",
    "choice.days": "hari",
    "choice.events": "acara",
    "choice.leave": "cuti",
    "choice.sick": "sakit",
    "choice.detached": "BKO",
    "choice.course": "pendidikan",
    "choice.statute": "hukum",
    "choice.election": "pemilihan",
    "choice.plan": "rencana",
    "choice.timeline": "jadwal",
    "choice.problem": "soal",
    "choice.solution": "penyelesaian",
}
