"""A record of the exported register opens with its code alone, and its length tells nothing."""

import json
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.register import check_codes
from certification.verification import certificate_check, register_export, sealed_records
from rutan_blk.public import register
from tests.certification.verification.keys import issued_with_key

CODE, OTHER = "7" * 26, "8" * 26
RECORDS = st.dictionaries(st.text(max_size=20), st.text(max_size=400) | st.lists(st.text(max_size=50)), max_size=20)


@given(RECORDS)
def test_any_record_opens_with_its_code_and_has_a_common_length(record):
    content = sealed_records.sealed(CODE, record)

    assert sealed_records.opened(CODE, content) == record
    assert len(content) % sealed_records.STEP == 0


def test_with_another_code_or_a_changed_byte_nothing_opens():
    content = sealed_records.sealed(CODE, {"name": "Siti"})

    for code, told in ((OTHER, content), (CODE, content[:-1] + bytes([content[-1] ^ 1])), (CODE, b"")):
        with pytest.raises(ValueError, match="not the record of this code"):
            sealed_records.opened(code, told)


def test_the_same_record_has_other_bytes_each_time():
    assert len({sealed_records.sealed(CODE, {"name": "Siti"}) for _time in range(3)}) == 3


def test_neither_key_nor_code_follows_from_the_place():
    place = sealed_records.place_of(CODE)

    assert CODE not in place
    assert sealed_records._key(CODE).hex() != place


@pytest.mark.django_db
def test_rows_lie_in_the_order_of_their_places(tmp_path):
    issued = issued_with_key(3)
    register_export.export(tmp_path / "register.sqlite3")

    with closing(sqlite3.connect(tmp_path / "register.sqlite3")) as file:
        rows = file.execute("SELECT code_digest, length(content) FROM record").fetchall()

    assert [place for place, _length in rows] == sorted(sealed_records.place_of(one.code) for one in issued)
    assert len({length for _place, length in rows}) == 1


@pytest.mark.django_db
def test_a_file_of_an_older_version_is_still_read(tmp_path, settings):
    (issued,) = issued_with_key()
    settings.PUBLIC_REGISTER = str(tmp_path / "register.sqlite3")
    register_export.export(tmp_path / "register.sqlite3")
    plain = json.dumps(certificate_check.record_of(issued))
    with closing(sqlite3.connect(tmp_path / "register.sqlite3")) as file, file:
        file.execute("UPDATE record SET content = ?", (plain,))

    assert register.look_up(issued.code).name == issued.snapshot["holder"]["name"]
    assert not register.look_up(check_codes.new_code()).name
