"""Signing outside, as an official tool does it: another key, another authority, by pyHanko."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from io import BytesIO

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

SIGNER, AUTHORITY = "Hj. Noor Aisyah, S.T., M.M.", "Otoritas Contoh"


@lru_cache
def _signer() -> SimpleSigner:
    root, leaf = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    now = datetime(2026, 11, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SIGNER)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, AUTHORITY)]))
        .public_key(leaf.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=3650))
        .sign(root, hashes.SHA256())
    )
    der = leaf.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SimpleSigner(
        asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
        asn1_keys.PrivateKeyInfo.load(der),
        SimpleCertificateStore(),
    )


def signed(content: bytes, *, visible: bool = False, change=None) -> bytes:
    """The file with an official signature appended; `change` alters it further in the same step."""
    writer = IncrementalPdfFileWriter(BytesIO(content))
    if change:
        change(writer)
    field = SigFieldSpec("TTE", box=(40, 40, 200, 90) if visible else None)
    result = BytesIO()
    signer = PdfSigner(PdfSignatureMetadata(field_name="TTE", md_algorithm="sha256"), _signer(), new_field_spec=field)
    signer.sign_pdf(writer, output=result)
    return result.getvalue()
