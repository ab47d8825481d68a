"""Keyed hashes by which a phone, an address or a person is found without storing the plain value.

A key survives erasure: it says that someone asked not to be contacted, not who it was.
"""

from functools import cache
from hashlib import blake2b, sha512

from django.conf import settings

KEY_BYTES = 16


def keyed_hash(kind: str, value: str) -> str:
    """Return BLAKE2b, keyed, of a normalised value: 128 bits as 32 hex digits.

    `kind` keeps equal texts of different meaning apart ("phone", "address", "person"). BLAKE2 has
    a keyed mode of its own (RFC 7693) and costs a quarter of an HMAC, three of which each imported
    row would need.
    """
    message = f"{kind}:{value}".encode()
    return blake2b(message, key=_key(), digest_size=KEY_BYTES).hexdigest()


@cache
def _key() -> bytes:
    # BLAKE2b takes at most 64 bytes; the setting may be of any length.
    return sha512(str(settings.LOOKUP_KEY).encode()).digest()
