"""The help of the commands that show and assign duties in Indonesian, by its English text."""

from __future__ import annotations

__all__ = ["SENTENCES"]

SENTENCES = {
    "Show and assign duties, and show the people needed and present.": (
        "Menampilkan dan membagi dinas; kebutuhan dan kekuatan."
    ),
    "Assign duties to people by name, as fairly as possible.": "Membagi dinas per nama, seadil mungkin.",
    (
        "Posts that share teams are one pool, and its people take turns. With --output it writes the duties: the "
        "planner's grid of people by days if the name ends in .csv or .xlsx, else JSON; `check` and `publish` take it "
        "with --roster. With --history rest and runs go on from an earlier roster, and its work counts for fairness. "
        "With --site the days that have begun stay as they were published. With --start a roster is made fairer, such "
        "as one in which a planner moved cells. Ctrl-C ends it with the rosters so far, and no file is written. The "
        "status is 1 if a pool has no roster."
    ): (
        "Pos yang berbagi regu menjadi satu kelompok, dan orangnya bergiliran. Dengan --output dinas ditulis: kisi "
        "orang per hari bila namanya berakhir .csv atau .xlsx, selain itu JSON; `check` dan `publish` menerimanya "
        "dengan --roster. Dengan --history istirahat dan dinas beruntun berlanjut dari jadwal terdahulu, dan dinasnya "
        "dihitung untuk keadilan. Dengan --site hari yang sudah dimulai tetap seperti diterbitkan. Dengan --start "
        "suatu jadwal dibuat lebih adil, misalnya setelah perencana memindahkan sel. Ctrl-C menghentikan pembagian "
        "dengan jadwal sejauh itu, dan tidak ada berkas yang ditulis. Status 1 bila suatu kelompok tidak berjadwal."
    ),
    "Go on from this earlier roster: a grid of people by days (XLSX or CSV), or duties (JSON).": (
        "Lanjutkan dari jadwal terdahulu ini: tabel orang per hari (XLSX atau CSV), atau daftar dinas (JSON)."
    ),
    "Go on from this roster by name, as --output writes it.": (
        "Lanjutkan dari jadwal per nama ini, seperti yang ditulis --output."
    ),
    "The seed of random choices.": "Benih pilihan acak.",
    "The work that may be done, about seconds; the same work gives the same roster.": (
        "Banyaknya kerja yang boleh dilakukan, kira-kira dalam detik; kerja yang sama memberi jadwal yang sama."
    ),
    "Write the totals of each person (CSV or XLSX).": "Tulis jumlah dinas setiap orang (CSV atau XLSX).",
    "Show the people that a plan needs, by phase, unit and agency.": (
        "Menampilkan kebutuhan orang menurut tahap, satuan, dan instansi."
    ),
    "Write the days as a picture (SVG).": "Tulis hari-harinya sebagai gambar (SVG).",
    "List the named rotating patterns, or print one as TOML.": (
        "Menampilkan pola giliran, atau mencetak satu sebagai TOML."
    ),
    (
        "Without NAME it lists each pattern with its hours, rest and free weekends. With NAME it prints that pattern "
        "as a plan file has it."
    ): (
        "Tanpa NAMA: setiap pola dengan jam dinas, istirahat, dan akhir pekan bebas. Dengan NAMA: pola itu seperti "
        "dalam berkas rencana."
    ),
    "People in each shift.": "Jumlah orang dalam setiap sesi.",
    "Compare the strength of each unit with the need of each phase.": (
        "Membandingkan kekuatan setiap satuan dengan kebutuhan setiap tahap."
    ),
    "Write the report as a page to be printed (HTML).": "Tulis laporan sebagai halaman untuk dicetak (HTML).",
    "Fill the places of absent people, and those of a changed plan.": (
        "Mengisi tempat orang yang tidak hadir, dan tempat dari rencana yang berubah."
    ),
    (
        "The roster changes as little as possible: what has begun stays; then fewest places are empty, then fewest "
        "days of others change, then the duties are fair. It shows who changes, with the notice in clear days, and the "
        "records that would be added to the plan; --write adds them. With --roster, or if the plan names a roster, it "
        "repairs that one: give --output for the new one. The status is 1 if a place stays empty."
    ): (
        "Jadwal berubah sesedikit mungkin: yang sudah dimulai tetap; lalu tempat kosong paling sedikit, hari orang "
        "lain yang berubah paling sedikit, dan pembagian adil. Ditampilkan siapa yang berubah, dengan pemberitahuan "
        "dalam hari bersih, dan catatan yang akan ditambahkan ke rencana; --write menambahkannya. Dengan "
        "--roster, atau bila rencana menunjuk jadwal, jadwal itulah yang diperbaiki: berikan --output untuk yang baru. "
        "Status 1 bila ada tempat yang kosong."
    ),
    "The roster by name that holds, as a grid (CSV or XLSX).": (
        "Jadwal menurut nama yang berlaku, sebagai tabel orang per hari (CSV atau XLSX)."
    ),
    "Keep the duties that have begun at this time, with an offset.": (
        "Pertahankan dinas yang sudah dimulai pada waktu ini, dengan selisih zona."
    ),
    "A member who is absent, and the first and the last day; may be repeated.": (
        "Anggota yang tidak hadir, hari pertama, dan hari terakhir; boleh diulang."
    ),
    "Write the totals of each person before and after (CSV or XLSX).": (
        "Tulis jumlah dinas setiap orang sebelum dan sesudahnya (CSV atau XLSX)."
    ),
    "Draw the totals of each person before and after (SVG).": (
        "Gambar jumlah dinas setiap orang sebelum dan sesudahnya (SVG)."
    ),
    "Write the repaired roster as a grid (CSV or XLSX).": (
        "Tulis jadwal yang diperbaiki sebagai tabel orang per hari (CSV atau XLSX)."
    ),
    "The day of the decision; today by default. Duties before a given day stay, as those before --at.": (
        "Hari keputusan; bila tidak disebut, hari ini. Dinas sebelum hari yang disebut tetap, juga yang sebelum --at."
    ),
    "Add the records to the plan.": "Tambahkan catatannya ke rencana.",
    "Show who takes the places of somebody absent.": "Menampilkan siapa yang mengisi dinas orang yang tidak hadir.",
    (
        "OFFICER is absent from the FIRST day to the LAST. Officers who are off take the places. If they cannot take "
        "all, others move as well, which needs the extra 'solver' for the proof that no repair changes fewer days. "
        "With --output it writes the new roster as JSON. The status is 1 if a place is left empty."
    ): (
        "PETUGAS tidak hadir dari hari AWAL sampai AKHIR. Petugas yang bebas mengisi tempatnya. Bila tidak cukup, "
        "yang lain ikut berpindah; bukti bahwa tidak ada perbaikan yang mengubah lebih sedikit hari perlu paket "
        "tambahan 'solver'. Dengan --output jadwal baru ditulis sebagai JSON. Status 1 bila ada tempat yang kosong."
    ),
    "The day of the decision; it and earlier days do not change.": (
        "Hari keputusan; hari itu dan hari sebelumnya tidak berubah."
    ),
    "Write duties as a table, as data or as a calendar.": "Menulis dinas sebagai tabel, data, atau kalender.",
    (
        "They are those of a unit, post, team, partner or member; all but events and calendars take the whole plan too."
    ): "Dinas satuan, pos, regu, mitra, atau anggota; semua bentuk selain acara dan kalender juga seluruh rencana.",
    "The key of a unit: the duties of its posts.": "Kunci satuan: dinas di pos-posnya.",
    "The key of a partner: the part of the duties that it may see.": "Kunci mitra: bagian dinas yang boleh dilihatnya.",
    (
        "Rows of people and duties, a workbook, a picture of loads, a picture of people by days, a page with both for "
        "print, the events as rows or data, or a calendar."
    ): (
        "Baris orang dan dinas, buku kerja, gambar beban tugas, gambar orang per hari, halaman cetak berisi "
        "keduanya, acara sebagai baris atau data, atau kalender."
    ),
    "With csv or xlsx: people by days instead of rows.": "Dengan csv atau xlsx: orang per hari, bukan baris.",
    "With csv, xlsx or svg: hours, nights, weekends, holidays by team and person.": (
        "Dengan csv, xlsx, atau svg: jam, malam, akhir pekan, hari libur per regu dan orang."
    ),
    "Find a roster for a problem in JSON, with its bound.": "Mencari jadwal untuk soal dalam JSON, dengan batasnya.",
    (
        "Without weights the roster is as fair as possible; with weights it is as cheap as possible, which needs the "
        "extra 'solver'. Ctrl-C ends the search with the best roster so far. With --output it writes the solution as "
        "JSON."
    ): (
        "Tanpa bobot jadwalnya seadil mungkin; dengan bobot semurah mungkin, dan perlu paket tambahan 'solver'. Ctrl-C "
        "mengakhiri pencarian dengan jadwal terbaik sejauh ini. Dengan --output solusinya ditulis sebagai JSON."
    ),
    "Go on from the roster of this solution (JSON).": "Lanjutkan dari jadwal dalam solusi ini (JSON).",
    "Stop after these seconds; then another run may give another roster.": (
        "Berhenti setelah sekian detik; hasilnya dapat berbeda bila dijalankan lagi."
    ),
    "Show who could stand in at a duty.": "Menampilkan siapa yang dapat menggantikan suatu dinas.",
    "They are free, rested and in the right role; those with the fewest hours so far come first.": (
        "Mereka bebas tugas, cukup istirahat, dan sesuai perannya; yang paling sedikit jam dinasnya di atas."
    ),
    "Show those with an obstacle too.": "Tampilkan juga yang berhalangan.",
}
