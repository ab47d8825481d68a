"""What a note must not hold: a case, a statement, a substance, a number of a person's papers.

Plain values. A note is for the next visit and nothing else; what it does not hold nobody can ask
for. Both languages are looked for, whatever the case and the accents.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Why it does not belong into a note."""

    CASE = "CASE"
    STATEMENT = "STATEMENT"
    JUSTICE = "JUSTICE"
    SUBSTANCE = "SUBSTANCE"
    IDENTITY = "IDENTITY"


@dataclass(frozen=True)
class Fault:
    """Words that do not belong into a note, as they stand in it."""

    kind: Kind
    words: str


_RULES: dict[Kind, str] = {
    Kind.CASE: (
        r"(?:case|docket|warrant|incident|complaint|report|citation|badge|caso|expediente|causa"
        r"|denuncia|orden)\s*(?:no|nr|num|number|numero|id)?\s*[.:#]*\s*[a-z]{0,4}[-/]?\d[\w/-]{2,}"
        r"|\d{1,2}[-:/ ]?(?:cr|cv|mj|crim)[-:/ ]?\d{3,}"
    ),
    Kind.STATEMENT: (
        r"(?:he|she|they|subject|witness)?\s*(?:admitted|admits|confessed|confesses|incriminat\w+)"
        r"|(?:said|says|told us|stated|states)(?: that)? (?:he|she|they) (?:was |were |is |are )?"
        r"(?:bought|buys|buying|sold|sells|selling|used|uses|using|ordered|orders|dealt|deals|takes)"
        r"|in (?:his|her|their) own words|read (?:him|her|them) (?:his|her|their) rights|miranda"
        r"|confeso|admitio|(?:dijo|dice|declaro) que (?:compro|compra|vendio|vende|uso|usa|consume)"
    ),
    Kind.JUSTICE: (
        r"warrants?|arrest(?:s|ed|ing)?|charged with|criminal charges?|indict\w+|prosecut\w+"
        r"|informants?|suspects?|suspected|evidence|investigat\w+|probation|parole|convict\w+|felony"
        r"|misdemeanou?r|search(?:ed)? (?:the )?(?:house|home|car)|seiz(?:ed|ure)|subpoena\w*"
        r"|arrest(?:o|ado|ada)|orden de cateo|informante|sospechos[oa]|fiscal|pruebas contra"
        r"|libertad condicional|condenad[oa]|antecedentes penales|investigacion"
    ),
    Kind.SUBSTANCE: (
        r"fentanyl|fentanilo|heroin[ae]?|cocaine?|cocaina|crack pipe|meth|methamphetamine"
        r"|oxy(?:codone|contin)?|percocets?|xanax|adderall|opioids?|opiates?|opioides|drug deal\w*"
        r"|dealers?|darknet|dark web|bitcoin|(?:bought|buys|ordered|sold|sells) (?:pills?|drugs?)"
        r"|compr(?:o|a|aba) (?:pastillas|drogas)|vend(?:io|e|ia) (?:pastillas|drogas)|narcotraf\w+"
    ),
    Kind.IDENTITY: r"\d{3}-\d{2}-\d{4}|(?:ssn|social security|seguro social)\D{0,12}\d{4,9}",
}
_PATTERNS = {kind: re.compile(rf"(?<!\w)(?:{rule})(?!\w)") for kind, rule in _RULES.items()}
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")


def faults_of(note: str) -> list[Fault]:
    """Return everything in a note that does not belong there, in the order of the rules."""
    flat = _flat(note)
    found = [
        Fault(kind, note[match.start() : match.end()].strip())
        for kind, pattern in _PATTERNS.items()
        for match in pattern.finditer(flat)
    ]
    found += [
        Fault(Kind.IDENTITY, match[0]) for match in _CARD.finditer(flat) if _is_card(match[0])
    ]
    return found


def _flat(note: str) -> str:
    """Return the note without case and accents, each letter where it was."""
    return "".join(_plain(letter) for letter in note)


def _plain(letter: str) -> str:
    flat = unicodedata.normalize("NFKD", letter)[0].casefold()
    return flat if len(flat) == 1 else letter


def _is_card(digits: str) -> bool:
    """Tell whether the last digit is that of Luhn's check (ISO/IEC 7812-1)."""
    numbers = [int(digit) for digit in digits if digit.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in numbers[-2::-2]]
    return (sum(numbers[-1::-2]) + sum(doubled)) % 10 == 0
