"""The help of the command line in Indonesian, by its English text: each paragraph of a command, and each option."""

from __future__ import annotations

from electsched.i18n.help.changes.id import SENTENCES as CHANGE_SENTENCES

__all__ = ["SENTENCES"]

SENTENCES = {
    "Turn electoral law into calendars that people act on.": (
        "Mengubah hukum pemilu menjadi kalender untuk bertindak."
    ),
    # --- options that several commands share ---
    "A list (XLSX or CSV) of the people of the teams.": "Daftar (XLSX atau CSV) anggota regu.",
    "A list (XLSX or CSV) of the people of the teams, for their names.": (
        "Daftar (XLSX atau CSV) anggota regu, untuk nama mereka."
    ),
    "A list of the people of the teams.": "Daftar anggota regu.",
    "Keep the duties that have begun as this site has them.": (
        "Pertahankan dinas yang sudah dimulai seperti yang tercatat di situs ini."
    ),
    "Take the duties from this roster: a grid of people by days (XLSX or CSV), or duties (JSON).": (
        "Ambil dinas dari daftar ini: tabel orang menurut hari (XLSX atau CSV), atau dinas (JSON)."
    ),
    "With --site: as of this time, with an offset.": "Dengan --site: menurut waktu ini, dengan selisih waktunya.",
    "This time instead of the clock's, with an offset.": (
        "Waktu ini sebagai ganti jam komputer, dengan selisih waktunya."
    ),
    "Count with estimated holidays in years whose holidays are not known.": (
        "Hitung dengan perkiraan hari libur untuk tahun yang hari liburnya belum diketahui."
    ),
    "Language of the answer; by default that of the locale.": "Bahasa jawaban; bila tidak disebut, bahasa sistem.",
    "Answer as JSON.": "Jawab sebagai JSON.",
    "Write to this file instead of the terminal.": "Tulis ke berkas ini, bukan ke layar.",
    "Assume this polling day.": "Andaikan hari pemungutan suara ini.",
    "Assume these dates of a stage; may be repeated.": "Andaikan tanggal tahapan ini; boleh diulang.",
    "A fact on which the law depends; may be repeated.": "Fakta yang menentukan aturan hukum; boleh diulang.",
    "A further day not worked; may be repeated.": "Hari libur tambahan; boleh diulang.",
    "Holidays as known on this day.": "Hari libur menurut keadaan pada hari ini.",
    "Assume the latest lawful day of each date that is open.": (
        "Andaikan hari sah yang paling akhir untuk tanggal yang masih terbuka."
    ),
    "SUBJECT is an election or statute, such as id/general-2024, or a TOML file of one, or of a plan.": (
        "SUBJEK adalah pemilihan atau undang-undang, misalnya id/general-2024, atau berkas TOML-nya, atau rencana."
    ),
    "The key of a post.": "Kunci pos.",
    "The key of a team.": "Kunci regu.",
    "The key of a member.": "Kunci anggota.",
    "The key of a post; may be repeated.": "Kunci pos; boleh diulang.",
    "The key of a member; may be repeated.": "Kunci anggota; boleh diulang.",
    # --- plans ---
    "Write a plan to start from, with comments.": "Menulis rencana awal, dengan keterangan.",
    "PLAN is the new file, plan.toml unless stated. A file that exists is not replaced.": (
        "RENCANA adalah berkas baru, plan.toml bila tidak disebut. Berkas yang sudah ada tidak diganti."
    ),
    "Polling day of the general election of Indonesia that the plan is for. [default: that of 2024]": (
        "Hari pemungutan suara pemilu Indonesia yang direncanakan.  [bawaan: pemilu 2024]"
    ),
    "Check a plan, its roster and its strength.": "Memeriksa rencana, jadwal dinas, dan kekuatannya.",
    (
        "It lists duties that no team can fill, breaches of the rules of working time, and units without enough "
        "people. If PLAN is a statute, by its id or path, this is the command `law check`."
    ): (
        "Yang ditampilkan: dinas yang tidak dapat diisi regu mana pun, pelanggaran aturan jam dinas, dan satuan yang "
        "kekurangan orang. Bila RENCANA adalah undang-undang, perintah ini sama dengan `law check`."
    ),
    "Show the units with enough people too.": "Tampilkan juga satuan yang cukup orangnya.",
    "Show the security windows of a plan or an election.": "Menampilkan masa pengamanan rencana atau pemilihan.",
    (
        "SUBJECT is an election or statute, such as id/general-2024, or a TOML file of one, or of a plan. The windows "
        "of a plan are those of its operation; with --stage they are over stages of its election."
    ): (
        "SUBJEK adalah pemilihan atau undang-undang, misalnya id/general-2024, atau berkas TOML-nya, atau rencana. "
        "Masa pengamanan rencana adalah masa operasinya; dengan --stage, masa tahapan pemilihannya."
    ),
    "A stage of an election; may be repeated. [default: campaign]": (
        "Tahapan pemilihan; boleh diulang.  [bawaan: campaign]"
    ),
    "Days added before the first.": "Hari tambahan sebelum hari pertama.",
    "Days added after the last.": "Hari tambahan sesudah hari terakhir.",
    # --- laws ---
    "List the stages of an election with their dates.": "Menampilkan tahapan pemilihan dengan tanggalnya.",
    "Show the reason of each date of a stage.": "Menampilkan alasan setiap tanggal tahapan.",
    "Compare the official dates of an election with its law.": "Membandingkan tanggal resmi pemilihan dengan hukumnya.",
    "Show the earliest and latest lawful day of each stage.": (
        "Menampilkan hari sah paling awal dan paling akhir setiap tahapan."
    ),
    "Only some dates need be known, and no authority need have set any.": (
        "Cukup sebagian tanggal yang diketahui, dan belum perlu ada yang ditetapkan."
    ),
    "Show the differences of two timelines with their reasons.": (
        "Menampilkan perbedaan dua jadwal tahapan dan alasannya."
    ),
    (
        "OTHER is another SUBJECT, and the dates and facts given hold for both. Without it the same subject is taken "
        "twice, and they hold for the second alone, unless --then names dates or facts."
    ): (
        "LAIN adalah SUBJEK lain; tanggal dan fakta yang diberikan berlaku bagi keduanya. Tanpa LAIN, subjek yang sama "
        "dipakai dua kali, dan tanggal serta fakta hanya berlaku bagi yang kedua, kecuali --then menyebutnya."
    ),
    "A date or fact of the second alone; may be repeated.": "Tanggal atau fakta untuk yang kedua saja; boleh diulang.",
    "Write a calendar that shows old and new.": "Tulis kalender yang memuat tanggal lama dan baru.",
    "Write and check laws, list holidays, date many elections.": (
        "Menulis dan memeriksa hukum, hari libur, banyak pemilihan."
    ),
    "Answer each election of ROWS, a CSV file, with a line of JSON.": (
        "Menjawab setiap pemilihan dalam DAFTAR, berkas CSV, dengan satu baris JSON."
    ),
    "Processes that share the rows.": "Banyaknya proses yang membagi baris.",
    "Check a statute: its soundness and its cases.": "Memeriksa undang-undang: keutuhan dan contoh kasusnya.",
    "FILE is the path of a statute, or the id of a built-in one; an election stands for its statute.": (
        "BERKAS adalah berkas undang-undang, atau id yang tersedia; pemilihan mewakili undang-undangnya."
    ),
    "Bring statutes and elections into the standard layout.": "Merapikan berkas undang-undang dan pemilihan.",
    (
        "Tables and keys are put in order, and spacing and indentation are made uniform. Comments and meaning are kept."
    ): "Tabel dan kunci diurutkan, jarak dan inden diseragamkan. Keterangan dan makna tetap.",
    "Write nothing; the status is 1 if a file would change.": (
        "Jangan menulis apa pun; status 1 bila ada berkas yang akan berubah."
    ),
    "List the days of a year that are not worked, besides weekends.": (
        "Menampilkan hari libur dalam setahun, selain akhir pekan."
    ),
    "The holidays of a year are known, estimated or missing; the status is 1 if they are missing.": (
        "Hari libur suatu tahun diketahui, diperkirakan, atau tidak ada; status 1 bila tidak ada."
    ),
    "A fact on which the working days depend.": "Fakta yang menentukan hari kerja.",
    "Write a statute to start from, with comments.": "Menulis undang-undang awal, dengan keterangan.",
    "FILE is the new file, law.toml unless stated. A file that exists is not replaced.": (
        "BERKAS adalah berkas baru, law.toml bila tidak disebut. Berkas yang sudah ada tidak diganti."
    ),
    "The id of the law, such as my-country/my-election.": "Id hukum itu, misalnya my-country/my-election.",
    "The name of the election, for people.": "Nama pemilihan, untuk dibaca orang.",
    "The country whose holidays are not worked, such as ID.": "Negara yang hari liburnya dipakai, misalnya ID.",
    "The time zone of the law, such as Asia/Jakarta.": "Zona waktu hukum itu, misalnya Asia/Jakarta.",
    "Print the JSON Schema of a file, or of `timeline --json`.": (
        "Mencetak skema JSON suatu berkas, atau `timeline --json`."
    ),
    # --- rosters ---
    "Show and assign duties, and show the people needed and present.": (
        "Menampilkan dan membagi dinas; kebutuhan dan kekuatan."
    ),
    "Assign duties to people by name, as fairly as possible.": "Membagi dinas per nama, seadil mungkin.",
    (
        "Posts that share teams are one pool, and its people take turns. With --output it writes the duties: the "
        "planner's grid of people by days if the name ends in .csv or .xlsx, else JSON; `check` and `publish` take it "
        "with --roster. The status is 1 if a pool has no roster."
    ): (
        "Pos yang berbagi regu menjadi satu kelompok, dan orangnya bergiliran. Dengan --output dinas ditulis: kisi "
        "orang per hari bila namanya berakhir .csv atau .xlsx, selain itu JSON; `check` dan `publish` menerimanya "
        "dengan --roster. Status 1 bila suatu kelompok tidak berjadwal."
    ),
    "The seed of random choices.": "Benih pilihan acak.",
    "The work that may be done, about seconds; the same work gives the same roster.": (
        "Banyaknya kerja yang boleh dilakukan, kira-kira dalam detik; kerja yang sama memberi jadwal yang sama."
    ),
    "Write the totals of each person (CSV).": "Tulis jumlah dinas setiap orang (CSV).",
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
        "records that would be added to the plan; --write adds them. With --roster it repairs a roster by name: give "
        "--output for the new one. The status is 1 if a place stays empty."
    ): (
        "Jadwal berubah sesedikit mungkin: yang sudah dimulai tetap; lalu tempat kosong paling sedikit, hari orang "
        "lain yang berubah paling sedikit, dan pembagian adil. Ditampilkan siapa yang berubah, dengan pemberitahuan "
        "dalam hari bersih, dan catatan yang akan ditambahkan ke rencana; --write menambahkannya. Dengan --roster "
        "jadwal menurut nama diperbaiki: berikan --output untuk yang baru. Status 1 bila ada tempat yang kosong."
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
    "Write the totals of each person before and after (CSV).": (
        "Tulis jumlah dinas setiap orang sebelum dan sesudahnya (CSV)."
    ),
    "Write the repaired roster as a grid (CSV).": "Tulis jadwal yang diperbaiki sebagai tabel orang per hari (CSV).",
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
        "They are those of a unit, post, team, partner or member; as csv or xlsx also those of the whole plan."
    ): "Dinas satuan, pos, regu, mitra, atau anggota; sebagai csv atau xlsx juga dinas seluruh rencana.",
    "The key of a unit: the duties of its posts.": "Kunci satuan: dinas di pos-posnya.",
    "The key of a partner: the part of the duties that it may see.": "Kunci mitra: bagian dinas yang boleh dilihatnya.",
    (
        "Rows of people and duties, a workbook, a picture of loads, the events as rows or data, or a calendar."
    ): "Baris orang dan dinas, buku kerja, gambar beban tugas, acara sebagai baris atau data, atau kalender.",
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
    # --- sites ---
    "Write the calendars and pages of a plan to a site.": "Menulis kalender dan halaman rencana ke situs.",
    (
        "TARGET is a folder, or an address such as s3://bucket/folder. If PLAN is an election or a statute, such as "
        "id/general-2024, only its stages are published."
    ): (
        "TUJUAN adalah folder, atau alamat seperti s3://bucket/folder. Bila RENCANA adalah pemilihan atau "
        "undang-undang, misalnya id/general-2024, hanya tahapannya yang diterbitkan."
    ),
    "The address of the site of an election without a plan.": "Alamat situs pemilihan yang tanpa rencana.",
    "Give units, partners and members private links, kept in this registry.": (
        "Beri satuan, mitra, dan anggota tautan pribadi, yang dicatat dalam berkas ini."
    ),
    "End the private links of the site: remove their files.": "Akhiri tautan pribadi situs: hapus berkasnya.",
    "Write the changes: .txt, .csv or .json.": "Tulis perubahan: .txt, .csv, atau .json.",
    "Processes that do the work.": "Banyaknya proses yang bekerja.",
    "Publish as of this time, with an offset.": "Terbitkan menurut waktu ini, dengan selisih waktunya.",
    "Rewrite duties that have begun as the plan says.": "Tulis kembali dinas yang sudah dimulai menurut rencana.",
    "Make calendars anew that are damaged or missing in the site.": (
        "Buat ulang kalender yang rusak atau hilang di situs."
    ),
    "Show a site in a browser on this machine alone.": "Menampilkan situs di peramban komputer ini saja.",
    "The port on this machine; 0 picks a free one.": "Porta di komputer ini; 0 memilih yang bebas.",
    "Tell of changes, and write calendars and printouts.": "Memberi tahu perubahan; kalender dan cetakan.",
    "Write the stages of an election as a calendar (iCalendar).": (
        "Menulis tahapan pemilihan sebagai kalender (iCalendar)."
    ),
    "Each stage as one event of all its days, or its first and its last day as an event each.": (
        "Setiap tahapan sebagai satu acara sepanjang harinya, atau hari pertama dan terakhirnya masing-masing."
    ),
    "Write duty sheets into one file, to be printed.": "Menulis lembar jaga ke satu berkas, untuk dicetak.",
    (
        "Without posts and unit it has those of all posts. With a site the sheets of past days show who did the duties."
    ): (
        "Tanpa pos dan satuan, memuat semua pos. Dengan situs, lembar hari yang lampau menunjukkan siapa yang "
        "melaksanakan dinas."
    ),
    "The key of a unit: the sheets of its posts.": "Kunci satuan: lembar pos-posnya.",
    "The day on which the duties begin.": "Hari dimulainya dinas.",
    "The last day of the sheets, included.": "Hari terakhir lembar, termasuk hari itu.",
    "Write duty cards into one file, to be printed.": "Menulis kartu jaga ke satu berkas, untuk dicetak.",
    (
        "Each card fits a page. Without a choice it has those of all members. With a site they show past duties as "
        "they were done."
    ): (
        "Setiap kartu muat satu halaman. Tanpa pilihan, memuat semua anggota. Dengan situs, dinas yang lampau "
        "ditampilkan seperti pelaksanaannya."
    ),
    "The key of a team: the cards of its members.": "Kunci regu: kartu anggotanya.",
    "The key of a unit: the cards of the members of its teams.": "Kunci satuan: kartu anggota regu-regunya.",
    "Print the nginx configuration for a site.": "Mencetak konfigurasi nginx untuk situs.",
    "List the changes that people are still to be told.": "Menampilkan perubahan yang belum disampaikan.",
    (
        "SITE is the folder or the address of the site. Changes of several editions to one duty are one line, and a "
        "change that was undone is none."
    ): (
        "SITUS adalah folder atau alamat situs. Perubahan satu dinas dalam beberapa edisi menjadi satu baris, dan "
        "perubahan yang dibatalkan tidak ditampilkan."
    ),
    "The plan: for --to, or if it lists people or names the columns.": (
        "Rencana: untuk --to, atau bila memuat anggota atau nama kolom daftarnya."
    ),
    "All changes after this edition, told or not.": (
        "Semua perubahan setelah edisi ini, sudah disampaikan atau belum."
    ),
    "Only for a unit, a team or a member, such as --for team kpu-1.": (
        "Hanya untuk satu satuan, regu, atau anggota, misalnya --for team kpu-1."
    ),
    "The changes as each edition made them: told, undone and past ones too.": (
        "Perubahan menurut edisinya, juga yang sudah disampaikan, dibatalkan, atau lampau."
    ),
    "Lines for reading out or sending, rows, or data.": "Baris untuk dibacakan atau dikirim, tabel, atau data.",
    "Then mark the changes as told.": "Lalu tandai perubahannya sudah disampaikan.",
    "Write a ready message for each person, unit or partner.": (
        "Menulis pesan siap kirim untuk setiap orang, satuan, atau mitra."
    ),
    "To whom; units and partners have their names and contacts in the plan, see --plan.": (
        "Kepada siapa; nama dan kontak satuan dan mitra ada di rencana, lihat --plan."
    ),
    (
        "It has the next duties and the private link. SITE is the folder or the address of the site. Only those are "
        "written to who were not told yet. As CSV each message has a link that opens it in WhatsApp, if the list of "
        "members has a phone number; as HTML there is a card with a QR code for each person, to be printed and cut "
        "out. All files can be read by their owner alone."
    ): (
        "Isinya tugas berikutnya dan tautan pribadi. SITUS adalah folder atau alamat situs. Pesan hanya untuk yang "
        "belum diberi tahu. Dalam CSV setiap pesan memuat tautan yang membukanya di WhatsApp, bila daftar anggota "
        "memuat nomor telepon; dalam HTML ada kartu dengan kode QR untuk setiap orang, untuk dicetak dan digunting. "
        "Semua berkas hanya dapat dibaca pemiliknya."
    ),
    "The registry of the private links.": "Berkas catatan tautan pribadi.",
    "Messages of changes, one for each person.": "Pesan perubahan, satu untuk setiap orang.",
    "Also those who were told already.": "Juga yang sudah diberi tahu.",
    "Messages for pasting, rows with links to WhatsApp, or cards with QR codes.": (
        "Pesan untuk disalin, baris dengan tautan WhatsApp, atau kartu dengan kode QR."
    ),
    "Write each message to a file of this folder instead.": "Tulis setiap pesan ke satu berkas dalam folder ini.",
    "Then mark the messages as sent.": "Lalu tandai pesannya sudah dikirim.",
    # --- changes and private links ---
    **CHANGE_SENTENCES,
}
