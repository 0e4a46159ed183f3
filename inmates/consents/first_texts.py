"""The first version of each text, in Indonesian: what is read until an office has a text of its own.

Never edited, since agreements name it.
"""

from inmates.consents.codes import ConsentKind

FIRST_TEXTS: dict[str, str] = {
    ConsentKind.APPLICATION: (
        "Saya mendaftar pelatihan atas kemauan sendiri. Nama, tempat dan tanggal lahir, pendidikan, foto, kehadiran, "
        "dan hasil latihan saya dipakai oleh petugas di sini dan oleh balai latihan untuk memilih peserta, melatih, "
        "menilai, dan menerbitkan sertifikat (Undang-Undang Nomor 27 Tahun 2022). Menolak atau berhenti tidak "
        "berakibat apa pun pada layanan lain. Saya boleh melihat dan membetulkan data saya, dan boleh "
        "menarik kembali persetujuan ini kapan saja cukup dengan mengatakannya kepada petugas."
    ),
    ConsentKind.SHARE: (
        "Bapak/Ibu, bolehkah pembimbing kemasyarakatan {officer} membaca kabar yang kelak Bapak/Ibu sampaikan kepada "
        "balai latihan: sedang bekerja atau tidak, di bidang apa, dan sejak kapan? Penghasilan, hambatan, dan nomor "
        "telepon tidak dibagikan. Bapak/Ibu boleh menolak tanpa akibat apa pun, dan boleh menghentikannya kapan saja."
    ),
    ConsentKind.TRAINING: (
        "Saya mendaftar pelatihan di balai latihan atas kemauan sendiri. Nama, tempat dan tanggal lahir, NIK, "
        "pendidikan, foto, kehadiran, dan hasil latihan saya dipakai untuk melatih, menilai, dan menerbitkan "
        "sertifikat (Undang-Undang Nomor 27 Tahun 2022). Saya boleh melihat dan membetulkan data saya, dan boleh "
        "menarik kembali persetujuan ini kapan saja cukup dengan mengatakannya kepada petugas."
    ),
    ConsentKind.CONTACT: (
        "Balai latihan boleh menyimpan alamat dan nomor telepon saya, hanya untuk menghubungi saya tentang pelatihan "
        "ini. Keduanya disimpan terenkripsi, tidak diberikan kepada pihak lain, dan dihapus bila saya mengatakan "
        "“berhenti”. Menolak tidak berakibat apa pun pada pendaftaran saya."
    ),
    ConsentKind.FOLLOW_UP: (
        "Bapak/Ibu, nama saya {officer} dari {center}. Kami ingin mengetahui kabar Bapak/Ibu setelah pelatihan, untuk "
        "membantu mencari pekerjaan dan memperbaiki pelatihan. Dasarnya adalah persetujuan Bapak/Ibu menurut Undang-"
        "Undang Nomor 27 Tahun 2022. Yang kami simpan: nomor telepon atau alamat, pekerjaan, kisaran penghasilan, dan "
        "bantuan yang diperlukan. Petugas penempatan akan menghubungi pada lima waktu: setelah dua minggu, lalu tiga, "
        "enam, dua belas, dan dua puluh empat bulan. Data dihapus setelah tiga puluh bulan. Data tidak diberikan kepada"
        " pemberi kerja, keluarga, atau kantor lain tanpa izin Bapak/Ibu. Laporan hanya memuat angka tanpa nama. "
        "Bapak/Ibu boleh menolak; sertifikat dan layanan tidak terpengaruh. Bapak/Ibu boleh melihat, membetulkan, atau "
        "menghapus data, dan boleh berhenti kapan saja cukup dengan mengatakan “berhenti”. Apakah Bapak/Ibu setuju? "
        "Silakan menjawab ya atau tidak."
    ),
}
