"""A user has one file read at a time, of whatever kind: the second place is for others."""

import pytest

from certification.assessment import result_evidence
from certification.certificate_templates import emblems
from certification.outside_tests import result_files
from certification.sealing import file_examination, foreign_pdfs
from core.errors import RuleViolation
from core.spreadsheets import apart
from inmates.imports.reading import lists, tables
from inmates.people import photos
from tests.core.spreadsheets.test_apart import GOOD

PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
PDF = b"%PDF-1.7\n" + b"\0" * 64
STILL_READ = "Berkas yang Anda kirim masih dibaca. Tunggu sampai halamannya tampil, lalu kirim berkas berikutnya."
READERS = {
    "photo": (photos.portrait, PICTURE),
    "evidence": (result_evidence.read, PICTURE),
    "emblem": (emblems.emblem_of, PICTURE),
    "signed PDF": (foreign_pdfs.read, PDF),
    "PDF to be checked": (file_examination.examine, PDF),
    "list of people": (tables.read_workbook, GOOD),
    "list of results": (lambda data, whose: lists.read_lists(data, result_files.RESULTS, whose=whose), GOOD),
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", READERS)
def test_second_file_of_one_user_is_sent_away_whatever_it_is(kind):
    read, data = READERS[kind]
    first = apart.read(GOOD, whose=7)
    next(first)

    try:
        with pytest.raises(RuleViolation) as refused:
            read(data, whose=7)
    finally:
        first.close()

    assert str(refused.value) == STILL_READ
