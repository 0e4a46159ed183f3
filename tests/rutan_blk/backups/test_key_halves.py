"""The field key on two papers: whoever has both has the key, whatever was misread is refused."""

import io
import stat
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rutan_blk.backups import key_halves, key_paper
from rutan_blk.backups.key_halves import WrongHalf
from tests.conftest import MONDAY
from tests.papers import pages

KEYS = st.text(min_size=1, max_size=90)
A_KEY = "wZ3b-Tt_0qkQ9" * 6


@given(KEYS, st.booleans())
def test_both_halves_in_any_order_give_the_key(key, turned):
    halves = key_halves.split(key)

    assert key_halves.join(*(reversed(halves) if turned else halves)) == key


@given(st.data())
def test_half_that_was_typed_otherwise_is_refused(data):
    one, two = key_halves.split(A_KEY)
    letters = one.replace(" ", "")
    at = data.draw(st.integers(0, len(letters) - 1))
    other = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
    typed = letters[:at] + other + letters[at + 1 :]

    try:
        found = key_halves.join(typed, two)
    except WrongHalf:
        return
    # The last letter of Base32 holds bits that stand for nothing.
    assert found == A_KEY


@given(st.text(max_size=60))
def test_anything_else_is_refused_in_words(typed):
    with pytest.raises(WrongHalf, match="half"):
        key_halves.join(typed, key_halves.split(A_KEY)[1])


def test_case_spaces_and_signs_that_look_alike_do_not_matter():
    one, two = key_halves.split(A_KEY)
    sloppy = one.lower().replace(" ", "\n-").replace("o", "0").replace("i", "1")

    assert key_halves.join(sloppy, two) == A_KEY


def test_same_half_twice_and_halves_of_two_prints_are_refused():
    one, _two = key_halves.split(A_KEY)

    with pytest.raises(WrongHalf, match="same half"):
        key_halves.join(one, one)
    with pytest.raises(WrongHalf, match="not printed together"):
        key_halves.join(one, key_halves.split(A_KEY)[1])


def test_one_half_says_nothing_of_the_key():
    """Both halves of one print are as long for every key of that length, and no part of the key stands in one."""
    halves = [key_halves.split(A_KEY) for _ in range(3)]

    assert len({half for pair in halves for half in pair}) == 6
    assert len({len(half) for pair in halves for half in pair}) == 1


def typed(monkeypatch, tmp_path, text):
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    return key_halves.main()


def test_typed_halves_become_the_key_of_the_site(monkeypatch, tmp_path, capsys):
    one, two = (half.replace(" ", "\n", 3) for half in key_halves.split(A_KEY))

    assert typed(monkeypatch, tmp_path, f"{two}\n{one}\n") == 0

    kept = tmp_path / "var/field_key.txt"
    assert kept.read_text() == A_KEY
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert typed(monkeypatch, tmp_path, f"{two}\n{one}\n") == 0
    assert "already" in capsys.readouterr().out


def test_empty_line_between_the_halves_does_no_harm(monkeypatch, tmp_path):
    """As the prompt says, and as a scanner sends it."""
    one, two = key_halves.split(A_KEY)

    assert typed(monkeypatch, tmp_path, f"\n{one}\n\n\n{two}\n\n") == 0


def test_folder_named_in_the_settings_file_is_where_the_key_goes(monkeypatch, tmp_path):
    monkeypatch.delenv("DATA_DIR", raising=False)
    monkeypatch.setattr(key_halves, "__file__", str(tmp_path / "rutan_blk/backups/key_halves.py"))
    assert key_halves._data_dir() == tmp_path / "var"

    (tmp_path / ".env").write_text("PORT=8000\n#DATA_DIR=/no\nDATA_DIR='/srv/terampil'\n")

    assert str(key_halves._data_dir()) == "/srv/terampil"


def test_key_that_was_there_is_kept_beside_the_joined_one(monkeypatch, tmp_path):
    (tmp_path / "var").mkdir()
    (tmp_path / "var/field_key.txt").write_text("made at the first start")

    assert typed(monkeypatch, tmp_path, "\n".join(key_halves.split(A_KEY))) == 0

    assert (tmp_path / "var/field_key.txt").read_text() == A_KEY
    (aside,) = (tmp_path / "var").glob("field_key.before-*.txt")
    assert aside.read_text() == "made at the first start"


@pytest.mark.parametrize("text", ["", "AAAAA\n\n", "\n\n"])
def test_half_that_is_missing_writes_nothing(monkeypatch, tmp_path, capsys, text):
    assert typed(monkeypatch, tmp_path, text) == 1

    assert not (tmp_path / "var").exists()
    assert "half" in capsys.readouterr().err


def test_papers_hold_a_half_each_as_it_is_typed():
    halves = key_halves.split(A_KEY)
    printed = ["".join(pages(key_paper.sheet(half, number, on=MONDAY.date()))) for number, half in enumerate(halves, 1)]

    for half, text in zip(halves, printed, strict=True):
        assert all(group in text for group in half.split())
    assert "paruh 1 dari 2" in printed[0]
    assert "paruh 2 dari 2" in printed[1]
