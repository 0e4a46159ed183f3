"""The message catalogue: `compile` makes the binary form that Django reads, `check` says what is missing in it.

.venv/bin/python deploy/catalogue.py compile|check
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
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "id"
Text = str | tuple[str, ...] | list[str]  # one form, or one for each number
APPS = ("rutan_blk", "core", "accounts", "inmates", "programs", "certification", "reports", "templates")


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
    return (text,) if isinstance(text, str) else tuple(text or ())


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
    found = sorted(faults(extract(), read(ROOT / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po")))
    print("\n".join(found) or "The Indonesian catalogue is complete.")
    return 1 if found else 0


if __name__ == "__main__":
    actions = {"compile": compile_all, "check": check}
    if sys.argv[1:2] not in ([name] for name in actions):
        raise SystemExit(__doc__)
    raise SystemExit(actions[sys.argv[1]]())
