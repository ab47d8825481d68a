"""What a text must not say, because whoever sees the phone may read it. Plain values.

A message may say that someone would like to know how they are; never why.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from outreach.messaging.keywords import plain

# By what they would disclose; two words joined by "_" belong together.
TELLING: dict[str, str] = {
    "drugs": "drug drugs drugged narcotic* opioid* opiate* opiaceo* heroin* fentan* oxy oxys "
    "oxycodon* oxycontin percocet* vicodin hydrocodon* xanax adderall meth methamphetamin* "
    "metanfetamin* amphetamin* anfetamin* cocain* coca morphin* morfina naloxon* narcan pill pills "
    "pastilla pastillas droga* buprenorphin* buprenorfin* suboxon* sublocade subutex vivitrol "
    "methadon* metadona naltrexon* needle needles jeringa jeringas",
    "treatment": "treatment* tratamiento* rehab* recovery recuperacion detox* desintoxicacion "
    "addict* adiccion* adicto* adicta* substance substances sustancia* sober sobriety sobrio "
    "sobria relaps* recaida* counsel* clinic* overdos* over_dose sobredosis patient patients "
    "paciente pacientes",
    "police": "police* policia* fbi f_b_i dea d_e_a feds agent* officer* oficial oficiales "
    "detective* sheriff* cop cops court courts tribunal* arrest* warrant* probation investigat* "
    "investigacion* law_enforcement crime* criminal* crimen federal operation operacion",
    "market": "darknet* dark_net dark_web darkweb marketplace* bitcoin* crypto* purchase purchases "
    "purchased bought seller sellers vendedor* package* paquete* wallet*",
}
_SHORTENERS = """
bit.ly tinyurl.com goo.gl t.co ow.ly is.gd buff.ly rebrand.ly cutt.ly rb.gy shorturl.at t.ly tiny.cc
bl.ink s.id lnkd.in bitly.com v.gd j.mp adf.ly dlvr.it soo.gd short.io shorturl.com tr.im qr.ae
"""
SHORTENERS = _SHORTENERS.split()
# Not "2 pm with Dr. Lee" or "5 on our way": what follows a door's number is no time.
_ADDRESS = re.compile(
    r"\b\d{1,6} (?!(?:am|pm|on|in|at|or|to|and|with|minutes?|hours?|days?|weeks?|months?)\b)"
    r"(?:(?:[a-z0-9]+ ){1,4}(?:st|street|ave|avenue|rd|road|dr|drive|ln|lane|blvd|boulevard"
    r"|ct|court|pl|place|way|ter|terrace|hwy|highway)\b|(?:calle|avenida|camino) [a-z0-9])"
    r"|\b(?:calle|avenida) (?:[a-z0-9]+ ){1,4}\d{1,6}\b"
)
# Where a sentence or a part of it ends; the dot of "N. Main St." ends none.
_ENDS = re.compile(r"[,;:!?\n]|(?:(?<=\w\w\w)|(?<=\d))\.\s")


@dataclass(frozen=True)
class Finding:
    """A word that tells, and of what: a key of TELLING, or "link", "name", "address"."""

    kind: str
    words: str


def telling_words(
    text: str, names: Iterable[str] = (), streets: Iterable[str] = ()
) -> list[Finding]:
    """Return everything in a text that would disclose, in the order of the rules.

    `names` are full names and `streets` doors that belong to the person; a first name alone is
    how one greets. The words of one rule are found whole, in either language.
    """
    # Without its dots F.B.I. is a word.
    words = f"{plain(text)} / {plain(text.replace('.', ''))}"
    found = [
        Finding(kind, match[0])
        for kind, listed in TELLING.items()
        if _any_of(kind).search(words)
        for entry in listed.split()
        if (match := _pattern(entry).search(words))
    ]
    if "." in text:
        found += [Finding("link", host) for host in SHORTENERS if _names_host(text, host)]
    found += [Finding("name", name) for name in names if _is_said(name, words, at_least=2)]
    found += [Finding("address", street) for street in streets if _is_said(street, words)]
    return found + _addresses(text)


def _addresses(text: str) -> list[Finding]:
    if not any(map(str.isdigit, text)):
        return []
    parts = (plain(part) for part in _ENDS.split(text))
    return [Finding("address", match[0]) for part in parts if (match := _ADDRESS.search(part))]


@cache
def _any_of(kind: str) -> re.Pattern[str]:
    """Return what finds any word of a kind: nearly every text has none, and is done with."""
    return re.compile(rf"\b(?:{'|'.join(_as_pattern(entry) for entry in TELLING[kind].split())})\b")


@cache
def _pattern(entry: str) -> re.Pattern[str]:
    """Return how an entry is found: "addict*" begins a word, every other one is a whole word."""
    return re.compile(rf"\b{_as_pattern(entry)}\b")


def _as_pattern(entry: str) -> str:
    words = re.escape(entry.rstrip("*").replace("_", " "))
    return words + (r"\w*" if entry.endswith("*") else "")


def _is_said(what: str, words: str, at_least: int = 1) -> bool:
    flat = plain(what)
    return len(flat.split()) >= at_least and f" {flat} " in f" {words} "


def _names_host(text: str, host: str) -> bool:
    return bool(re.search(rf"(?<![\w.-])(?:www\.)?{re.escape(host)}(?![\w-])", text.casefold()))
