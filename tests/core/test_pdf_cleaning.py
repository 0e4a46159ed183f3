"""What a rewritten PDF may still hold: the pages as they are drawn, and nothing that acts, carries or tells."""

import io
import re
import warnings
from base64 import b64decode

import pikepdf
import pymupdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image, ImageChops

from core import pdf_cleaning
from core.pdf_flaws import Flaw
from tests.scans import PDF, sheet, signed

SECRET = "TRACE-OF-WHOEVER-WROTE-IT"


def drawn(content: bytes) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(content)
    document.init_forms()
    return [page.render(may_draw_forms=True).to_pil().convert("L") for page in document]


def looks_the_same(one: bytes, other: bytes) -> bool:
    pairs = list(zip(drawn(one), drawn(other), strict=True))
    return all(sum(ImageChops.difference(*pair).histogram()[48:]) < 50 for pair in pairs)


def photo(*, note: str = SECRET) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = note
    target = io.BytesIO()
    Image.radial_gradient("L").save(target, "JPEG", exif=exif, comment=note.encode())
    return target.getvalue() + note.encode()


def action(kind: str) -> Dictionary:
    return Dictionary(S=Name(kind), JS=String(f"app.alert('{SECRET}')"), F=String(SECRET), URI=String(SECRET))


KINDS = ["/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie", "/URI"]
ANNOTATIONS = ["/Link", "/Text", "/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D", "/Widget"]


class Crafted:
    """A sheet with a photo and a line of text, into which things are put that draw nothing."""

    def __init__(self) -> None:
        self.pdf = Pdf.open(io.BytesIO(sheet()))
        self.page = self.pdf.pages[0]
        self.picture = Stream(self.pdf, photo())
        for key, value in {"/Type": Name.XObject, "/Subtype": Name.Image, "/Filter": Name.DCTDecode}.items():
            self.picture[key] = value
        self.picture["/Width"] = self.picture["/Height"] = 256
        self.picture["/ColorSpace"], self.picture["/BitsPerComponent"] = Name.DeviceGray, 8
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        self.page.obj.Resources = Dictionary(XObject=Dictionary(P=self.picture), Font=Dictionary(F=font))
        words = b"q 200 0 0 200 100 400 cm /P Do Q BT /F 20 Tf 100 300 Td (Daftar hadir) Tj ET"
        self.page.obj.Contents = self.pdf.make_stream(words)

    def bytes(self) -> bytes:
        target = io.BytesIO()
        with warnings.catch_warnings():
            # Fields that no form names are among what is put in.
            warnings.simplefilter("ignore", pikepdf.PageCopyWarning)
            self.pdf.save(target)
        return target.getvalue()

    def file(self) -> pikepdf.Object:
        inner = self.pdf.make_stream(SECRET.encode(), Type=Name.EmbeddedFile)
        return self.pdf.make_indirect(Dictionary(Type=Name.Filespec, F=String(SECRET), EF=Dictionary(F=inner)))


