"""A passkey as a browser hands it over."""

from __future__ import annotations

from typing import Any

from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData


def passkey() -> dict[str, Any]:
    key = ES256({1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32})
    attested = AttestedCredentialData.create(Aaguid.NONE, b"an id", key)
    flags = AuthenticatorData.FLAG.USER_PRESENT | AuthenticatorData.FLAG.ATTESTED
    made = AttestationObject.create("none", AuthenticatorData.create(b"h" * 32, flags, 0, attested), {})
    ident = websafe_encode(b"an id")
    client = websafe_encode(b'{"type": "webauthn.create", "challenge": "eA", "origin": "http://testserver"}')
    response = {"clientDataJSON": client, "attestationObject": websafe_encode(made)}
    return {"id": ident, "rawId": ident, "type": "public-key", "response": response}
