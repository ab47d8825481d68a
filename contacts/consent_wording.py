"""What is read out before someone agrees to text messages. The text shown is the text kept.

A wording is never edited: a change is a new version, and old versions stay, because consents
given by them refer to them.
"""

from contacts.models import Consent

VERSION = "2026-11-25"

_EVERY = tuple(Consent.Purpose.values)
# What each version asks for. The first one spoke of nothing but how they are doing.
_PURPOSES = {"2026-11": (Consent.Purpose.CHECK_IN.value,), "2026-11-25": _EVERY}

_WORDINGS = {
    ("2026-11", "en"): (
        "May we send you a few text messages from Doorstep Outreach to see how you are doing? "
        "At most one a week. Message and data rates may apply. You can say no, and you can stop "
        "at any time by answering STOP. Answer HELP for help. Agreeing is not a condition of "
        "anything we offer."
    ),
    ("2026-11", "es"): (
        "¿Podemos enviarle algunos mensajes de texto de Doorstep Outreach para saber cómo está? "
        "Como mucho uno por semana. Su compañía puede cobrarle por mensajes y datos. Puede decir "
        "que no, y puede detenerlos en cualquier momento respondiendo STOP. Responda HELP si "
        "necesita ayuda. Aceptar no es condición para nada de lo que ofrecemos."
    ),
    ("2026-11-25", "en"): (
        "May we send you a few text messages from Doorstep Outreach? There are three kinds: to "
        "see how you are doing, to offer help such as a call, and to remind you of appointments. "
        "You can say yes to some and no to others. At most one a week, besides reminders. Message "
        "and data rates may apply. You can say no, and you can stop at any time by answering "
        "STOP. Answer HELP for help. Agreeing is not a condition of anything we offer."
    ),
    ("2026-11-25", "es"): (
        "¿Podemos enviarle algunos mensajes de texto de Doorstep Outreach? Hay de tres clases: "
        "para saber cómo está, para ofrecerle ayuda como una llamada, y para recordarle sus "
        "citas. Puede decir que sí a unos y que no a otros. Como mucho uno por semana, aparte de "
        "los recordatorios. Su compañía puede cobrarle por mensajes y datos. Puede decir que no, "
        "y puede detenerlos en cualquier momento respondiendo STOP. Responda HELP si necesita "
        "ayuda. Aceptar no es condición para nada de lo que ofrecemos."
    ),
}


def wording(version: str, language: str) -> str | None:
    """Return the exact text of that version in that language, or None where there is none."""
    return _WORDINGS.get((version, language))


def purposes_of(version: str) -> tuple[str, ...]:
    """Return the purposes that this version asks for, by their codes; none where it is unknown."""
    return _PURPOSES.get(version, ())
