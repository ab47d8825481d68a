"""Opening what a phone sealed: ECDH on P-256, HKDF-SHA-256, AES-256-GCM, all by `cryptography`.

docs/sync.md has the same steps for the phone's side. Plain values in and out.
"""

import hashlib
import re
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

NAME = re.compile(r"[0-9a-f]{16}")
INFO = b"doorstep/sealed-report/1"
CURVE = ec.SECP256R1
POINT_BYTES, SCALAR_BYTES, IV_BYTES, PAD_BYTES = 65, 32, 12, 256


class CannotOpen(Exception):  # noqa: N818 - it reads as what happened
    """It was not sealed to this key, under this identifier, or was changed since."""


@dataclass(frozen=True)
class Sealed:
    """A sealed report as it travels, its parts decoded."""

    id: str
    key: str
    ephemeral: bytes
    iv: bytes
    ciphertext: bytes

    @classmethod
    def read(cls, sent: Any) -> "Sealed":
        """Return what JSON holds. Raises CannotOpen where a part is missing or is no base64."""
        try:
            parts = [b64decode(sent[n], validate=True) for n in ("ephemeral", "iv", "ciphertext")]
            sealed = cls(str(sent["id"]), str(sent["key"]), *parts)
        except (KeyError, TypeError, ValueError) as error:
            raise CannotOpen from error
        if not NAME.fullmatch(sealed.key):
            # Also what no database could look up.
            raise CannotOpen
        if len(sealed.ephemeral) != POINT_BYTES or len(sealed.iv) != IV_BYTES:
            raise CannotOpen
        return sealed


def new_pair() -> tuple[str, str]:
    """Return a new key pair as base64: the raw public point and the private scalar."""
    private = ec.generate_private_key(CURVE())
    scalar = private.private_numbers().private_value.to_bytes(SCALAR_BYTES, "big")
    return b64encode(_point(private.public_key())).decode(), b64encode(scalar).decode()


def name_of(public_key: str) -> str:
    """Return the short name of a public key: the beginning of its SHA-256."""
    return hashlib.sha256(b64decode(public_key)).hexdigest()[:16]


def open_sealed(sealed: Sealed, private_key: str) -> bytes:
    """Return what was sealed to this private key (base64). Raises CannotOpen."""
    private = ec.derive_private_key(int.from_bytes(b64decode(private_key), "big"), CURVE())
    try:
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE(), sealed.ephemeral)
        secret = private.exchange(ec.ECDH(), theirs)
        key = _key(secret, sealed.ephemeral, _point(private.public_key()))
        return AESGCM(key).decrypt(sealed.iv, sealed.ciphertext, _bound_to(sealed.key, sealed.id))
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error


def seal(text: bytes, identifier: str, public_key: str) -> dict[str, str]:
    """Seal as a phone does, padded; for programs and tests that stand in for one."""
    ours = ec.generate_private_key(CURVE())
    point = b64decode(public_key)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE(), point)
    ephemeral, iv = _point(ours.public_key()), secrets.token_bytes(IV_BYTES)
    key = _key(ours.exchange(ec.ECDH(), theirs), ephemeral, point)
    padded = text.ljust(-(-len(text) // PAD_BYTES) * PAD_BYTES)
    name = name_of(public_key)
    closed = AESGCM(key).encrypt(iv, padded, _bound_to(name, identifier))
    parts = {"ephemeral": ephemeral, "iv": iv, "ciphertext": closed}
    coded = {part: b64encode(value).decode() for part, value in parts.items()}
    return {"id": identifier, "key": name, **coded}


def _key(secret: bytes, ephemeral: bytes, point: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=ephemeral + point, info=INFO).derive(secret)


def _bound_to(key: str, identifier: str) -> bytes:
    return INFO + f"|{key}|{identifier}".encode()


def _point(public: ec.EllipticCurvePublicKey) -> bytes:
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
