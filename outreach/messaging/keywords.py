"""What an incoming text means to us, by its words alone. Plain text in, plain values out.

The keywords are those that carriers and Twilio act on (Twilio, "Advanced Opt-Out", and the FCC's
rule that any reasonable wording revokes consent, 47 CFR 64.1200(a)(10)), with Spanish ones.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Meaning(StrEnum):
    """What must happen with a text."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"
    ASKS_TO_STOP = "ASKS_TO_STOP"
    OTHER = "OTHER"


@dataclass(frozen=True)
class Reading:
    """What a text means, and whether its words are those of someone in danger."""

    meaning: Meaning
    crisis: bool = False


_STOP = """
stop stopall stop_all unsubscribe cancel end quit revoke optout opt_out parar alto cancelar baja
dar_de_baja detener
"""
_POLITE = "please pls plz por favor thanks thank you gracias now ya"
# YES is on Twilio's own list. It answers many questions, so it never undoes a STOP with us.
KEYWORDS: dict[Meaning, frozenset[str]] = {
    Meaning.STOP: frozenset(word.replace("_", " ") for word in _STOP.split()),
    Meaning.START: frozenset({"start", "unstop", "empezar", "iniciar"}),
    Meaning.HELP: frozenset({"help", "info", "ayuda", "informacion"}),
}
# What people write around a keyword without meaning anything else.
POLITE = frozenset(_POLITE.split())

_ASKS_TO_STOP = re.compile(
    r"\b(?:do ?n[o']?t|dont|never|quit|stop|no more|cease)\b.{0,30}"
    r"\b(?:text|texts|texting|message|messages|messaging|contact|contacting|write|call|calling|bother)"
    r"|\b(?:leave me alone|take me off|remove (?:me|my number)|lose (?:my|this) number|wrong number"
    r"|wrong person|unsubscribe|opt(?:ing)? ?out|not interested)\b"
    r"|\bno (?:me )?(?:escriba|mande|envie|contacte|moleste|llame)\w*"
    r"|\b(?:deje|dejen|pare|paren) de\b|\b(?:quiteme|borreme|numero equivocado|no mas mensajes)\b"
)
_CRISIS = re.compile(
    r"\b(?:suicid\w*|kill(?:ing)? my ?self|end(?:ing)? my life|end it all"
    r"|(?:want(?: to)?|wanna) die"
    r"|(?:do not|dont|no longer|not) (?:want to|wanna) (?:live|be alive|wake up|be here)"
    r"|no reason to live|better off dead|wish (?:i was|i were|id be) dead|goodbye forever"
    r"|hurt(?:ing)? my ?self|cut(?:ting)? my ?self|overdos\w*|od ?ed|oding"
    r"|took (?:too (?:many|much)|all of (?:them|it)|the whole bottle)|not breathing|cant breathe"
    r"|wont wake up|passed out and|turning blue|emergency|call 911"
    r"|matarme|suicidarme|quitarme la vida|(?:quiero|quisiera) (?:morir|morirme)|ganas de morir\w*"
    r"|no (?:quiero|quisiera) (?:seguir )?(?:vivir|viviendo)|sin ganas de vivir|hacerme dano"
    r"|me las tome todas|me tome todo|sobredosis|no respira|no despierta|emergencia)\b"
)


def read(text: str, opt_out_type: str = "") -> Reading:
    """Return what a text means. `opt_out_type` is what Twilio itself took it for: it wins."""
    words = plain(text)
    crisis = bool(_CRISIS.search(words))
    if opt_out_type.upper() in (Meaning.STOP, Meaning.START, Meaning.HELP):
        return Reading(Meaning(opt_out_type.upper()), crisis)
    return Reading(_keyword(words) or _sentence(words), crisis)


def plain(text: str) -> str:
    """Return the text as it is compared: no case, accents, punctuation or doubled spaces."""
    flat = unicodedata.normalize("NFKD", text).casefold()
    flat = "".join(c for c in flat if not unicodedata.combining(c) and c not in "'’`")
    return " ".join(re.sub(r"[^a-z0-9]+", " ", flat).split())


def _keyword(words: str) -> Meaning | None:
    kept = [word for word in words.split() if word not in POLITE] or words.split()
    core = " ".join(kept)
    # S.T.O.P and "s t o p" are as good as the word.
    squeezed = core.replace(" ", "") if all(len(word) == 1 for word in kept) else core
    for meaning, known in KEYWORDS.items():
        if core in known or squeezed in known:
            return meaning
    return None


def _sentence(words: str) -> Meaning:
    return Meaning.ASKS_TO_STOP if _ASKS_TO_STOP.search(words) else Meaning.OTHER
