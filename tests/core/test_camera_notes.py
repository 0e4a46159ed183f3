"""Pictures lose what the camera wrote, and not one pixel."""

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.camera_notes import without_jpeg2000_notes, without_jpeg_notes
from tests.world.walking import bounded

NOTE = "PLACE-AND-TIME"


def jpeg(*, progressive: bool = False, note: str = NOTE, mode: str = "RGB") -> bytes:
    exif = Image.Exif()
    exif[0x010F] = note
    target = io.BytesIO()
    picture = Image.radial_gradient("L").convert(mode)
    picture.save(target, "JPEG", exif=exif, comment=note.encode(), progressive=progressive, xmp=note.encode())
    return target.getvalue() + note.encode()


def pixels(content: bytes) -> bytes:
    return Image.open(io.BytesIO(content)).tobytes()


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("progressive", [False, True])
def test_notes_go_and_every_pixel_stays(progressive, mode):
    content = jpeg(progressive=progressive, mode=mode)

    bare = without_jpeg_notes(content)

    assert NOTE.encode() in content
    assert NOTE.encode() not in bare
    assert pixels(bare) == pixels(content)


def test_notes_between_the_passes_of_a_picture_go_too():
    content = jpeg(progressive=True)
    last = content.rindex(b"\xff\xda")
    note = b"\xff\xe1" + (2 + len(NOTE)).to_bytes(2, "big") + NOTE.encode()

    bare = without_jpeg_notes(content[:last] + note + content[last:])

    assert NOTE.encode() not in bare
    assert pixels(bare) == pixels(content)


def test_a_preview_of_the_picture_goes():
    content = jpeg(mode="L")
    preview = b"JFXX\0\x10" + NOTE.encode()
    segment = b"\xff\xe0" + (2 + len(preview)).to_bytes(2, "big") + preview

    assert NOTE.encode() not in without_jpeg_notes(content[:2] + segment + content[2:])


@pytest.mark.parametrize("marker", [0x02, 0xC8, 0xEE, 0xF0, 0xFD])
def test_segments_that_draw_nothing_go_whatever_their_marker(marker):
    content = jpeg()
    segment = bytes((0xFF, marker)) + (2 + len(NOTE)).to_bytes(2, "big") + NOTE.encode()

    bare = without_jpeg_notes(content[:2] + segment + content[2:])

    assert NOTE.encode() not in bare
    assert pixels(bare) == pixels(content)


def test_what_stands_behind_the_colors_of_a_jpeg_goes():
    content = jpeg(mode="CMYK")
    start = content.index(b"\xff\xee")
    longer = b"\xff\xee" + (14 + len(NOTE)).to_bytes(2, "big") + content[start + 4 : start + 16] + NOTE.encode()

    bare = without_jpeg_notes(content[:start] + longer + content[start + 16 :])

    assert NOTE.encode() not in bare
    assert pixels(bare) == pixels(content)


def jpeg2000(*, note: str = NOTE, bare: bool = False, parts: bool = False) -> bytes:
    target = io.BytesIO()
    size = (64, 64) if parts else None
    picture = Image.radial_gradient("L")
    picture.save(target, "JPEG2000", comment=note, no_jp2=bare, tile_size=size)
    return target.getvalue()


def box(kind: bytes, content: bytes) -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + kind + content


@pytest.mark.parametrize("parts", [False, True])
@pytest.mark.parametrize("bare", [False, True])
def test_jpeg2000_loses_the_comments_of_its_code(bare, parts):
    content = jpeg2000(bare=bare, parts=parts)

    cleaned = without_jpeg2000_notes(content + (b"" if bare else box(b"xml ", NOTE.encode())))

    assert NOTE.encode() in content
    assert NOTE.encode() not in cleaned
    assert len(cleaned) == len(content)
    assert pixels(cleaned) == pixels(content)


def test_jpeg2000_loses_a_comment_of_one_part_and_what_follows_its_end():
    content = jpeg2000(note="", bare=True)
    start = content.index(b"\xff\x90\0\x0a")
    comment = b"\xff\x64" + (4 + len(NOTE)).to_bytes(2, "big") + b"\0\1" + NOTE.encode()
    size = int.from_bytes(content[start + 6 : start + 10], "big") + len(comment)
    head = content[: start + 6] + size.to_bytes(4, "big") + content[start + 10 : start + 12]

    cleaned = without_jpeg2000_notes(head + comment + content[start + 12 :] + NOTE.encode())

    assert NOTE.encode() not in cleaned
    assert pixels(cleaned) == pixels(content)


def test_jpeg2000_loses_foreign_boxes_of_its_header():
    content = jpeg2000(note="")
    start = content.index(b"jp2h") - 4
    end = start + int.from_bytes(content[start : start + 4], "big")
    header = box(b"jp2h", content[start + 8 : end] + box(b"uuid", NOTE.encode()))

    assert without_jpeg2000_notes(content[:start] + header + content[end:]) == without_jpeg2000_notes(content)


def test_a_part_of_jpeg2000_that_ends_where_its_data_begin_is_refused():
    content = jpeg2000(note="", bare=True)
    start, data = content.index(b"\xff\x90\0\x0a"), content.index(b"\xff\x93")
    size = (data - start).to_bytes(4, "big")

    with bounded(2), pytest.raises(ValueError, match="broken"):
        without_jpeg2000_notes(content[: start + 6] + size + content[start + 10 :])


@given(st.binary(max_size=80))
def test_anything_else_is_refused_or_shortened(content):
    for bare in (without_jpeg_notes, without_jpeg2000_notes):
        try:
            found = bare(content)
        except ValueError:
            continue
        assert len(found) <= len(content)


@given(st.integers(0, 2000), st.binary(min_size=1, max_size=8))
def test_a_broken_jpeg_ends_in_a_refusal_or_a_file(at, junk):
    content = jpeg()

    with suppress(ValueError):
        assert without_jpeg_notes(content[:at] + junk).startswith(b"\xff\xd8")
