"""The words of pages and printouts in Indonesian, by key."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS = {
    "page.units": "Satuan",
    "page.posts": "Pos",
    "page.teams": "Regu",
    "page.my_duties": "Jadwal tugas saya",
    "page.board": "Papan jadwal tugas",
    "page.subscribe": "Langganan kalender",
    "page.refresh": (
        "Aplikasi kalender memuat ulang setiap {hours} jam; Google Kalender setiap 4 sampai 24 jam. Perubahan "
        "mendadak disampaikan juga dengan cara lain."
    ),
    "page.split": (
        "Sebagian kalender terlalu besar bagi aplikasi kalender (lebih dari 1 MB) dan dibagi per bulan. "
        "Berlanggananlah pada bulan yang Anda perlukan. Alamat tanpa bulan hanya memuat satu pemberitahuan untuk "
        "tiap bulan: siapa yang sudah berlangganan di sana perlu berlangganan lagi pada bulan-bulannya."
    ),
    "page.open_in_app": "Buka di aplikasi kalender",
    "page.copy": "Salin alamat",
    "page.copied": "Tersalin",
    "page.qr": "Kode QR",
    "page.how": "Cara berlangganan",
    "page.google": "Di komputer: calendar.google.com, Kalender lain, tanda tambah, Dari URL, tempel alamat https.",
    "page.apple": "iPhone dan iPad: ketuk tautan webcal, Berlangganan. Mac: Kalender, File, Langganan Kalender Baru.",
    "page.outlook": "Kalender, Tambahkan kalender, Berlangganan dari web, tempel alamat https.",
    "page.thunderbird": "Kalender Baru, Di Jaringan, tempel alamat https.",
    "page.android": "Dengan aplikasi ICSx5: tanda tambah, tempel alamat https. Atau lewat Google Kalender di komputer.",
    "page.keep_secret": "Alamat ini rahasia dan hanya untuk Anda. Jangan diteruskan; bila tersebar, minta yang baru.",
    "page.today": "Hari ini",
    "page.months": "Bulan demi bulan",
    "page.coverage": "Keterisian",
    "page.coverage_how": "Orang yang bertugas dari yang dibutuhkan, menurut pos dan hari.",
    "page.back": "Kembali ke daftar kalender",
    "page.sheet": "Lembar tugas",
    "page.card": "Kartu tugas",
    "page.name": "Nama",
    "page.signature": "Tanda tangan",
    "page.place": "Tempat",
    "page.event": "acara",
    "page.events": "acara",
    "page.picture": "Tahapan dalam gambar",
    "page.table": "Tahapan dalam tabel",
    "page.stage": "Tahapan",
    "page.first_day": "Hari pertama",
    "page.last_day": "Hari terakhir",
    "page.provision": "Ketentuan",
    "page.no_later": "paling lambat",
    "page.not_firm": "belum pasti",
    "page.provisional": "Belum pasti: hari libur tahun-tahun ini baru perkiraan, dan tanggalnya dapat bergeser.",
    "page.published": "Terakhir berubah",
    "page.each_unit": "Setiap satuan punya halaman sendiri, dengan kalender satuan itu, pos dan regunya.",
    "page.find": "Cari satuan",
    "page.found": "ditemukan",
    "page.windows": "Masa pengamanan",
    "page.window": "Masa",
    "page.declared": "Hari yang dinyatakan",
    "page.findings": "Perlu diketahui",
    "page.musters": "Apel gelar pasukan",
    "page.conduct": "Netralitas",
    "page.internal": "Hanya untuk dinas",
}
