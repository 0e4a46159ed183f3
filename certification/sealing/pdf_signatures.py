"""Reads PDF signatures with pyHanko, without network access.

Stored files are read in the web process. Untrusted ones are read by `foreign_pdfs` in a separate process that imports
this module, since a crafted PDF can keep its reader busy forever. Therefore no Django here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import pem, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, ModificationLevel
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext


@dataclass(frozen=True)
class Signature:
    """`holds`: the signature matches the bytes; `is_whole`: it covers the whole file; `is_trusted`: by a given root."""

    fingerprint: str
    signer: str
    authority: str
    at: datetime | None
    holds: bool
    is_whole: bool
    is_trusted: bool


def lines(data: bytes, *, at: str, root: str, issued: int | None) -> Iterator[Any]:
    """One line of signature data; `issued` is the number of leading bytes that are an issued file, if any.

    `only_signed` says whether only signatures were added to those.
    """
    found = [asdict(one) for one in signatures(data, root=root, at=datetime.fromisoformat(at))]
    for one in found:
        one["at"] = one["at"] and one["at"].isoformat()
    yield {"signatures": found, "only_signed": issued is not None and only_signed_since(data[:issued], data)}


def signatures(content: bytes, *, at: datetime, root: str = "") -> list[Signature]:
    """Signatures in the file, oldest first; none if it cannot be read.

    `root` is a certificate (PEM) trusted as of `at`.
    """
    roots = [_certificate(root)] if root else []
    try:
        reader = PdfFileReader(BytesIO(content))
        return [_signature(one, roots, at) for one in reader.embedded_regular_signatures]
    except Exception:
        # Malformed PDFs can raise anything; a file that cannot be read has no seal.
        return []


def only_signed_since(issued: bytes, content: bytes) -> bool:
    """Whether the file consists of the issued bytes plus nothing but signatures."""
    try:
        count = PdfFileReader(BytesIO(issued)).xrefs.total_revisions
        reader = PdfFileReader(BytesIO(content))
        found = DEFAULT_DIFF_POLICY.review_file(reader, _with_form(reader, count - 1))
    except Exception:
        return False
    return isinstance(found, DiffResult) and found.modification_level <= ModificationLevel.FORM_FILLING


def _with_form(reader: PdfFileReader, revision: int) -> HistoricalResolver:
    """That revision with an empty form added if it has none, because pyHanko only compares forms."""
    base, name = reader.get_historical_resolver(revision), generic.pdf_name("/AcroForm")
    if name not in base.root:
        flags = reader.root[name].get("/SigFlags", generic.NumberObject(0))
        form = {generic.pdf_name("/Fields"): generic.ArrayObject(), generic.pdf_name("/SigFlags"): flags}
        base.root[name] = generic.DictionaryObject(form)
    return base


def _signature(found: EmbeddedPdfSignature, roots: Sequence[x509.Certificate], at: datetime) -> Signature:
    status = validate_pdf_signature(found, ValidationContext(trust_roots=list(roots), moment=at))
    return Signature(
        fingerprint=found.signer_cert.sha256.hex(),
        signer=_name(found.signer_cert.subject),
        authority=_name(found.signer_cert.issuer),
        at=found.self_reported_timestamp,
        holds=status.intact and status.valid,
        is_whole=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        is_trusted=status.trusted,
    )


def _name(found: x509.Name) -> str:
    return str(found.native.get("common_name") or found.human_friendly)[:200]


def _certificate(text: str) -> x509.Certificate:
    _kind, _headers, der = pem.unarmor(text.encode())
    return x509.Certificate.load(der)
