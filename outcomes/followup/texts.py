"""The texts that are read out or handed over, in Indonesian. A changed text is a new version, never an edit."""

CONSENT_VERSION = "SETUJU-v1"
CONSENT_TEXT = (
    "Bapak/Ibu, nama saya {officer} dari {center}. Kami ingin mengetahui kabar Bapak/Ibu setelah pelatihan, untuk "
    "membantu mencari pekerjaan dan memperbaiki pelatihan. Dasarnya adalah persetujuan Bapak/Ibu menurut Undang-"
    "Undang Nomor 27 Tahun 2022. Yang kami simpan: nomor telepon atau alamat, pekerjaan, kisaran penghasilan, dan "
    "bantuan yang diperlukan. Petugas penempatan akan menghubungi pada lima waktu: setelah dua minggu, lalu tiga, "
    "enam, dua belas, dan dua puluh empat bulan. Data dihapus setelah tiga puluh bulan. Data tidak diberikan kepada"
    " pemberi kerja, keluarga, atau kantor lain tanpa izin Bapak/Ibu. Laporan hanya memuat angka tanpa nama. "
    "Bapak/Ibu boleh menolak; sertifikat dan layanan tidak terpengaruh. Bapak/Ibu boleh melihat, membetulkan, atau "
    "menghapus data, dan boleh berhenti kapan saja cukup dengan mengatakan “berhenti”. Apakah Bapak/Ibu setuju? "
    "Silakan menjawab ya atau tidak."
)
WITHDRAWAL_VERSION = "BERHENTI-v2"
WITHDRAWAL_TEXT = (
    "Baik, Bapak/Ibu. Permintaan berhenti kami terima hari ini, {day} pukul {hour}. Nomor telepon, alamat, dan "
    "semua catatan kabar Bapak/Ibu kami hapus sekarang, dan kami tidak akan menghubungi lagi. Yang tersisa hanya "
    "satu hitungan tanpa nama dan bukti bahwa permintaan ini sudah dilaksanakan; tanda terima alat atau modal, bila "
    "ada, tetap disimpan. Sertifikat Bapak/Ibu tetap sah. "
    "Alasan tidak perlu disampaikan. Bila kelak ingin dihubungi kembali, silakan datang atau menelepon {center}. "
    "Nomor bukti: {proof}."
)
# What can be allowed or not, each by itself, in the order of the paper.
BOX_WORDS = {
    "by_phone": "dihubungi lewat telepon",
    "by_message": "dihubungi lewat pesan",
    "may_name_center": "menyebut “BLK” bila orang lain yang mengangkat",
    "may_visit": "dikunjungi",
    "may_match": "dicarikan lowongan",
}


def consent_text(*, officer: str, center: str) -> str:
    """The text to be read out before the question is answered."""
    return CONSENT_TEXT.format(officer=officer, center=center)


def withdrawal_text(*, day: str, hour: str, center: str, proof: str) -> str:
    """The text with which an ended agreement is confirmed."""
    return WITHDRAWAL_TEXT.format(day=day, hour=hour, center=center, proof=proof)
