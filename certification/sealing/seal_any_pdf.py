"""Seals any PDF: pyHanko adds the field and reserves the space, filled with the same message as in stamped files."""

from datetime import datetime
from io import BytesIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from certification.sealing.key_files import OpenKey
from certification.sealing.message import message_of
from certification.sealing.seal_stamped import FIELD, LABEL


class _Appender(IncrementalPdfFileWriter):
    def _update_meta(self) -> None:
        """Keeps the document metadata unchanged: pyHanko would add its own name and the time."""


def sealed(content: bytes, key: OpenKey, *, at: datetime) -> bytes:
    """The file with its seal appended: starts with `content`; the seal covers everything but itself."""
    message = message_of(key)
    writer = _Appender(BytesIO(content))
    # Outside the page, as PDF/UA-1 requires of an invisible field.
    invisible = InvisSigSettings(box_out_of_bounds=True)
    append_signature_field(writer, SigFieldSpec(FIELD, readable_field_name=LABEL, invis_sig_settings=invisible))
    entries = SignatureObject(
        at, SigSeedSubFilter.PADES, name=key.name, reason=LABEL, bytes_reserved=2 * message.length
    )  # in hexadecimal digits
    steps = PdfCMSEmbedder().write_cms(FIELD, writer)
    next(steps)
    steps.send(SigObjSetup(entries))
    result = BytesIO()
    prepared, _output = steps.send(SigIOSetup("sha256", output=result))
    steps.send(message.over(prepared.document_digest))
    return result.getvalue()
