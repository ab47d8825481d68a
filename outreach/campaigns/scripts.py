"""What may be said to anyone but the person: nothing that tells why the team came.

Plain text in, plain text out; no models.
"""

import re
from unicodedata import normalize

# Each is a whole word; \w* takes its endings. Accents are left out, as they are of the text.
_ENGLISH = (
    r"drugs?|pills?|overdos\w*|opioids?|opiates?|fentanyl|heroin|cocaine|naloxone|narcan|"
    r"treatments?|rehab\w*|recovery|addict\w*|detox\w*|methadone|substances?|"
    r"police\w*|sheriffs?|officers?|fbi|dea|federal|detectives?|investigat\w*|arrest\w*|"
    r"warrants?|court|jail|prison|crime|criminal|illegal\w*|"
    r"dark ?net|dark ?web|online order|purchas\w*|bought"
)
_SPANISH = (
    r"drogas?|drogad\w*|pastillas?|pildoras?|sobredosis|opioides?|fentanilo|heroina|cocaina|"
    r"naloxona|tratamientos?|rehabilita\w*|recuperacion|adict[oa]s?|adiccion\w*|desintoxica\w*|"
    r"metadona|sustancias?|policias?|agente federal|federales|detectives?|"
    r"investigaci\w*|arrest\w*|detenid[oa]s?|detencion\w*|"
    r"orden judicial|tribunal|carcel|prision|delitos?|ilegal\w*|"
    r"red oscura|mercado oscuro|compras?|compro|compraste"
)
_DISCLOSING = re.compile(rf"\b(?:{_ENGLISH}|{_SPANISH})\b", re.IGNORECASE)


def disclosing_words(text: str) -> list[str]:
    """Return the words of the text that tell why the team came, as written, each once.

    It is a short list that catches slips; it does not replace reading the text. Both languages'
    words are looked for in either text.
    """
    composed = normalize("NFC", text)
    found = {
        match.group().casefold(): composed[match.start() : match.end()]
        for match in _DISCLOSING.finditer(_without_accents(composed))
    }
    return list(found.values())


def _without_accents(text: str) -> str:
    """Return the composed text with each letter's accents taken off, of the same length."""
    return "".join(normalize("NFD", letter)[0] for letter in text)
