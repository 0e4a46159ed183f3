"""Wording of the audit and the access log. Their rows keep codes, which no translation changes.

Each subject declares the words for its codes in `audit_words.py` beside its commands. Rows are never rewritten, so
words stay declared even after the program no longer writes their code.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, str | Promise]

NOUNS: dict[str, str | Promise] = {"job": _("Background work"), "clock": _("Clock")}
# By verb, or by the whole action where a noun needs other words. These acts belong to several subjects.
VERBS: dict[str, str | Promise] = {
    "clock.confirm": _("said to be right"),
    "accept": _("accepted"),
    "add": _("added"),
    "attach_scan": _("scan attached"),
    "cancel": _("cancelled"),
    "change": _("changed"),
    "choose_sheet": _("sheet chosen"),
    "close": _("closed"),
    "correct": _("corrected"),
    "create": _("created"),
    "decide": _("decided"),
    "discard": _("discarded"),
    "draft": _("drafted"),
    "end": _("ended"),
    "hand_over": _("handed over"),
    "make": _("prepared"),
    "map": _("columns confirmed"),
    "open": _("opened"),
    "plan": _("planned"),
    "receive": _("received"),
    "record": _("was recorded"),
    "register": _("registered"),
    "retry": _("repeated"),
    "revoke": _("revoked"),
    "set": _("set"),
    "suspend": _("suspended"),
    "withdraw": _("withdrawn"),
}
# What the access log names where a view has no words of its own (`core.access.PAGE`).
RECORDS: dict[str, str | Promise] = {"page": _("Page")}
READINGS: dict[str, str | Promise] = {}


def declare(
    *,
    nouns: Words | None = None,
    verbs: Words | None = None,
    records: Words | None = None,
    readings: Words | None = None,
) -> None:
    """Declares the words of one subject: nouns and verbs of its acts, kinds of records, and what is read.

    Raises `ValueError` for a code that already has words: the two would contradict each other.
    """
    for table, words in ((NOUNS, nouns), (VERBS, verbs), (RECORDS, records), (READINGS, readings)):
        twice = table.keys() & (words or {}).keys()
        if twice:
            raise ValueError(f"declared twice: {', '.join(sorted(twice))}")
        table.update(words or {})


def act(action: str) -> str:
    """The words for an action, "noun.verb"; an unknown code is shown without dots and underscores."""
    noun, _dot, verb = action.partition(".")
    return f"{NOUNS.get(noun, plain(noun))}: {VERBS.get(action) or VERBS.get(verb, plain(verb))}"


def seen(subject: str) -> str:
    """The words for what was viewed, exported or printed; a trailing number (a copy, a year) is kept, as is
    the kind of a list's file. A page that has no words is told by its address.
    """
    if subject.startswith("/"):
        return gettext("Page %(address)s") % {"address": subject}
    name, _blank, number = subject.rpartition(" ")
    if number.isdigit():
        return f"{READINGS.get(name, name)} {number}"
    listed, _as, kind = subject.rpartition(" as ")
    if listed in READINGS and subject not in READINGS:
        return f"{READINGS[listed]} ({kind})"
    return str(READINGS.get(subject, subject))


def record(kind: str, pk: str) -> str:
    """The record by kind and primary key; empty when the act concerned none."""
    if not kind:
        return ""
    code = kind.rpartition(".")[2]
    name = RECORDS.get(code) or NOUNS.get(code) or plain(code)
    return gettext("%(record)s no. %(number)s") % {"record": name, "number": pk} if pk else str(name)


def plain(code: str) -> str:
    """A code made readable."""
    return code.replace("_", " ")
