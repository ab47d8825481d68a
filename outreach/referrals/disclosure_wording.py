"""What is read out before someone lets us tell a provider about them. The text shown is kept.

It says what 42 CFR 2.31(a) asks of a consent: who tells, what, to whom, what for, until when, that
it can be taken back and how, and what happens to who refuses. A wording is never edited: a change
is a new version, and old versions stay, because consents given by them refer to them.
"""

from collections.abc import Iterable
from datetime import date

from django.utils import translation
from django.utils.formats import date_format

from outreach.referrals.codes import Shared

VERSION = "2026-11"
PURPOSE = "REFERRAL"
LANGUAGES = ("en", "es")
DAYS = (30, 90, 180)

_WORDINGS = {
    ("2026-11", "en"): (
        "{programme} may tell {recipient}, and nobody else, the following about you: {shared}. "
        "It is told only so that they can offer you their service and let us know whether it "
        "worked out. You can take this back at any time, by telling any of us or by calling the "
        "office; what was told before stays told. It ends by itself on {until}. You can say no: "
        "we will then give you their details and tell them nothing, and you lose nothing that we "
        "offer. Do you agree?"
    ),
    ("2026-11", "es"): (
        "{programme} puede comunicar a {recipient}, y a nadie más, lo siguiente sobre usted: "
        "{shared}. Se comunica solo para que puedan ofrecerle su servicio y decirnos si resultó. "
        "Puede retirar este permiso en cualquier momento, diciéndoselo a cualquiera de nosotros o "
        "llamando a la oficina; lo ya comunicado no puede deshacerse. Termina por sí solo el "
        "{until}. Puede decir que no: entonces le daremos sus datos de contacto y no les diremos "
        "nada, y no perderá nada de lo que ofrecemos. ¿Está de acuerdo?"
    ),
}
# The short statement of 42 CFR 2.32(a)(2), as the rule words it; no translation of it is official.
NOTICE = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."


def wording(
    version: str,
    language: str,
    *,
    programme: str,
    recipient: str,
    shared: Iterable[str],
    until: date,
) -> str:
    """Return the whole text as it is read out. Raises KeyError for an unknown version or language.

    `shared` are codes of `Shared`; they are named in the language of the wording.
    """
    text = _WORDINGS[(version, language)]
    with translation.override(language):
        things = ", ".join(str(Shared(code).label).lower() for code in shared)
        day = date_format(until, "DATE_FORMAT")
    return text.format(programme=programme, recipient=recipient, shared=things, until=day)
