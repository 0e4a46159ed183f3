"""Logging with request and user ids: readable lines in a terminal, JSON lines elsewhere.

Never logs form content, or a person's name or number.
"""

import logging
import logging.config
import os
import re
import sys
from typing import Any, TextIO

import structlog
from django.core.exceptions import ImproperlyConfigured
from structlog.typing import EventDict, Processor

SILENT = {"password", "token", "csrfmiddlewaretoken", "nik", "name", "full_name", "query"}
HEALTH = "GET /sehat/"
FOR_PROGRAMS = {"logger", "request_id", "ip", "user_agent"}
SECRET_PATH = re.compile(r"(?<!/akun)(/kalender/)[^/\s?.]+")
# Where PostgreSQL quotes the refused row, or the statement with its values.
QUOTED = re.compile(r"^(DETAIL|CONTEXT|LINE \d+):.*?(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)


def hide_personal_data(logger: Any, method: str, event: EventDict) -> EventDict:
    """Removes the values of fields that could hold personal data."""
    return {key: "***" if key in SILENT else value for key, value in event.items()}


def path_alone(logger: Any, method: str, event: EventDict) -> EventDict:
    """Logs the path of a request without its query, which may contain a searched name, and without the secret in a
    calendar feed's URL.
    """
    if isinstance(event.get("request"), str):
        event["request"] = event["request"].partition("?")[0]
    for key in ("request", "event"):
        if isinstance(event.get(key), str):
            event[key] = SECRET_PATH.sub(r"\1***", event[key])
    return event


def hide_rows(logger: Any, method: str, event: EventDict) -> EventDict:
    """Removes what the database quotes from exception texts: it contains names and numbers."""
    if isinstance(event.get("exception"), str):
        event["exception"] = QUOTED.sub(r"\1: ***", event["exception"])
    return event


def is_for_people(wanted: str, stream: TextIO) -> bool:
    """True if lines for people are wanted: `wanted` is `text` or `json`; empty means `text` if `stream` is a
    terminal.
    """
    if wanted not in ("", "text", "json"):
        raise ImproperlyConfigured(f"LOG_FORMAT is text, json or empty, not {wanted!r}.")
    return wanted == "text" or (not wanted and stream.isatty())


def without_details(logger: Any, method: str, event: EventDict) -> EventDict:
    """Removes fields that only programs need."""
    return {key: value for key, value in event.items() if key not in FOR_PROGRAMS}


def is_for_reading(record: logging.LogRecord) -> bool:
    """Drops entries without information for a reader: request starts, whose end says more, and the site's own health
    checks.
    """
    event = record.msg if isinstance(record.msg, dict) else {}
    is_well = event.get("event") == "request_finished" and event.get("code") == 200
    return event.get("event") != "request_started" and not (is_well and event.get("request") == HEALTH)


def first_steps(*, people: bool) -> list[Processor]:
    """The processors every event passes, whichever logger emits it."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if people else "iso", utc=not people),
        hide_personal_data,
        path_alone,
    ]


def formatter(*, people: bool, colors: bool = False) -> logging.Formatter:
    """The formatter that renders an event as one line."""
    last_steps: list[Processor] = [structlog.processors.JSONRenderer(ensure_ascii=False)]
    if people:
        plain = structlog.dev.plain_traceback
        last_steps = [without_details, structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=plain)]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=first_steps(people=people),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            hide_rows,
            *last_steps,
        ],
    )


def configure(options: dict) -> None:
    """Called by Django with the LOGGING setting: `{"level": ..., "format": ...}`."""
    people = is_for_people(options["format"], sys.stderr)
    colors = sys.stderr.isatty() and "NO_COLOR" not in os.environ
    structlog.configure(
        processors=[*first_steps(people=people), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    stderr = {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["reading"] if people else []}
    # They log every font, page and attempt; only failures are useful.
    quiet = ["weasyprint", "fontTools", "axes", "faker", "asyncio", "pikepdf"]
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"lines": {"()": lambda: formatter(people=people, colors=colors)}},
            "filters": {"reading": {"()": lambda: is_for_reading}},
            "handlers": {"stderr": stderr},
            "root": {"handlers": ["stderr"], "level": options["level"]},
            # pyHanko logs the signer's name, and no person's name belongs in a log.
            "loggers": {
                **{name: {"level": "ERROR"} for name in quiet},
                # Start and end of each task; the jobs page reports them in words.
                **{name: {"level": "WARNING"} for name in ("django_tasks", "django_tasks_db") if people},
                **{name: {"level": "CRITICAL"} for name in ("pyhanko", "pyhanko_certvalidator")},
            },
        }
    )
