"""A scan as an office sends it, and as it is kept."""

import io

import pikepdf
from asn1crypto import cms
from pikepdf import Array, Dictionary, Name, Pdf, String

from core import pdf_cleaning


def sheet(*, width: int = 595) -> bytes:
    """A PDF of one page that says where it was written."""
    with pikepdf.Pdf.new() as made:
        made.add_blank_page(page_size=(width, 842))
        made.docinfo["/Author"] = "Petugas Register"
        target = io.BytesIO()
        made.save(target)
    return target.getvalue()


def signed(made: Pdf) -> bytes:
    """The file with a signature in a field, which covers all of its bytes; nobody vouches for it."""
    value = Dictionary(Type=Name.Sig, ByteRange=[0, 1000000, 1000000, 1000000], Contents=String(b"\0" * 200))
    field = Dictionary(FT=Name.Sig, T=String("ttd"), V=value, Subtype=Name.Widget, Rect=[0, 0, 0, 0])
    place = made.make_indirect(field)
    made.Root.AcroForm = Dictionary(Fields=Array([place]), SigFlags=3)
    made.pages[0].obj.Annots = Array([place])
    target = io.BytesIO()
    made.save(target, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return _with_signature(target.getvalue())


def _with_signature(content: bytes) -> bytes:
    # Written over what the file holds in its place, as programs that sign do.
    message = cms.ContentInfo(
        {
            "content_type": "signed_data",
            "content": cms.SignedData(
                {
                    "version": "v1",
                    "digest_algorithms": [],
                    "encap_content_info": {"content_type": "data"},
                    "signer_infos": [],
                }
            ),
        }
    ).dump()
    hexed = message.hex().encode().ljust(400, b"0")
    start = content.index(b"<" + b"00" * 200 + b">")
    end = start + 402
    ranges = b"[0 %d %d %d]" % (start, end, len(content) - end)
    made = content.replace(b"<" + b"00" * 200 + b">", b"<" + hexed + b">")
    return made.replace(b"[ 0 1000000 1000000 1000000 ]", ranges.ljust(len(b"[ 0 1000000 1000000 1000000 ]")))


PDF = sheet()
BARE_PDF = pdf_cleaning.cleaned(PDF)
