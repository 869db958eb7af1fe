"""The frame of every error, and the causes that an operating system gives, in Indonesian."""

from __future__ import annotations

__all__ = ["TEMPLATES"]

TEMPLATES = {
    "found {found}; expected {expected}": "ditemukan {found}; seharusnya {expected}",
    "{indent}^ character {number}": "{indent}^ karakter ke-{number}",
    "{name} ({module}, line {number})": "{name} ({module}, baris {number})",
    "one of {names}": "salah satu dari {names}",
    "no {kind}: there are none": "tidak ada {kind}: belum ada satu pun",
    "{key}, who was never in the list of members": "{key}, yang tidak pernah ada dalam daftar personel",
    "a member, such as {names}": "seorang personel, misalnya {names}",
    "standard output": "keluaran standar",
    # Causes of the operating system.
    "no such file or directory": "berkas atau folder yang tidak ada",
    "permission denied": "izin ditolak",
    "operation not permitted": "tindakan yang tidak diizinkan",
    "a file that exists": "berkas yang sudah ada",
    "a path component that is not a directory": "bagian alamat berkas yang bukan folder",
    "a directory": "folder",
    "a directory that is not empty": "folder yang tidak kosong",
    "no space left on the device": "ruang penyimpanan yang habis",
    "disk quota exceeded": "kuota penyimpanan yang terlampaui",
    "a file too large for the device": "berkas yang terlalu besar untuk penyimpanan",
    "a read-only file system": "sistem berkas yang hanya dapat dibaca",
    "an input/output error of the device": "galat masukan/keluaran pada perangkat",
    "a file name that is too long": "nama berkas yang terlalu panjang",
    "a loop of symbolic links": "tautan simbolis yang berputar",
    "too many open files": "terlalu banyak berkas yang terbuka",
    "an address in use": "alamat yang sedang dipakai",
}
