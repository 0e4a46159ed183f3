"""The texts that are read out or handed over, in Indonesian. A changed text is a new version, never an edit."""

from dataclasses import replace

from accounts.models import TrainingCenter
from core import clock
from inmates.consents.codes import ConsentKind
from inmates.consents.consent_texts import Version, text_on

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


def consent_text(center: TrainingCenter, *, officer: str) -> Version:
    """The text to be read out before the question is answered, with the names in it, in the version of today."""
    found = text_on(center, ConsentKind.FOLLOW_UP, clock.today(center.time_zone))
    return replace(found, text=found.filled(officer=officer, center=center.name))


def withdrawal_text(*, day: str, hour: str, center: str, proof: str) -> str:
    """The text with which an ended agreement is confirmed."""
    return WITHDRAWAL_TEXT.format(day=day, hour=hour, center=center, proof=proof)
