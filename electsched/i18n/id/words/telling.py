"""The words in which people are told of duties, changes and links, in Indonesian, by key."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS = {
    "telling.at_place": "{duty}, di {place}",
    "telling.change": "{kind}: {title}, {hours}",
    "telling.for_members": "{change} (untuk {members})",
    "telling.was": "{change} (semula: {before})",
    "telling.now_with": "{change} (kini: {team})",
    "telling.was_with": "{change} (semula: {team})",
    "telling.notice": "{change} [{tier}]",
    "telling.people": "{change} (jumlah orang: {people}, semula: {before})",
    "telling.reassigned": "Tidak lagi bertugas",
    "telling.released": "Tidak lagi bersama instansi Anda",
    "telling.edition": "Edisi {number}, {day} pukul {clock}",
    "telling.nothing": "Tidak ada perubahan yang perlu disampaikan.",
    "telling.marked": "Ditandai sudah disampaikan: perubahan sampai dengan edisi {number}, untuk {scope}.",
    "telling.duty": "- {hours}: {title}",
    "telling.no_duties": "- Belum ada tugas yang dijadwalkan.",
    "telling.no_link": "(belum ada alamat pribadi; tanyakan kepada satuan Anda)",
    "telling.announcement": (
        "Yth. {name},\n\nTugas Anda berikutnya dalam {operation}:\n{duties}\n\nHalaman dan kalender pribadi Anda:\n"
        "{link}\n\n{how}\n\nAlamat ini rahasia dan hanya untuk Anda. Mohon tidak diteruskan."
    ),
    "telling.change_message": (
        "Yth. {name},\n\nAda perubahan tugas Anda dalam {operation}:\n{changes}\n\nJadwal lengkap Anda:\n{link}"
    ),
    "telling.organisation": (
        "Yth. {name},\n\nHalaman dan kalender Anda dalam {operation}:\n{link}\n\n{how}\n\n"
        "Alamat ini rahasia dan hanya untuk Anda. Mohon tidak diteruskan."
    ),
    "telling.organisation_changes": (
        "Yth. {name},\n\nAda perubahan dalam {operation}:\n{changes}\n\nJadwal lengkap:\n{link}"
    ),
    "telling.how": (
        "Cara memasang di ponsel: buka alamat itu, lalu ketuk tombol langganan kalender. iPhone langsung menawarkan "
        "Berlangganan; di Android pakai Google Kalender atau aplikasi ICSx5. Cukup sekali, perubahan masuk sendiri."
    ),
    "announce.subject": "Untuk {name}",
    "announce.phone": "Telepon: {phone}",
    "announce.cards": "Kartu alamat pribadi",
    "announce.scan": "Pindai dengan kamera ponsel untuk membuka jadwal tugas Anda. Alamat ini hanya untuk Anda.",
    "announce.written": "Pesan yang ditulis ke {path}: {count}.",
    "announce.nobody": "Tidak ada yang perlu dikirimi pesan.",
    "announce.no_links": (
        "Saat ini tidak ada tautan pribadi yang berlaku: terbitkan dulu dengan --links dan --members; "
        "untuk waktu yang sudah lewat, lihat --at."
    ),
    "announce.all_told": "Semua sudah dikirimi pesan; --all menulisnya lagi.",
    "announce.messages": "Pesan",
    "announce.column.key": "NRP",
    "announce.column.name": "Nama",
    "announce.column.phone": "Telepon",
    "announce.column.whatsapp": "WhatsApp",
    "announce.column.link": "Tautan",
    "announce.column.message": "Pesan",
    "announce.marked": "Pesan yang ditandai sudah dikirim: {count}.",
    "announce.more_phones": "Nomor telepon lain yang tidak dapat dibaca: {count}",
    "announce.unlisted": "Regu tanpa daftar anggota yang harus diberi tahu: {count}; lihat electsched site changes",
    "announce.no_contact": "Satuan atau mitra yang kontaknya dalam rencana bukan nomor telepon: {count}",
    "announce.unnamed": "Orang yang namanya tidak ada dalam daftar anggota: {count}; lihat --members",
    "links.loses": "kehilangan alamat ini (berlaku sampai {end}; kalender di sana: {calendars})",
    "links.gets": "mendapat alamat baru (berlaku sampai {end}); kalendernya ada setelah penerbitan berikutnya",
    "links.same": "tetap memakai alamat yang berlaku",
    "links.none": "memang tidak punya alamat yang berlaku, dan tidak mendapat alamat sebelum `links grant`",
    "links.ask_revoke": "Cabut tautan ini?",
    "links.ask_grant": "Beri pembaca ini tautan?",
    "links.ask_rotate": "Ganti tautan ini?",
    "links.no_rows": "Belum ada: electsched publish RENCANA SITUS --links BERKAS membuat tautan pribadi.",
    "links.nothing": "Tidak ada yang diubah.",
    "links.done": "Selesai. Terbitkan agar situs disesuaikan.",
    "scope.all": "semua orang",
    "scope.unit": "satuan {key}",
    "scope.team": "regu {key}",
    "scope.member": "anggota {key}",
    "scope.partner": "mitra {key}",
    # --- addresses that ended ---
    "ended.revoked": "ALAMAT DICABUT",
    "ended.revoked_advice": "mintalah alamat yang baru",
    "ended.revoked_text": (
        "Alamat kalender ini dicabut dan jadwalnya tidak diperbarui lagi. Mintalah alamat yang baru: {operation}."
    ),
    "ended.expired": "ALAMAT BERAKHIR",
    "ended.expired_advice": "hapuslah langganan ini",
    "ended.expired_text": "Masa berlaku alamat kalender ini telah berakhir. Tanyakan kepada: {operation}.",
    # --- events that are cancelled ---
    "withdrawn.cancelled": "BATAL",
    "withdrawn.cancelled_reason": "Dibatalkan dan tidak berlaku lagi.",
    "withdrawn.reassigned": "BUKAN LAGI TUGAS ANDA",
    "withdrawn.reassigned_reason": "Ini bukan lagi tugas Anda; sudah dialihkan.",
}
