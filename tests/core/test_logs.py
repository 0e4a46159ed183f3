"""What stands in the log when something breaks: where and why, nothing of a person."""

import io
import json
import logging

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.urls import reverse

from core import logs
from inmates.people.models import Person
from tests.factories import PersonFactory


def lines(people, *records):
    """What these records leave in the log of a program or of people."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.formatter(people=people))
    for record in filter(logs.is_for_reading, records) if people else records:
        handler.emit(record)
    return stream.getvalue()


def logged(error):
    """The line that an unexpected error leaves in the log of a program."""
    record = logging.LogRecord("x", logging.ERROR, "", 0, "broken", (), (type(error), error, error.__traceback__))
    return json.loads(lines(False, record))


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
    person = PersonFactory(full_name="Abdul Hamid", birth_place="Rantau Karau")
    try:
        Person.objects.filter(pk=person.pk).update(merged_into=person)
    except DatabaseError as error:
        line = logged(error)

    assert "person_merged_is_nowhere" in line["exception"]
    assert [word for word in ("Abdul Hamid", "Rantau Karau") if word in line["exception"]] == [], connection.vendor


def event(name, **details):
    """A record as structlog hands it to the handler."""
    message = {"event": name, "level": "info", "timestamp": "09:12:00", **details}
    return logging.makeLogRecord(
        {"msg": message, "levelno": logging.INFO, "levelname": "INFO", "_logger": None, "_name": "info"}
    )


def test_people_read_one_short_line_for_each_request():
    request = {"request": "GET /masuk/", "user_agent": "Mozilla/5.0", "ip": "127.0.0.1", "request_id": "1c0e"}

    text = lines(True, event("request_started", **request), event("request_finished", code=200, **request))

    assert text.split() == ["09:12:00", "[info", "]", "request_finished", "code=200", "request='GET", "/masuk/'"]


def test_people_read_of_the_question_whether_the_site_is_well_only_when_it_is_not():
    well, ill = (event("request_finished", code=code, request=f"GET {reverse('core:health')}") for code in (200, 503))

    assert (lines(True, well), "code=503" in lines(True, ill)) == ("", True)
    assert json.loads(lines(False, well))["code"] == 200


def test_people_read_where_it_broke_and_nothing_of_a_person():
    try:
        raise DatabaseError("refused\nDETAIL:  Failing row contains (7, Abdul Hamid).\n")
    except DatabaseError as error:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "broken", (), (type(error), error, error.__traceback__))

    text = lines(True, record)

    assert ("broken" in text, "Traceback" in text, "DETAIL: ***" in text) == (True, True, True)
    assert "Abdul" not in text.rpartition("refused")[2]


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("wanted", "stream", "expected"),
    [
        ("", Terminal(), True),
        ("", io.StringIO(), False),
        ("json", Terminal(), False),
        ("text", io.StringIO(), True),
    ],
)
def test_lines_are_for_people_in_a_terminal_unless_the_setting_says_otherwise(wanted, stream, expected):
    assert logs.is_for_people(wanted, stream) is expected


def test_format_that_nobody_knows_is_refused_in_words():
    with pytest.raises(ImproperlyConfigured, match="text, json or empty, not 'yaml'"):
        logs.is_for_people("yaml", io.StringIO())
