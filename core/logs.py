"""Logging as JSON lines with request and user ids; never a form's content, a name or a number of a person."""

import logging.config
import re

import structlog
from structlog.typing import Processor

SILENT = {"password", "token", "csrfmiddlewaretoken", "nik", "name", "full_name", "query"}
SECRET_PATH = re.compile(r"(?<!/akun)(/kalender/)[^/\s?.]+")
# Where PostgreSQL quotes the row that it refused, or the statement with its values.
QUOTED = re.compile(r"^(DETAIL|CONTEXT|LINE \d+):.*?(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)


def hide_personal_data(logger, method, event):
    """Takes the value of fields that could hold personal data out of an event."""
    return {key: "***" if key in SILENT else value for key, value in event.items()}


def path_alone(logger, method, event):
    """A request is logged with its path, without its query, in which somebody's name may have been searched, and
    without the secret that is a calendar's address."""
    if isinstance(event.get("request"), str):
        event["request"] = event["request"].partition("?")[0]
    for key in ("request", "event"):
        if isinstance(event.get(key), str):
            event[key] = SECRET_PATH.sub(r"\1***", event[key])
    return event


def hide_rows(logger, method, event):
    """Takes what a database quotes out of the text of an exception: names and numbers stand in it."""
    if isinstance(event.get("exception"), str):
        event["exception"] = QUOTED.sub(r"\1: ***", event["exception"])
    return event


def configure(options: dict) -> None:
    """Called by Django with the setting LOGGING: `{"level": ...}`."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        hide_personal_data,
        path_alone,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            hide_rows,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    }
    # They report every font, page and attempt; only what goes wrong is of use.
    quiet = ["weasyprint", "fontTools", "axes", "faker", "asyncio", "pikepdf"]
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": formatter},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": options["level"]},
            # pyHanko names whoever signed a file, and no name of a person belongs into a log.
            "loggers": {
                **{name: {"level": "ERROR"} for name in quiet},
                **{name: {"level": "CRITICAL"} for name in ("pyhanko", "pyhanko_certvalidator")},
            },
        }
    )