PLACES = {
    "open": lambda made: made.pdf.Root.__setitem__("/OpenAction", action("/JavaScript")),
    "names": lambda made: made.pdf.Root.__setitem__(
        "/Names", Dictionary(JavaScript=Dictionary(Names=Array([String("x"), action("/JavaScript")])))
    ),
    "files": lambda made: made.pdf.Root.__setitem__(
        "/Names", Dictionary(EmbeddedFiles=Dictionary(Names=Array([String("x"), made.file()])))
    ),
    "associated": lambda made: made.pdf.Root.__setitem__("/AF", Array([made.file()])),
    "of the page": lambda made: made.page.obj.__setitem__("/AA", Dictionary(O=action("/Launch"))),
    "form": lambda made: made.pdf.Root.__setitem__("/AcroForm", Dictionary(XFA=String(SECRET), Fields=Array([]))),
    "outline": lambda made: made.pdf.Root.__setitem__(
        "/Outlines", made.pdf.make_indirect(Dictionary(Type=Name.Outlines, First=Dictionary(A=action("/GoToR"))))
    ),
    "metadata": lambda made: made.pdf.Root.__setitem__("/Metadata", made.pdf.make_stream(SECRET.encode())),
    "private data": lambda made: made.page.obj.__setitem__("/PieceInfo", Dictionary(X=String(SECRET))),
    "of the picture": lambda made: made.picture.__setitem__("/Metadata", made.pdf.make_stream(SECRET.encode())),
    "alternates": lambda made: made.picture.__setitem__("/Alternates", Array([made.file()])),
    "properties": lambda made: made.page.Resources.__setitem__(
        "/Properties", Dictionary(X=Dictionary(Note=String(SECRET), A=action("/JavaScript")))
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_what_draws_nothing_is_left_behind_wherever_it_lies(place):
    made = Crafted()
    PLACES[place](made)
    content = made.bytes()

    cleaned = pdf_cleaning.cleaned(content)

    assert SECRET in everything(content)
    assert SECRET not in everything(cleaned)
    assert looks_the_same(content, cleaned)


@given(
    kinds=st.lists(st.tuples(st.sampled_from(ANNOTATIONS), st.sampled_from(KINDS)), min_size=1, max_size=6),
    places=st.sets(st.sampled_from(sorted(PLACES))),
)
@settings(max_examples=40, deadline=None)
def test_no_annotation_acts_whatever_stands_beside_it(kinds, places):
    made = Crafted()
    notes = [
        Dictionary(
            Type=Name.Annot, Subtype=Name(note), Rect=[0, 0, 9, 9], A=action(kind), AA=Dictionary(E=action(kind))
        )
        for note, kind in kinds
    ]
    made.page.obj.Annots = made.pdf.make_indirect(Array([made.pdf.make_indirect(note) for note in notes]))
    for place in places:
        PLACES[place](made)

    cleaned = pdf_cleaning.cleaned(made.bytes())

    assert SECRET not in everything(cleaned)
    assert "Daftar hadir" in pymupdf.open(stream=cleaned)[0].get_text()


def everything(content: bytes) -> str:
    """All that the file says: its objects, and its streams as they lie and unpacked."""
    with Pdf.open(io.BytesIO(content)) as found:
        streams = [one for one in found.objects if isinstance(one, Stream)]
        texts = [one.unparse(resolved=True) for one in found.objects if not isinstance(one, Stream)]
        heads = [Dictionary(one.stream_dict).unparse() for one in streams]
        raw = [one.read_raw_bytes() for one in streams]
        unpacked = [one.read_bytes() for one in streams if one.get("/Filter") != Name.DCTDecode]
        return b"\n".join([*texts, *heads, *raw, *unpacked, found.trailer.unparse()]).decode("latin-1")


def test_what_was_typed_into_a_form_stays_readable():
    document = pymupdf.open(stream=PDF)
    field = pymupdf.Widget()
    field.field_type, field.field_name = pymupdf.PDF_WIDGET_TYPE_TEXT, "nama"
    field.rect, field.field_value = pymupdf.Rect(50, 50, 300, 80), "Siti Rahmah"
    document[0].add_widget(field)

    cleaned = pdf_cleaning.cleaned(document.tobytes())

    kept = pymupdf.open(stream=cleaned)
    assert "Siti Rahmah" in kept[0].get_text()
    assert not list(kept[0].widgets())


def test_the_same_file_becomes_the_same_bytes():
    content = Crafted().bytes()

    assert pdf_cleaning.cleaned(content) == pdf_cleaning.cleaned(content)


def test_pages_keep_size_and_turn_inherited_from_above():
    with Pdf.new() as made:
        made.add_blank_page(page_size=(300, 400))
        page = made.pages[0].obj
        for key, value in {"/Rotate": 90, "/MediaBox": page.MediaBox}.items():
            made.Root.Pages[key] = value
        del page["/MediaBox"]
        target = io.BytesIO()
        made.save(target)

    with Pdf.open(io.BytesIO(pdf_cleaning.cleaned(target.getvalue()))) as kept:
        found = kept.pages[0]
        assert (list(found.mediabox), found.obj.Rotate) == ([0, 0, 300, 400], 90)


def test_a_locked_file_is_refused():
    target = io.BytesIO()
    with Pdf.open(io.BytesIO(PDF)) as made:
        made.save(target, encryption=pikepdf.Encryption(user="x", owner="y"))

    assert flaw(target.getvalue()) == Flaw.LOCKED


def test_a_file_that_opens_without_its_password_is_kept_unlocked():
    target = io.BytesIO()
    with Pdf.open(io.BytesIO(PDF)) as made:
        made.save(target, encryption=pikepdf.Encryption(user="", owner="y"))

    with Pdf.open(io.BytesIO(pdf_cleaning.cleaned(target.getvalue()))) as kept:
        assert not kept.is_encrypted


def flaw(content: bytes) -> str:
    return next(pdf_cleaning.lines(content)).get("flaw", "")


def objects_of(found: Pdf) -> str:
    heads = [Dictionary(one.stream_dict) if isinstance(one, Stream) else one for one in found.objects]
    return b"\n".join(one.unparse(resolved=True) for one in heads).decode("latin-1")


@given(at=st.integers(0, 3000), junk=st.binary(max_size=60), cut=st.integers(0, 200))
@settings(max_examples=150, deadline=None)
def test_a_broken_file_is_cleaned_or_refused(at, junk, cut):
    made = Crafted()
    for place in PLACES.values():
        place(made)
    content = made.bytes()
    at %= len(content)

    answer = next(pdf_cleaning.lines(content[:at] + junk + content[at + cut :]))

    assert answer.get("flaw") in {None, Flaw.UNREADABLE, Flaw.ACTS, Flaw.LOCKED}
    if "pdf" in answer:
        with Pdf.open(io.BytesIO(b64decode(answer["pdf"]))) as kept:
            assert set(kept.Root.keys()) == {"/Type", "/Pages"}
            assert all(set(page.obj.keys()) <= {"/Parent", *pdf_cleaning.PAGE} for page in kept.pages)
            assert not re.search(r"/(JS|JavaScript|Launch|EmbeddedFiles?|Annots?|A|AA|XFA)\b", objects_of(kept))


class TestSigned:
    """Electronically signed files stay as they are, since the signature covers their bytes."""

    def signed(self, made: Crafted) -> bytes:
        return signed(made.pdf)

    def test_a_signed_file_stays_as_it_is(self):
        content = self.signed(Crafted())

        assert pdf_cleaning.cleaned(content) == content

    @pytest.mark.parametrize("place", ["open", "names", "files", "associated", "of the page", "outline"])
    def test_a_signed_file_that_acts_is_refused(self, place):
        made = Crafted()
        PLACES[place](made)

        assert flaw(self.signed(made)) == Flaw.ACTS

    def test_a_signed_file_that_opens_a_site_by_itself_is_refused(self):
        made = Crafted()
        made.pdf.Root.OpenAction = Dictionary(S=Name.URI, URI=String("https://example.com"))

        assert flaw(self.signed(made)) == Flaw.ACTS

    def test_a_signed_file_may_have_links(self):
        made = Crafted()
        link = Dictionary(S=Name.URI, URI=String("https://tte.example.go.id"))
        note = made.pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=link))
        made.page.obj["/LinkedFrom"] = note

        content = self.signed(made)

        assert pdf_cleaning.cleaned(content) == content

    def test_what_was_added_after_the_signature_ends_it(self):
        content = self.signed(Crafted()) + b"\n% more"

        assert SECRET not in everything(pdf_cleaning.cleaned(content))

    def test_a_signature_in_name_alone_keeps_nothing(self):
        content = self.signed(Crafted())
        made = content.replace(content[content.index(b"<30") + 1 : content.index(b"<30") + 41], b"0" * 40)

        assert SECRET not in everything(pdf_cleaning.cleaned(made))

    def test_rights_that_a_program_signed_are_no_signature(self):
        made = Crafted()
        rights = Dictionary(Type=Name.Sig, ByteRange=[0, 10, 20, 10], Contents=String("0" * 20))
        made.pdf.Root.Perms = Dictionary(UR3=made.pdf.make_indirect(rights))

        assert b"ByteRange" not in pdf_cleaning.cleaned(made.bytes())


