"""Signed JSON for other programs: VC-JWT, only EdDSA."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from certification.verification import statement_keys
from certification.verification.models import StatementKey


class _Algorithm(type(jws.JWSRegistry.algorithms["EdDSA"])):  # type: ignore[misc]
    # The library warns that RFC 9864 renamed it "Ed25519"; wallets and Open Badges expect the old name.
    security_warning = None


class _Registry(jws.JWSRegistry):
    """Allows a single algorithm, under the name used by Open Badges."""

    algorithms = {"EdDSA": _Algorithm()}


_REGISTRY = _Registry(algorithms=["EdDSA"])


def address(name: str, *arguments: object) -> str:
    """The full public URL of a page, on the neutral host."""
    return settings.PUBLIC_BASE_URL + reverse(f"certification:{name}", args=arguments)


def issuer_of(key: StatementKey) -> dict[str, Any]:
    """The training center as issuer; its id names the list in which the key is found."""
    center = key.training_center
    name = center.official_name or center.name
    return {"id": f"{address('public_keys')}#{center.code.lower()}", "type": ["Profile"], "name": name}


def signed(payload: Mapping[str, Any], key: StatementKey) -> str:
    """The token, with the public key in its header so that readers find it in the published list.

    Raises `RuleViolation`.
    """
    secret = statement_keys.secret_of(key.kid)
    raw = urlsafe_b64encode(secret.private_bytes_raw()).decode().rstrip("=")
    header = {"alg": "EdDSA", "typ": "JWT", "kid": key.kid, "jwk": jwk(key)}
    content = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    return jws.serialize_compact(header, content, OKPKey.import_key({**jwk(key), "d": raw}), registry=_REGISTRY)


def jwk(key: StatementKey) -> dict[str, str]:
    """The public half as a JSON Web Key (RFC 8037)."""
    return {"kty": "OKP", "crv": "Ed25519", "kid": key.kid, "x": key.public_key}


def read(token: str, keys: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """The content of a token signed by one of the keys (JWK by kid); a key inside the token is not trusted.

    Raises ValueError otherwise.
    """
    try:
        found = jws.deserialize_compact(token, lambda one: _public(one.headers(), keys), registry=_REGISTRY)
    except (JoseError, KeyError) as error:
        raise ValueError("not signed by a key that is known here") from error
    payload: dict[str, Any] = json.loads(found.payload)
    return payload


def _public(header: Mapping[str, Any], keys: Mapping[str, Mapping[str, str]]) -> OKPKey:
    return OKPKey.import_key(dict(keys[str(header["kid"])]))


def moment(value: datetime) -> str:
    """In the format of credentials: 2026-09-18T01:12:00Z."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")
