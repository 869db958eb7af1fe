"""The words by which people fill in lists, in Indonesian, by key: every spelling in small letters, commas between."""

from __future__ import annotations

__all__ = ["READING"]

READING = {
    # --- headings of the columns of a list of people ---
    "heading.key": (
        "nrp, nip, nrp/nip, nip/nrp, no nrp, nomor nrp, nomor induk, no induk, nomor pegawai, nomor anggota, no anggota"
    ),
    "heading.team": "regu, tim, kelompok, nama regu, nama tim, kode regu, regu/tim",
    "heading.name": "nama, nama lengkap, nama dan gelar, nama personel, nama personil, nama anggota, nama petugas",
    "heading.rank": "pangkat, pangkat/golongan, pangkat/gol",
    "heading.phone": (
        "no hp, nomor hp, hp, no hp/wa, no wa, nomor wa, wa, whatsapp, no telp, no telepon, nomor telepon, "
        "telepon, telp, no telp/hp, no hp/telp, telp/hp, hp/wa, nomor hp/wa, handphone, no handphone"
    ),
    "heading.roles": "peran",
    "heading.language": "bahasa",
    "heading.note": "keterangan, ket, catatan",
    "heading.barred_posts": (
        "tidak boleh di, tidak boleh di pos, tidak boleh bertugas di, tidak boleh dinas di, dilarang di, "
        "dikecualikan dari pos, pos terlarang"
    ),
    "heading.caps": "batas sesi, sesi paling banyak, batas dinas per sesi, batas shift, maksimal sesi",
    "heading.least_hours": (
        "jam paling sedikit, jam minimal, jam minimum, jam dinas paling sedikit, jam kerja minimal, min jam"
    ),
    "heading.most_hours": (
        "jam paling banyak, jam maksimal, jam maksimum, jam dinas paling banyak, jam kerja maksimal, maks jam"
    ),
    "heading.days_off": "minta libur, permintaan libur, permohonan libur, mohon libur, minta lepas, minta bebas",
    "heading.days_on": "minta dinas, permintaan dinas, permohonan dinas, mohon dinas, minta jaga, minta piket",
    # --- a heading of rank and number in one column ---
    "heading.beside_number": "pangkat, pkt",
    "heading.beside_rank": "nrp, nip, nrp/nip, nip/nrp",
    "heading.and": "dan",
    # --- rows and cells of lists ---
    "row.team": "regu, tim, kelompok",
    "row.people": "orang, org, personel, personil, pers",
    "row.total": "jumlah, jml, sub jumlah, subjumlah, sub jml",
    "cell.until": "s.d., s.d, sd., sd",
}