def test_a_font_carries_nothing_but_letters():
    made = Crafted()
    font = made.page.Resources.Font.F
    font["/Hidden"], font["/Metadata"] = made.pdf.make_stream(SECRET.encode()), made.pdf.make_stream(SECRET.encode())

    assert SECRET not in everything(pdf_cleaning.cleaned(made.bytes()))


def test_a_file_whose_layers_are_off_is_refused():
    made = Crafted()
    layer = made.pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("draft")))
    made.pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))

    assert flaw(made.bytes()) == Flaw.UNREADABLE


def test_how_colors_are_read_stays():
    made = Crafted()
    made.picture["/DecodeParms"] = Dictionary(ColorTransform=0)

    with Pdf.open(io.BytesIO(pdf_cleaning.cleaned(made.bytes()))) as kept:
        assert kept.pages[0].Resources.XObject.P.DecodeParms.ColorTransform == 0


def inline(data: bytes, *, name: bytes = b"DCT") -> bytes:
    """A photo that lies in the content itself, not beside it."""
    head = b"BI /W 256 /H 256 /CS /G /BPC 8 /F /" + name + b" /L " + str(len(data)).encode()
    return b"q 200 0 0 200 100 100 cm " + head + b" ID " + data + b"\nEI Q\n"


def in_a_form(made: Crafted, content: bytes) -> None:
    form = made.pdf.make_stream(content, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 600, 800])
    made.page.Resources.XObject["/Form"] = form
    made.page.obj.Contents = made.pdf.make_stream(made.page.Contents.read_bytes() + b"\n/Form Do\n")


