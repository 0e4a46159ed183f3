"""Runs in the process that rewrites an uploaded PDF: yields the bare pages in base64, or what is wrong with the file.

A PDF may carry programs, forms that send themselves, other files, links, and the place where a page was photographed.
Only what draws a page is taken over (ISO 32000-2, tables 29, 31, 93 and 87); nothing is looked for and taken out, so
what nobody thought of is left behind too. No Django here.
"""

import io
from base64 import b64encode
from collections.abc import Iterator
from typing import Any, cast

import pikepdf
from asn1crypto import cms
from pikepdf import Array, ContentStreamInlineImage, Dictionary, Name, Object, Pdf, Stream

from core.camera_notes import without_jpeg2000_notes, without_jpeg_notes
from core.pdf_flaws import Flaw

# What draws a page, and what a content stream may use to do so. A property list may say anything and draws nothing.
PAGE = ("/Type", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group")
# What each kind of object says of itself (tables 87 and 93, 58, 109 to 120); dictionaries of other kinds are small.
KEYS_OF_KINDS = {
    "/Font": (
        *("/Type", "/Subtype", "/Name", "/BaseFont", "/FirstChar", "/LastChar", "/Widths", "/FontDescriptor"),
        *("/Encoding", "/ToUnicode", "/DescendantFonts", "/CIDSystemInfo", "/DW", "/W", "/DW2", "/W2", "/CIDToGIDMap"),
        *("/FontBBox", "/FontMatrix", "/CharProcs", "/Resources"),
    ),
    "/FontDescriptor": (
        *("/Type", "/FontName", "/FontFamily", "/FontStretch", "/FontWeight", "/Flags", "/FontBBox", "/ItalicAngle"),
        *("/Ascent", "/Descent", "/Leading", "/CapHeight", "/XHeight", "/StemV", "/StemH", "/AvgWidth", "/MaxWidth"),
        *("/MissingWidth", "/FontFile", "/FontFile2", "/FontFile3", "/CharSet", "/Style", "/Lang", "/FD", "/CIDSet"),
    ),
    "/ExtGState": (
        *("/Type", "/LW", "/LC", "/LJ", "/ML", "/D", "/RI", "/OP", "/op", "/OPM", "/Font", "/BG", "/BG2", "/UCR"),
        *("/UCR2", "/TR", "/TR2", "/HT", "/FL", "/SM", "/SA", "/BM", "/SMask", "/CA", "/ca", "/AIS", "/TK"),
    ),
}
RESOURCES = ("/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Font", "/ProcSet")
# Keys of a stream that lead to another file, tell of its making, or name a second picture in its place.
STREAM_EXTRAS = (
    *("/F", "/FFilter", "/FDecodeParms", "/Ref", "/OPI", "/Alternates", "/AF"),
    *("/Metadata", "/PieceInfo", "/LastModified", "/OC", "/Measure", "/PtData", "/StructParent", "/StructParents"),
)
PHOTOS = {"/DCTDecode", "/DCT", "/JPXDecode"}
NOTES = {Name.DCTDecode: without_jpeg_notes, Name.JPXDecode: without_jpeg2000_notes}
# Actions and kinds of objects that do something, or carry something that is no page; and keys under which they stand.
ACTING = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound"}
CARRYING = {"/EmbeddedFile", "/Filespec", "/FileAttachment", "/RichMedia", "/Screen", "/3D", "/PS"}
UNWANTED_KEYS = {"/JS", "/JavaScript", "/EmbeddedFiles", "/XFA", "/Subtype2", "/EF", "/RF", "/AF", "/AA"}
KINDS = ("/S", "/Type", "/Subtype")


class Flawed(Exception):
    """The file cannot be used."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


def lines(data: bytes) -> Iterator[Any]:
    """Yields one line: the cleaned file, or its flaw."""
    try:
        yield {"pdf": b64encode(cleaned(data)).decode()}
    except Flawed as error:
        yield {"flaw": error.flaw}


def cleaned(data: bytes) -> bytes:
    """The pages with what is drawn on them, and nothing else; the same bytes each time.

    A file with an electronic signature is returned as it is, as the signature would not survive, provided that nothing
    in it acts or carries another file. Raises `Flawed`.
    """
    try:
        with Pdf.open(io.BytesIO(data)) as source:
            if _is_signed(source, data):
                _refuse_what_acts(source)
                return data
            if _hides_layers(source):
                # Without their settings all layers would be seen.
                raise Flawed(Flaw.UNREADABLE)
            return _rewritten(source)
    except pikepdf.PasswordError:
        raise Flawed(Flaw.LOCKED) from None
    except (
        pikepdf.PikepdfError,
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ):
        # Crafted files raise whatever the first wrong object leads to.
        raise Flawed(Flaw.UNREADABLE) from None


def _is_signed(source: Pdf, data: bytes) -> bool:
    """Whether a signature in a field covers the whole file. Who signed, and whether it holds, is not looked at.

    Programs sign rights of use too, outside of fields, which says nothing about the paper.
    """
    fields = (one for one in source.objects if isinstance(one, Dictionary) and one.get("/FT") == Name.Sig)
    return any(_covers(one.V, data) for one in fields if isinstance(one.get("/V"), Dictionary))


def _covers(signature: Object, data: bytes) -> bool:
    found = [int(one) for one in signature.get("/ByteRange", [])]
    if len(found) != 4 or found[0] != 0 or found[2] + found[3] < len(data.rstrip()):
        return False
    try:
        content = cms.ContentInfo.load(bytes(signature.Contents))
        return bool(content["content_type"].native == "signed_data")
    except ValueError:
        return False


def _hides_layers(source: Pdf) -> bool:
    shown = source.Root.get("/OCProperties", Dictionary()).get("/D", Dictionary())
    return shown.get("/BaseState") == Name.OFF or bool(len(shown.get("/OFF", Array([]))))


def _rewritten(source: Pdf) -> bytes:
    # What was typed into a form and what was noted on a page are drawn: they belong to what the paper says.
    source.generate_appearance_streams()
    source.flatten_annotations("all")
    if not source.pages:
        raise Flawed(Flaw.UNREADABLE)
    with Pdf.new() as made:
        for page in source.pages:
            _lay_beside(page)
            _keep_only(page.obj, PAGE)
        # Copies what is reached from the pages, with what they inherit.
        made.pages.extend(source.pages)
        # A form comes along with its pages.
        _keep_only(made.Root, ("/Type", "/Pages"))
        for one in made.objects:
            _bare(made, one)
        target = io.BytesIO()
        made.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    # Read as whoever downloads it will.
    with Pdf.open(io.BytesIO(target.getvalue())) as kept:
        _refuse_what_acts(kept)
    return target.getvalue()


def _lay_beside(page: pikepdf.Page) -> None:
    """Makes pictures in the content, of forms too, objects beside it, so that they lose their notes like all others."""
    for form in page.resources.get("/XObject", Dictionary()).values():
        # What has no resources of its own draws with those of the page, and is left without its pictures otherwise.
        if isinstance(form, Stream) and form.get("/Subtype") == Name.Form and "/Resources" not in form:
            form.Resources = page.resources
    page.externalize_inline_images()


def _keep_only(found: Object, names: tuple[str, ...]) -> None:
    for key in [key for key in found.keys() if key not in names]:  # noqa: SIM118  # of a PDF's dictionary
        del found[key]


def _bare(made: Pdf, one: Object) -> None:
    """Takes out of an object, and of what lies in it, what draws nothing."""
    if isinstance(one, Stream):
        for key in STREAM_EXTRAS:
            if key in one:
                del one[key]
        _without_camera_notes(made, one)
    _refuse_photos_in(one)
    if isinstance(one, Stream | Dictionary):
        if isinstance(one.get("/Resources"), Dictionary):
            _keep_only(one.Resources, RESOURCES)
        if names := KEYS_OF_KINDS.get(str(one.get("/Type", ""))):
            _keep_only(one, names)
    for part in _parts(one):
        _bare(made, part)


def _parts(one: Object) -> list[Object]:
    """What lies in the object itself; what it refers to is an object of its own."""
    if isinstance(one, Stream | Dictionary):
        values = [one[key] for key in one.keys()]  # noqa: SIM118
    else:
        values = list(one) if isinstance(one, Array) else []
    return [part for part in values if isinstance(part, Dictionary | Array) and not part.is_indirect]


def _without_camera_notes(made: Pdf, picture: Stream) -> None:
    filters, settings = _listed(picture.get("/Filter")), _listed(picture.get("/DecodeParms"))
    for name, bare in NOTES.items():
        if filters[-1:] == [name]:
            inner = made.make_stream(picture.read_raw_bytes())
            if len(filters) > 1:
                inner.Filter = Array(filters[:-1])
                if len(settings) == len(filters):
                    inner.DecodeParms = Array(settings[:-1])
            own = cast("Dictionary", settings[-1]) if len(settings) == len(filters) else None
            picture.write(bare(inner.read_bytes()), filter=name, decode_parms=own)


def _refuse_photos_in(one: Object) -> None:
    """Refuses letters and patterns that draw a photo: it lies in content of their own, and would keep its notes."""
    contents: list[Object] = [one] if isinstance(one, Stream) and "/PatternType" in one else []
    if isinstance(one, Dictionary) and isinstance(one.get("/CharProcs"), Dictionary):
        contents += one.CharProcs.values()
    for content in contents:
        _refuse_photos_drawn_by(content)


def _refuse_photos_drawn_by(content: Object) -> None:
    for part in pikepdf.parse_content_stream(content, "BI ID EI INLINE IMAGE"):
        if isinstance(part, ContentStreamInlineImage) and PHOTOS & {str(one) for one in part.iimage.filters}:
            raise Flawed(Flaw.UNREADABLE)


def _listed(found: Object | None) -> list[Object]:
    return list(found) if isinstance(found, Array) else [] if found is None else [found]


def _refuse_what_acts(source: Pdf) -> None:
    for one in source.objects:
        _refuse_acting(one)


def _refuse_acting(one: Object) -> None:
    if isinstance(one, Stream | Dictionary):
        keys = set(one.keys())
        kinds = {str(one[key]) for key in KINDS if key in keys and isinstance(one[key], Name)}
        opened = one.get("/OpenAction")
        if isinstance(opened, Dictionary) and opened.get("/S") != Name.GoTo:
            raise Flawed(Flaw.ACTS)
        if keys & UNWANTED_KEYS or kinds & (ACTING | CARRYING):
            raise Flawed(Flaw.ACTS)
    for part in _parts(one):
        _refuse_acting(part)
