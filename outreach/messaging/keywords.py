"""What an incoming text means to us, by its words alone. Plain text in, plain values out.

The keywords are those that carriers and Twilio act on (Twilio, "Advanced Opt-Out", and the FCC's
rule that any reasonable wording revokes consent, 47 CFR 64.1200(a)(10)), with Spanish ones.
"""

import re
import unicodedata
from collections.abc import Iterable
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
KEYWORDS: dict[Meaning, frozenset[str]] = {
    Meaning.STOP: frozenset(word.replace("_", " ") for word in _STOP.split()),
    Meaning.START: frozenset({"start", "unstop", "empezar", "iniciar"}),
    Meaning.HELP: frozenset({"help", "info", "ayuda", "informacion"}),
}
# What people write around a keyword without meaning anything else.
POLITE = frozenset(_POLITE.split())
# YES is on Twilio's own list. It answers many questions, so it never undoes a STOP with us.
YES = frozenset({"yes", "y", "yeah", "yep", "ok", "okay", "sure", "si", "claro"})

_ASKS_TO_STOP = re.compile(
    r"\b(?:do ?n[o']?t|dont|never|quit|stop|no more|cease)\b.{0,30}"
    r"\b(?:text|texts|texting|message|messages|messaging|contact|contacting|write|call|calling|bother"
    r"|send|spam|harass)"
    # STOP as the last word, or with little behind it.
    r"|^(?:\w+ ){0,5}stop(?: (?:stop|it|this|that|these|now|already|u|you|man|dude|please|all))*$"
    r"|\b(?:leave me alone|go away|fuck off|(?:take|get) me off|remove me|wrong number|wrong person"
    r"|(?:remove|delete|erase|forget|lose|take) (?:my|this) (?:phone )?number"
    r"|unsubscribe|opt(?:ing)? ?(?:me )?out|not interested"
    r"|(?:end|cancel|revoke|withdraw) (?:my |this |these |the |all )?(?:texts?|messages?|consent)"
    r"|(?:do not|dont|no longer) (?:consent|want (?:this|these|them|those|your)))\b"
    r"|^no more$"
    r"|\bno (?:me )?(?:escriba|mande|envie|contacte|moleste|llame)\w*"
    r"|\bno (?:quiero|deseo) (?:recibir|mas|que me)\b|^(?:ya )?(?:basta|pare|paren)(?: ya)?$"
    r"|\b(?:deje|dejen|pare|paren) de\b|\b(?:deja|deje|dejen)me en paz\b"
    r"|\b(?:quit|borr|saqu)en?me\b|\b(?:quite|borre|elimine)n? (?:mi|este) numero\b"
    r"|\b(?:numero equivocado|no mas mensajes)\b"
)
# A reaction comes as a text that quotes: Liked “Hi Rosa, …”.
_QUOTING = re.compile(r"^(?P<lead>[^“\"]{1,40})[“\"](?P<quoted>.+?)(?:…|\.\.\.)?[”\"]$", re.DOTALL)
_APOSTROPHES = re.compile("['’`]")
_CRISIS = re.compile(
    r"\b(?:suicid\w*|kill(?:ing)? my ?self|end(?:ing)? my life|end it all|kms|unalive"
    r"|(?:shoot|hang|shooting|hanging) my ?self|tak(?:e|ing) my (?:own )?life"
    r"|(?:want to|wanna|going to|gonna|thinking of|thinking about) end(?:ing)? (?:it|things)"
    r"|(?:want(?: to)?|wanna) (?:die|be dead)|cant go on"
    r"|(?:do not|dont|no longer|not) (?:want to|wanna) (?:live|be alive|wake up|be here)"
    r"|(?:do not|dont) want to (?:exist|go on)"
    r"|no reason to live|better off dead|wish (?:i was|i were|id be) dead|goodbye forever"
    r"|hurt(?:ing)? my ?self|cut(?:ting)? my ?self|overdos\w*|od (?:ed|d)|oded|oding"
    r"|took (?:too (?:many|much)|all of (?:them|it)|(?:a|the) whole bottle)"
    r"|(?:not|isnt|stopped) breathing|cant breathe|(?:im|i am|he is|hes|she is|shes) dying"
    r"|wont wake up|(?:not|isnt) waking up|passed out and|turning blue|emergency|call 911"
    r"|matarme|me (?:quiero|quisiera|voy a) matar|quitarme la vida|acabar con mi vida|lastimarme"
    r"|no quiero (?:estar viv[oa]|existir)|(?:me tome|se tomo) (?:todas|muchas|demasiadas)"
    r"|no (?:puedo|puede|esta) respira(?:r|ndo)"
    r"|(?:quiero|quisiera) (?:morir|morirme)|ganas de morir\w*"
    r"|no (?:quiero|quisiera) (?:seguir )?(?:vivir|viviendo)|sin ganas de vivir|hacerme dano"
    r"|me las tome todas|me tome todo|sobredosis|no respira|no despierta|emergencia)\b"
)


def read(text: str, opt_out_type: str = "") -> Reading:
    """Return what a text means.

    `opt_out_type` is what Twilio itself took it for: it wins, but Twilio takes YES for START.
    """
    words = plain(text)
    # OD'd is read with its apostrophe as a space too: "odd" is a word.
    crisis = bool(_CRISIS.search(f"{words} / {plain(_APOSTROPHES.sub(' ', text))}"))
    taken_for = opt_out_type.upper()
    is_yes = taken_for == Meaning.START and bool(words) and set(_kept(words)) <= YES
    if taken_for in (Meaning.STOP, Meaning.START, Meaning.HELP) and not is_yes:
        return Reading(Meaning(taken_for), crisis)
    return Reading(_keyword(words) or _sentence(words), crisis)


def own_words(text: str, ours: Iterable[str]) -> str:
    """Return a text without what it quotes of ours: our 911 or STOP in it is not their word."""
    match = _QUOTING.match(text.strip())
    quoted = plain(match["quoted"]) if match else ""
    if match and quoted and any(plain(one).startswith(quoted) for one in ours):
        return match["lead"]
    return text


def quotes(text: str) -> bool:
    """Tell whether a text is a few words and a quotation, such as phones send for a reaction."""
    return bool(_QUOTING.match(text.strip()))


def plain(text: str) -> str:
    """Return the text as it is compared: no case, accents, punctuation or doubled spaces."""
    flat = unicodedata.normalize("NFKD", text).casefold()
    flat = "".join(c for c in flat if not unicodedata.combining(c) and c not in "'’`")
    return " ".join(re.sub(r"[^a-z0-9]+", " ", flat).split())


def _kept(words: str) -> list[str]:
    return [word for word in words.split() if word not in POLITE] or words.split()


def _keyword(words: str) -> Meaning | None:
    kept = _kept(words)
    # "Stop! STOP!" is said with more force, not otherwise.
    core = kept[0] if len(set(kept)) == 1 else " ".join(kept)
    # S.T.O.P and "s t o p" are as good as the word.
    squeezed = core.replace(" ", "") if all(len(word) == 1 for word in kept) else core
    for meaning, known in KEYWORDS.items():
        if core in known or squeezed in known:
            return meaning
    return None


def _sentence(words: str) -> Meaning:
    return Meaning.ASKS_TO_STOP if _ASKS_TO_STOP.search(words) else Meaning.OTHER
