"""How many texts a text is. Plain values.

GSM 03.38's alphabet takes 160 characters, or 153 in each of several; a single other character
makes the whole text UCS-2, with 70, or 67 in each of several (3GPP TS 23.038 and 23.040).
"""

from dataclasses import dataclass
from math import ceil

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = "^{}\\[~]|€\f"
GSM = frozenset(_BASIC + _EXTENDED)


@dataclass(frozen=True)
class Length:
    """How long a text is: its encoding, its units of that encoding, and its texts."""

    encoding: str
    units: int
    texts: int
    left: int
    outside: tuple[str, ...] = ()


def length(text: str) -> Length:
    """Return the length; `left` is what still fits into its last text, `outside` what costs."""
    outside = tuple(dict.fromkeys(c for c in text if c not in GSM))
    if outside:
        units = len(text.encode("utf-16-le")) // 2
        return _length("UCS-2", units, 70, 67, outside)
    units = len(text) + sum(c in _EXTENDED for c in text)
    return _length("GSM-7", units, 160, 153, ())


def _length(encoding: str, units: int, alone: int, joined: int, outside: tuple[str, ...]) -> Length:
    if units <= alone:
        return Length(encoding, units, 1, alone - units, outside)
    texts = ceil(units / joined)
    return Length(encoding, units, texts, texts * joined - units, outside)
