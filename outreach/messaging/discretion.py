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
    "drugs": "drug drugs narcotic narcotics opioid opioids opiate heroin fentanyl fentanil oxy "
    "oxycodone oxycontin percocet vicodin hydrocodone xanax adderall meth cocaine coca naloxone "
    "narcan pill pills pastilla pastillas droga drogas buprenorphine suboxone methadone metadona "
    "naltrexone needle needles jeringa",
    "treatment": "treatment tratamiento rehab rehabilitation rehabilitacion recovery recuperacion "
    "detox desintoxicacion addict* adiccion adicto substance substances sustancia sober sobriety "
    "sobrio relapse recaida counseling clinic clinica overdos* sobredosis patient paciente",
    "police": "police policia fbi dea agent agents agente officer officers oficial detective "
    "sheriff cop cops court tribunal arrest* arresto warrant probation investigat* investigacion "
    "law_enforcement crime criminal crimen federal operation operacion",
    "market": "darknet dark_web darkweb marketplace bitcoin crypto purchase purchases purchased "
    "bought seller vendedor package paquete wallet",
}
_SHORTENERS = """
bit.ly tinyurl.com goo.gl t.co ow.ly is.gd buff.ly rebrand.ly cutt.ly rb.gy shorturl.at t.ly tiny.cc
bl.ink s.id lnkd.in
"""
SHORTENERS = _SHORTENERS.split()
_ADDRESS = re.compile(
    r"\b\d{1,6} (?:[a-z0-9]+ ){1,4}(?:st|street|ave|avenue|rd|road|dr|drive|ln|lane|blvd|boulevard"
    r"|ct|court|pl|place|way|ter|terrace|hwy|highway|calle|avenida)\b"
)


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
    if match := _ADDRESS.search(text.casefold()):
        found.append(Finding("address", match[0]))
    return found


@cache
def _any_of(kind: str) -> re.Pattern[str]:
    """Return what finds any word of a kind: nearly every text has none, and is done with."""
    return re.compile("|".join(_pattern(entry).pattern for entry in TELLING[kind].split()))


@cache
def _pattern(entry: str) -> re.Pattern[str]:
    """Return how an entry is found: "addict*" begins a word, every other one is a whole word."""
    words = re.escape(entry.rstrip("*").replace("_", " "))
    return re.compile(rf"\b{words}{r'\w*' if entry.endswith('*') else ''}\b")


def _is_said(what: str, words: str, at_least: int = 1) -> bool:
    flat = plain(what)
    return len(flat.split()) >= at_least and f" {flat} " in f" {words} "


def _names_host(text: str, host: str) -> bool:
    return bool(re.search(rf"(?<![\w.-]){re.escape(host)}(?![\w-])", text.casefold()))
