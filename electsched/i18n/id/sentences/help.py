"""The help of the command line in Indonesian, by its English text: each paragraph of a command, and each option."""

from __future__ import annotations

__all__ = ["SENTENCES"]

SENTENCES = {
    "Turn electoral law into calendars that people act on.": (
        "Mengubah hukum pemilu menjadi kalender untuk bertindak."
    ),
    # --- options that several commands share ---
    "A file of words of a further language; see `electsched site words`.": (
        "Berkas kata untuk bahasa lain; lihat `electsched site words`."
    ),
    "Write a file of words, to add a language.": "Tulis berkas kata untuk menambah bahasa.",
    "FILE is named by the code of the language, such as jv.toml or jv.json. A file that exists keeps its texts and gets"
    " those that it lacks. Translate its texts; then hand it in with --words, or name it as `words` in the plan.": (
        "BERKAS dinamai dengan kode bahasa, misalnya jv.toml atau jv.json. Berkas yang sudah ada tetap isinya dan"
        " ditambah teks yang belum ada. Terjemahkan isinya, lalu pakai dengan --words, atau sebutkan sebagai `words`"
        " dalam rencana."
    ),
    "The language of the texts that are written.": "Bahasa teks yang ditulis.",
    "Write nothing: check this file of words.": "Jangan menulis apa pun: periksa berkas kata ini.",
    "A list (XLSX or CSV) of the people of the teams.": "Daftar (XLSX atau CSV) anggota regu.",
    "A list (XLSX or CSV) of the people of the teams, for their names.": (
        "Daftar (XLSX atau CSV) anggota regu, untuk nama mereka."
    ),
    "A list of the people of the teams.": "Daftar anggota regu.",
    "Keep the duties that have begun as this site has them.": (
        "Pertahankan dinas yang sudah dimulai seperti yang tercatat di situs ini."
    ),
    "Take the duties from this roster: a grid of people by days (XLSX or CSV), or duties (JSON); by default that "
    "which the plan names.": (
        "Ambil dinas dari daftar ini: tabel orang menurut hari (XLSX atau CSV), atau dinas (JSON); bila tidak disebut, "
        "daftar yang ditunjuk rencana."
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
    "Show each duty that is short, and the units with enough people.": (
        "Tampilkan setiap dinas yang kurang orang, dan satuan yang cukup orangnya."
    ),
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
    "List, write and check laws, list holidays, date many elections.": (
        "Mendaftar, menulis, dan memeriksa hukum; hari libur; banyak pemilihan."
    ),
    "List the laws and the dated elections of the package.": (
        "Menampilkan hukum dan pemilihan bertanggal dalam paket ini."
    ),
    "Each id can be the SUBJECT of timeline, explain, bounds and other commands.": (
        "Setiap id dapat menjadi SUBJEK timeline, explain, bounds, dan perintah lain."
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
    "Make files anew that are damaged or missing in the site.": "Buat ulang berkas yang rusak atau hilang di situs.",
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
    "List the changes that people and partners are still to be told.": (
        "Menampilkan perubahan yang belum disampaikan kepada anggota dan mitra."
    ),
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
        "Hanya untuk satu satuan, regu, atau anggota, misalnya --for regu kpu-1."
    ),
    "Only for a unit, a team, a member or a partner, such as --for team kpu-1.": (
        "Hanya untuk satu satuan, regu, anggota, atau mitra, misalnya --for regu kpu-1."
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
        "written to who were not told yet. As CSV or XLSX each message has a link that opens it in WhatsApp, if the "
        "list of members has a phone number; as HTML there is a card with a QR code for each person, to be printed "
        "and cut out. All files can be read by their owner alone."
    ): (
        "Isinya tugas berikutnya dan tautan pribadi. SITUS adalah folder atau alamat situs. Pesan hanya untuk yang "
        "belum diberi tahu. Dalam CSV atau XLSX setiap pesan memuat tautan yang membukanya di WhatsApp, bila daftar "
        "anggota memuat nomor telepon; dalam HTML ada kartu dengan kode QR untuk setiap orang, untuk dicetak dan "
        "digunting. Semua berkas hanya dapat dibaca pemiliknya."
    ),
    "The registry of the private links.": "Berkas catatan tautan pribadi.",
    "Messages of changes, one for each person.": "Pesan perubahan, satu untuk setiap orang.",
    "Also those who were told already.": "Juga yang sudah diberi tahu.",
    "Messages for pasting, rows with links to WhatsApp, or cards with QR codes.": (
        "Pesan untuk disalin, baris dengan tautan WhatsApp, atau kartu dengan kode QR."
    ),
    "Write each message to a file of this folder instead.": "Tulis setiap pesan ke satu berkas dalam folder ini.",
    "Then mark the messages as sent.": "Lalu tandai pesannya sudah dikirim.",
}