def in_the_page(made: Crafted, content: bytes) -> None:
    made.page.obj.Contents = made.pdf.make_stream(made.page.Contents.read_bytes() + b"\n" + content)


def in_a_pattern(made: Crafted, content: bytes) -> None:
    of = {"Type": Name.Pattern, "PatternType": 1, "PaintType": 1, "TilingType": 1, "XStep": 300, "YStep": 300}
    pattern = made.pdf.make_stream(content, BBox=[0, 0, 300, 300], Resources=Dictionary(), **of)
    made.page.Resources["/Pattern"] = Dictionary(T=pattern)
    in_the_page(made, b"/Pattern cs /T scn 0 0 300 300 re f\n")


def in_a_glyph(made: Crafted, content: bytes) -> None:
    glyph = made.pdf.make_stream(b"256 0 d0 " + content)
    widths = {"FirstChar": 65, "LastChar": 65, "Widths": [256], "Encoding": Dictionary(Differences=[65, Name.a])}
    made.page.Resources.Font["/G"] = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=[0, 0, 256, 256],
        FontMatrix=[0.001, 0, 0, 0.001, 0, 0],
        CharProcs=Dictionary(a=glyph),
        **widths,
    )
    in_the_page(made, b"BT /G 200 Tf 50 50 Td (A) Tj ET\n")


@pytest.mark.parametrize("put", [in_the_page, in_a_form])
@pytest.mark.parametrize("name", [b"DCT", b"DCTDecode"])
def test_a_photo_in_the_content_keeps_no_notes_of_its_camera(put, name):
    """Regression: place and time of a photographed paper stayed where a program had put the photo into the content."""
    made = Crafted()
    put(made, inline(photo(), name=name))
    content = made.bytes()

    cleaned = pdf_cleaning.cleaned(content)

    assert SECRET in everything(content)
    assert SECRET not in everything(cleaned)
    assert looks_the_same(content, cleaned)


@pytest.mark.parametrize("put", [in_a_pattern, in_a_glyph])
def test_a_photo_in_content_that_is_not_rewritten_is_refused(put):
    made = Crafted()
    put(made, inline(photo()))

    with pytest.raises(pdf_cleaning.Flawed) as refused:
        pdf_cleaning.cleaned(made.bytes())

    assert refused.value.flaw == Flaw.UNREADABLE


@pytest.mark.parametrize("put", [in_a_pattern, in_a_glyph])
def test_drawings_of_patterns_and_letters_stay(put):
    made = Crafted()
    put(made, b"0 0 100 100 re f\n")
    content = made.bytes()

    assert looks_the_same(content, pdf_cleaning.cleaned(content))
