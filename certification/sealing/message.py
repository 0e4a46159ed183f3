"""The signature: CMS SignedData for PAdES-B-B (ETSI EN 319 142-1), all but two parts of which are constant.

Certificate, algorithms and attributes are encoded once per key; each seal adds the digest of the file and the
signature over the attributes.
"""

from functools import lru_cache
from hashlib import sha256

from asn1crypto import algos, cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding

from certification.sealing.key_files import OpenKey

_SEQUENCE, _SET, _OCTETS, _EXPLICIT_0 = 0x30, 0x31, 0x04, 0xA0
# Two signed 256-bit integers and their headers.
LONGEST_SIGNATURE = 72
_DIGEST = bytes(range(32))


class Message:
    """Makes the signatures of one key."""

    def __init__(self, key: OpenKey) -> None:
        self.key = key
        der = key.certificate.public_bytes(Encoding.DER)
        attributes = _attributes(der)
        self._before, _stand_in, self._after = attributes.partition(_DIGEST)
        certificate = asn1_x509.Certificate.load(der)
        signer = cms.IssuerAndSerialNumber({"issuer": certificate.issuer, "serial_number": certificate.serial_number})
        sha = algos.DigestAlgorithm({"algorithm": "sha256"}).dump()
        ecdsa = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}).dump()
        one = b"\x02\x01\x01"
        self._head = one + signer.dump() + sha
        self._tail = ecdsa
        content = cms.EncapsulatedContentInfo({"content_type": "data"}).dump()
        self._data = one + _coded(_SET, sha) + content + _coded(_EXPLICIT_0, der)
        self._kind = cms.ContentType("signed_data").dump()
        self.length = len(self._wrapped(_DIGEST, bytes(LONGEST_SIGNATURE)))

    def over(self, digest: bytes) -> bytes:
        """The DER signature of a file with that SHA-256; never longer than `length`."""
        inside = self._before + digest + self._after
        # Signed as a SET, embedded under an implicit tag (RFC 5652, 5.4).
        return self._wrapped(digest, self.key.sign(_coded(_SET, inside)))

    def _wrapped(self, digest: bytes, signature: bytes) -> bytes:
        inside = _coded(_EXPLICIT_0, self._before + digest + self._after)
        signer = _coded(_SEQUENCE, self._head + inside + self._tail + _coded(_OCTETS, signature))
        data = _coded(_SEQUENCE, self._data + _coded(_SET, signer))
        return _coded(_SEQUENCE, self._kind + _coded(_EXPLICIT_0, data))


@lru_cache(maxsize=8)
def message_of(key: OpenKey) -> Message:
    """The signature maker of this key, cached."""
    return Message(key)


def _attributes(certificate: bytes) -> bytes:
    """The content of the set of signed attributes, with a placeholder for the digest.

    It contains no signing time: PAdES keeps that in the PDF.
    """
    reference = tsp.SigningCertificateV2({"certs": [tsp.ESSCertIDv2({"cert_hash": sha256(certificate).digest()})]})
    found = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
            cms.CMSAttribute({"type": "message_digest", "values": [_DIGEST]}),
            cms.CMSAttribute({"type": "signing_certificate_v2", "values": [reference]}),
        ]
    )
    return bytes(found.contents)


def _coded(tag: int, content: bytes) -> bytes:
    """A DER value."""
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    size = (length.bit_length() + 7) // 8
    return bytes((tag, 0x80 | size)) + length.to_bytes(size, "big") + content
