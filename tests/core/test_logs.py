"""What stands in the log when something breaks: where and why, nothing of a person."""

import io
import json
import logging

import pytest
from django.db import DatabaseError, connection

from inmates.models import Inmate
from tests.factories import InmateFactory


def logged(error):
    """The line that an unexpected error leaves in the log, as it is configured."""
    handler = next(one for one in logging.getLogger().handlers if hasattr(one.formatter, "processors"))
    stream = io.StringIO()
    copy = logging.StreamHandler(stream)
    copy.setFormatter(handler.formatter)
    record = logging.LogRecord("x", logging.ERROR, "", 0, "broken", (), (type(error), error, error.__traceback__))
    copy.emit(record)
    return json.loads(stream.getvalue())


@pytest.mark.parametrize(
    "quoted",
    [
        "DETAIL:  Failing row contains (7, Abdul Hamid, 1995-05-17,\nB.I 12/2025).\n",
        "DETAIL:  Key (nik_index)=(Abdul Hamid, B.I 12/2025) already exists.",
        "LINE 1: SELECT 1 WHERE name = 'Abdul Hamid' AND number = 'B.I 12/2025'\n                ^\n",
    ],
)
def test_what_a_database_quotes_is_not_logged(quoted):
    try:
        raise DatabaseError(f"new row violates a rule\n{quoted}")
    except DatabaseError as error:
        line = logged(error)

    text = line["exception"]
    assert (line["event"], "new row violates a rule" in text, "Traceback" in text) == ("broken", True, True)
    assert [word for word in ("Abdul", "B.I 12/2025") if word in text.split("new row violates")[-1]] == []


@pytest.mark.django_db
def test_a_refused_row_is_logged_without_its_values():
    person = InmateFactory(full_name="Abdul Hamid", birth_place="Rantau Karau")
    try:
        Inmate.objects.filter(pk=person.pk).update(merged_into=person)
    except DatabaseError as error:
        line = logged(error)

    assert "inmate_merged_is_nowhere" in line["exception"]
    assert [word for word in ("Abdul Hamid", "Rantau Karau") if word in line["exception"]] == [], connection.vendor
