"""Looks a password up in a file of breached ones without loading it.

The file is plain text, one password a line, or what Have I Been Pwned offers for download: SHA-1
in hexadecimal with a count, sorted ("ordered by hash"). That one has some thirty gigabytes, so it
is searched by halving, which reads about thirty-five places.
"""

import hashlib
import re
from io import BufferedReader
from pathlib import Path

HASH_LINE = re.compile(rb"[0-9A-Fa-f]{40}(:\d+)?\s*")
HASH_LENGTH = 40


def holds(path: str, password: str) -> bool:
    """Tell whether the file holds the password. Raises OSError where it cannot be read."""
    with Path(path).open("rb") as file:
        if HASH_LINE.fullmatch(file.readline()):
            # The list's own choice of a hash; it protects nothing here.
            digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest()
            return _search(file, digest.upper().encode())
        file.seek(0)
        wanted = password.encode()
        return any(line.rstrip(b"\r\n") == wanted for line in file)


def _search(file: BufferedReader, wanted: bytes) -> bool:
    """Halve the bytes in which a line that starts with `wanted` could begin."""
    low, high = 0, file.seek(0, 2)
    while low < high:
        middle = (low + high) // 2
        found = _hash_at(file, middle)
        if found and found < wanted:
            low = middle + 1
        else:
            high = middle
    return _hash_at(file, low) == wanted


def _hash_at(file: BufferedReader, place: int) -> bytes:
    """Return the hash of the first line that begins at `place` or after it; b'' at the end."""
    file.seek(max(place - 1, 0))
    if place:
        file.readline()
    return file.readline()[:HASH_LENGTH].upper()
