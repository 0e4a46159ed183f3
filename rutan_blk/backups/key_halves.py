"""The field key in two halves, one for each of two envelopes. A half alone says nothing of the key.

One is chance, the other the key XORed with it, each with a mark of the print and a check, as Base32 (RFC 4648), which
is easily typed. Nothing but the standard library is needed, so the halves can be joined before the site runs:

    .venv/bin/python -m rutan_blk.backups.key_halves
"""

import base64
import hashlib
import os
import secrets
import sys
from pathlib import Path

MARK_BYTES, CHECK_BYTES = 2, 3
GROUP = 5


class WrongHalf(ValueError):
    """A half was mistyped or does not belong to the other; its text is a sentence for whoever typed it."""


def split(key: str) -> tuple[str, str]:
    """Both halves of a key, in groups of five letters and digits; every call draws new ones."""
    clear = key.encode()
    mark, chance = secrets.token_bytes(MARK_BYTES), secrets.token_bytes(len(clear))
    other = bytes(one ^ two for one, two in zip(clear, chance, strict=True))
    return _written(1, mark, chance), _written(2, mark, other)


def join(one: str, two: str) -> str:
    """The key of two halves, in any order. Raises `WrongHalf`."""
    halves = sorted((_read(one, "first"), _read(two, "second")))
    (number, mark, chance), (other_number, other_mark, rest) = halves
    if number == other_number:
        raise WrongHalf("Both are the same half. The other one lies in the other envelope.")
    if mark != other_mark or len(chance) != len(rest):
        raise WrongHalf("The halves were not printed together. Look for two papers of the same day.")
    return bytes(a ^ b for a, b in zip(chance, rest, strict=True)).decode()


def _written(number: int, mark: bytes, body: bytes) -> str:
    content = bytes([number]) + mark + body
    text = base64.b32encode(content + _check(content)).decode().rstrip("=")
    return " ".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def _read(text: str, which: str) -> tuple[int, bytes, bytes]:
    # Base32 has no 0 and no 1: who reads them saw an O and an I.
    letters = "".join(text.split()).replace("-", "").upper().replace("0", "O").replace("1", "I")
    try:
        content = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError as error:
        raise WrongHalf(f"The {which} half holds signs that no half has: only A to Z and 2 to 7.") from error
    content, check = content[:-CHECK_BYTES], content[-CHECK_BYTES:]
    if len(content) <= 1 + MARK_BYTES or content[0] not in (1, 2) or check != _check(content):
        raise WrongHalf(f"The {which} half was mistyped: its check does not fit. Compare it group by group.")
    return content[0], content[1 : 1 + MARK_BYTES], content[1 + MARK_BYTES :]


def _check(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:CHECK_BYTES]


# --- Typed on the machine that lost its key ---------------------------------------------------------------------


def main() -> int:
    """Asks for both halves and writes the key where the site reads it; a key that was there is kept beside it."""
    path = _data_dir() / "field_key.txt"
    print(f"Type or scan both halves; the key goes to {path} (another folder: DATA_DIR=FOLDER before the command).")
    try:
        key = join(_asked("First half"), _asked("Second half"))
    except WrongHalf as wrong:
        print(wrong, file=sys.stderr)
        return 1
    print(put(key, path))
    return 0


def _data_dir() -> Path:
    """Where the settings look for the key: DATA_DIR of the environment or of `.env`, else `var`."""
    site = Path(__file__).resolve().parents[2]
    lines = (site / ".env").read_text().splitlines() if (site / ".env").exists() else []
    named = [line.partition("=")[2].strip().strip("'\"") for line in lines if line.startswith("DATA_DIR=")]
    return Path(os.environ.get("DATA_DIR") or (named[-1] if named else site / "var"))


def _asked(which: str) -> str:
    """What is typed or scanned, in one line or in several, until it is a whole half or an empty line comes."""
    print(f"{which}, line by line as printed; an empty line ends it:")
    typed = ""
    for line in sys.stdin:
        # The line that ended the half before may still come.
        if not line.strip() and not typed:
            continue
        typed += line
        if not line.strip() or _is_whole(typed):
            break
    return typed


def _is_whole(text: str) -> bool:
    try:
        _read(text, "")
    except WrongHalf:
        return False
    return True


def put(key: str, path: Path) -> str:
    """Writes the key, for the owner alone. Returns a sentence that says what was done."""
    said = f"The key stands in {path}. Start the site, or restore a backup: manage.py restore"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists():
        if path.read_text().strip() == key:
            return f"The same key was in {path} already."
        aside = path.with_name(f"field_key.before-{secrets.token_hex(3)}.txt")
        path.rename(aside)
        said = f"{said} The one that was there is kept in {aside}."
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(draft, "x", opener=owner_only) as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    return said


def owner_only(path: str, flags: int) -> int:
    """An opener for `open(opener=...)` that creates files for the owner only."""
    return os.open(path, flags, 0o600)


if __name__ == "__main__":
    sys.exit(main())
