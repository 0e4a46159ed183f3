"""What the signer signs beside a paper for a holder, so that nobody else can write a row that counts as sealed."""

import json
from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from certification.register.models import HolderPaper


def content_of(paper: HolderPaper) -> bytes:
    """All that counts of a paper: whose it is, every word, and the digest of its sealed bytes."""
    told = [
        "terampil holder paper",
        str(paper.public_id),
        paper.enrollment_id,
        paper.office,
        paper.code,
        sha256(json.dumps(paper.words, sort_keys=True, ensure_ascii=False).encode()).hexdigest(),
        paper.sha256,
        # Whole seconds since 1970: databases return moments in different zones.
        *(int(moment.timestamp()) if moment else None for moment in (paper.made_at, paper.sealed_at)),
    ]
    return json.dumps(told).encode()


def is_proven(paper: HolderPaper) -> bool:
    """Whether the key that the row names has signed this paper as it stands."""
    key = paper.seal_key
    return key is not None and signed_by(key.certificate, key.fingerprint, content_of(paper), paper.proof)


def signed_by(certificate: str, fingerprint: str, content: bytes, signature: str) -> bool:
    """Whether the signature (DER, hexadecimal) over the content is by that certificate (PEM) of that fingerprint."""
    try:
        found = x509.load_pem_x509_certificate(certificate.encode())
    except ValueError:
        return False
    public = found.public_key()
    # The row may name a fingerprint that is not its certificate's.
    if found.fingerprint(hashes.SHA256()).hex() != fingerprint or not isinstance(public, ec.EllipticCurvePublicKey):
        return False
    try:
        public.verify(bytes.fromhex(signature), content, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True
