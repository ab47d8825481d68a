"""Random codes for addresses, so that no page's address counts or names anyone."""

from base64 import b32encode
from secrets import token_bytes


def new_code() -> str:
    """Return 12 lower-case letters and digits carrying 56 random bits."""
    return b32encode(token_bytes(7)).decode("ascii").rstrip("=").lower()
