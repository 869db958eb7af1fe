"""The words of usage errors, questions and notices of the command line in Indonesian, by key."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS = {
    "usage.stopped": "dihentikan",
    "usage.moment": "ada {text}; seharusnya waktu dengan selisihnya, misalnya 2023-11-20T08:00+07:00",
    "usage.day": "ada {text}; seharusnya hari, misalnya 2024-02-14, 14/02/2024, atau '14 Februari 2024'",
    "usage.day_or_moment": "ada {text}; seharusnya hari, misalnya 2024-01-03, atau waktu seperti 2024-01-03T18:00",
    "usage.directory": "{path} adalah folder. Berikan nama berkas.",
    "usage.no_folder": "folder untuk {path} tidak ada. Buat dulu, atau berikan tempat lain.",
    "usage.stage_value": (
        "ada {pair}; seharusnya tahapan dan hari, misalnya final_list=2023-11-03; waktu, misalnya '2023-11-03 "
        "16:00'; hari pertama dan terakhir, misalnya 2023-11-03..2023-11-09; atau tahun suatu bagian, misalnya "
        "election_year=2025"
    ),
    "usage.holiday": "ada {pair}; seharusnya hari dan namanya, misalnya '2024-06-17=Idul Adha'",
    "usage.fact": "ada {pair}; seharusnya fakta dan nilainya, misalnya nation=wales",
}
