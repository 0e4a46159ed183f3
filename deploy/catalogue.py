"""The message catalogue: `compile` makes the binary form that Django reads, `check` says what is missing in it.

`update` adds the sentences of code and templates that are not in it yet, to be translated by hand, takes out those that
nothing uses, and writes it in its one form, sorted.

.venv/bin/python deploy/catalogue.py compile|check|update
"""

import shutil
import string
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "id"
SOURCE = ROOT / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
HEAD = """# Indonesian messages of Terampil.
msgid ""
msgstr ""
"Project-Id-Version: Terampil\\n"
"Language: id\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""
Text = str | tuple[str, ...] | list[str]  # one form, or one for each number
APPS = (
    "rutan_blk",
    "core",
    "printing",
    "accounts",
    "inmates",
    "programs",
    "certification",
    "outcomes",
    "reports",
    "templates",
)


def compile_all() -> None:
    """Writes the compiled catalogue of every language beside its source."""
    for source in sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po")):
        # Written aside and renamed: a server that starts meanwhile reads the old file or the new one, no half.
        aside = source.with_suffix(".mo.new")
        with aside.open("wb") as file:
            write_mo(file, read(source))
        aside.replace(source.with_suffix(".mo"))


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def extract() -> Catalog:
    """Every message of code and templates, as Django's own `makemessages` finds them, in a folder thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        for app in APPS:
            # In a copy: beside the real catalogue `makemessages` would merge what it finds into it.
            shutil.copytree(ROOT / app, Path(folder, app), ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        Path(folder, "locale").mkdir()
        command = [sys.executable, "-m", "django", "makemessages", "--locale", LANGUAGE, "--verbosity", "0"]
        subprocess.run(command, cwd=folder, check=True)
        text = Path(folder, "locale", LANGUAGE, "LC_MESSAGES", "django.po").read_bytes()
    # A new file has the two forms of English under a header that knows the one of Indonesian.
    return read_po(BytesIO(text.replace(b"nplurals=1", b"nplurals=2")))


def text_of(catalog: Catalog) -> bytes:
    """The source as it stands in the repository: sorted, so that two changes seldom meet in one place."""
    body = BytesIO()
    write_po(body, catalog, width=100, omit_header=True, sort_output=True, no_location=True, ignore_obsolete=True)
    return HEAD.encode() + b"\n" + body.getvalue().rstrip() + b"\n"


def updated(had: Catalog, wanted: Catalog) -> Catalog:
    """`had` with exactly the messages of `wanted`; new ones are still to be translated."""
    for message in [one for one in had if one.id and wanted.get(first(one.id), one.context) is None]:
        had.delete(first(message.id), message.context)
    for message in wanted:
        if message.id and had.get(first(message.id), message.context) is None:
            had.add(message.id, context=message.context, flags=message.flags)
    return had


def update() -> int:
    """Writes the Indonesian catalogue anew."""
    SOURCE.write_bytes(text_of(updated(read(SOURCE), extract())))
    return check()


def faults(wanted: Catalog, had: Catalog) -> Iterator[str]:
    """What keeps `had` from being the complete translation of `wanted`, one line each."""
    for message in wanted:
        if message.id:
            yield from message_faults(message, had.get(first(message.id), message.context))
    for message in had:
        if message.id and wanted.get(first(message.id), message.context) is None:
            yield f"not used any more: {first(message.id)!r}"
    for message in had.obsolete.values():
        yield f"obsolete: {first(message.id)!r}"


def message_faults(message: Message, translated: Message | None) -> Iterator[str]:
    """What is wrong with one translation: missing, doubtful, or with other placeholders."""
    name = repr(first(message.id))
    if translated is None:
        yield f"not in the catalogue: {name} {places(message)}"
    elif isinstance(message.id, str) != isinstance(translated.id, str):
        yield f"singular in one place, with a plural in the other: {name} {places(message)}"
    elif not all(every(translated.string)):
        yield f"not translated: {name} {places(message)}"
    elif translated.fuzzy:
        yield f"fuzzy: {name}"
    elif not all(placeholders(text) <= placeholders_of(message) for text in every(translated.string)):
        yield f"a placeholder that the source does not have: {name}"


def first(text: Text) -> str:
    return every(text)[0]


def every(text: Text | None) -> tuple[str, ...]:
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def places(message: Message) -> str:
    return ", ".join(f"({path})" for path, _line in message.locations[:2])


def placeholders_of(message: Message) -> set[str]:
    """The named places of a sentence, which its translation must have as well."""
    return set().union(*(placeholders(text) for text in every(message.id)))


def placeholders(text: str) -> set[str]:
    """The names in `%(name)s` and in `{name}`."""
    percent = {part.partition(")")[0] for part in text.split("%(")[1:]}
    try:
        return percent | {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}
    except ValueError:  # A lone brace: not a format string.
        return percent


def check() -> int:
    """Every fault of every catalogue, one line each."""
    had = read(SOURCE)
    found = sorted(faults(extract(), had))
    if SOURCE.read_bytes() != text_of(had):
        found.append(f"not in the one form: {SOURCE.relative_to(ROOT)}. Type: make messages")
    print("\n".join(found) or "The Indonesian catalogue is complete.")
    return 1 if found else 0


if __name__ == "__main__":
    actions = {"compile": compile_all, "check": check, "update": update}
    if sys.argv[1:2] not in ([name] for name in actions):
        raise SystemExit(__doc__)
    raise SystemExit(actions[sys.argv[1]]())
