"""The help of the commands that change rosters and private links in Indonesian, by its English text."""

from __future__ import annotations

__all__ = ["SENTENCES"]

SENTENCES = {
    # --- changes ---
    "Change a roster: people, posts, teams and single duties.": "Mengubah jadwal: orang, pos, regu, dan satu dinas.",
    "The command role that decided it.": "Jabatan komando yang memutuskannya.",
    "The reason; it is in no calendar.": "Alasannya; tidak dimuat dalam kalender.",
    "The day of the decision; today by default.": "Hari keputusan; bila tidak disebut, hari ini.",
    "It may change duties that have begun, to say how they took place.": (
        "Boleh mengubah dinas yang sudah dimulai, untuk mencatat pelaksanaannya."
    ),
    "Write the record without asking.": "Tulis catatannya tanpa bertanya.",
    "Record that somebody is absent.": "Mencatat bahwa seseorang tidak hadir.",
    "The member who is absent.": "Anggota yang tidak hadir.",
    "The team some of whose people are absent.": "Regu yang sebagian orangnya tidak hadir.",
    "How many people of the team.": "Berapa orang dari regu itu.",
    "The first day, or moment such as 2024-01-03T18:00.": "Hari pertama, atau waktu seperti 2024-01-03T18:00.",
    "The last day, or the first moment after it; by default the day of the start.": (
        "Hari terakhir, atau waktu pertama sesudahnya; bila tidak disebut, hari mulainya."
    ),
    "The kind of the absence.": "Jenis ketidakhadiran.",
    "Grant leave under a leave embargo.": "Beri cuti dalam masa larangan cuti.",
    "Record that a member stands in for another.": "Mencatat bahwa seorang anggota menggantikan yang lain.",
    "The first day.": "Hari pertama.",
    "The last day; the first by default.": "Hari terakhir; bila tidak disebut, hari pertama.",
    "Only at this post.": "Hanya di pos ini.",
    "Only in this shift.": "Hanya dalam sesi ini.",
    "Record that two teams, or two members, exchange duties.": (
        "Mencatat bahwa dua regu, atau dua anggota, tukar dinas."
    ),
    "The line of a duty is named if several lines have the shift.": (
        "Baris suatu dinas disebut bila beberapa baris memiliki sesi itu."
    ),
    "Only these two members exchange the duties.": "Hanya kedua anggota ini yang bertukar.",
    "Change a post, or the strength of a team, from a day on.": (
        "Mengubah pos, atau kekuatan regu, mulai hari tertentu."
    ),
    "Change the number of people of this team, and no post.": "Ubah jumlah orang regu ini, bukan pos.",
    "The first day on which it holds.": "Hari pertama berlakunya.",
    "The teams, separated by spaces; a bar between lines: 'a b|c'.": (
        "Regu-regunya, dipisahkan spasi; garis tegak di antara baris: 'a b|c'."
    ),
    "The pattern.": "Polanya.",
    "The windows, separated by spaces; empty if it ends.": (
        "Masa pengamanannya, dipisahkan spasi; kosong bila berakhir."
    ),
    "The partners, separated by spaces.": "Mitranya, dipisahkan spasi.",
    "How many people: in each shift of the post, or of the team at a time.": (
        "Berapa orang: dalam setiap sesi pos, atau dari regu pada satu waktu."
    ),
    "Begin the cycle anew on that day.": "Mulai siklus dari awal pada hari itu.",
    "Bring a new post, which is manned from a day on.": "Menambah pos baru, yang dijaga mulai hari tertentu.",
    "Its name for people.": "Namanya untuk dibaca orang.",
    "The unit that mans it.": "Satuan yang menjaganya.",
    "Its kind, such as office, warehouse or rally.": "Jenisnya: office (kantor), warehouse (gudang), rally (kampanye).",
    "Its address.": "Alamatnya.",
    "Add a single duty of a team.": "Menambah satu dinas untuk regu.",
    "How many people of the team; those of the shift by default.": (
        "Berapa orang dari regu; bila tidak disebut, sebanyak dalam sesi."
    ),
    "A key that is no line of the pattern; extra by default.": (
        "Kunci yang bukan baris pola; bila tidak disebut, extra."
    ),
    "Cancel a single duty, in one line or all.": "Membatalkan satu dinas, dalam satu baris atau semua.",
    "List the changes, and who decided each.": "Menampilkan perubahan dan siapa yang memutuskannya.",
    # --- private links ---
    "Keep the private links of a site, each for one reader.": "Mengelola tautan pribadi situs, satu per pembaca.",
    "Write an empty registry for the site of a plan.": "Menulis berkas catatan kosong untuk situs suatu rencana.",
    "List the private links. Give each to its reader alone.": (
        "Menampilkan tautan pribadi. Berikan masing-masing hanya kepada pembacanya."
    ),
    "The day of a last word is that until which an address that ended says so.": (
        "Hari pesan terakhir adalah batas alamat yang sudah berakhir memberitahukan hal itu."
    ),
    "Change the link without asking.": "Ubah tautannya tanpa bertanya.",
    "Let the old address end at once, as after a leak.": "Akhiri alamat lama seketika, misalnya setelah bocor.",
    "Revoke a link; the reader gets none before `links grant`.": (
        "Mencabut tautan; pembacanya tidak mendapat yang baru sebelum `links grant`."
    ),
    "For the days of grace of the plan its calendars say that the address was revoked.": (
        "Selama hari tenggang rencana, kalendernya menyatakan bahwa alamat itu dicabut."
    ),
    "Give a reader whose link was revoked a new one.": "Memberi tautan baru kepada pembaca yang tautannya dicabut.",
    "Replace a link by a new one, for the same reader.": "Mengganti tautan dengan yang baru, untuk pembaca yang sama.",
    "List which calendar named which member, and when.": (
        "Menampilkan kalender mana menyebut anggota mana, dan kapan."
    ),
}
