"""A security key in software: it answers challenges as a browser hands them to the site."""

import hashlib
import json
import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

TOUCHED = AuthenticatorData.FLAG.USER_PRESENT


class Key:
    """One key with one credential for the site of this name."""

    def __init__(self, name: str, origin: str = ""):
        self.name, self.origin, self.count = name, origin or f"http://{name}", 0
        self.secret = ec.generate_private_key(ec.SECP256R1())
        public = ES256.from_cryptography_key(self.secret.public_key())
        self.credential = AttestedCredentialData.create(Aaguid.NONE, os.urandom(32), public)

    def _site(self) -> bytes:
        return hashlib.sha256(self.name.encode()).digest()

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _told(self, **response: bytes) -> str:
        own = websafe_encode(self.credential.credential_id)
        told = {name: websafe_encode(value) for name, value in response.items()}
        return json.dumps(
            {"id": own, "rawId": own, "type": "public-key", "response": told, "clientExtensionResults": {}}
        )

    def register(self, options: dict) -> str:
        flags = TOUCHED | AuthenticatorData.FLAG.ATTESTED
        data = AuthenticatorData.create(self._site(), flags, self.count, bytes(self.credential))
        attested = AttestationObject.create("none", data, {})
        return self._told(
            clientDataJSON=self._client_data("webauthn.create", options["challenge"]), attestationObject=bytes(attested)
        )

    def answer(self, options: dict) -> str:
        self.count += 1
        data = AuthenticatorData.create(self._site(), TOUCHED, self.count)
        asked = self._client_data("webauthn.get", options["challenge"])
        signature = self.secret.sign(bytes(data) + hashlib.sha256(asked).digest(), ec.ECDSA(hashes.SHA256()))
        return self._told(clientDataJSON=asked, authenticatorData=bytes(data), signature=signature)
