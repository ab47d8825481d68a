"""What a new password must not be: breached, about the programme or oneself, or absurdly long.

After NIST SP 800-63B: length is what counts, nothing is asked of the characters, and what anybody
would try first is refused with the reason.
"""

import re
import unicodedata
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from outreach.accounts.breached_passwords import holds

# Hashing is quick for any length; this only stops a file that was pasted by mistake.
LONGEST = 1000
# Shorter names are found inside ordinary words, so they count as whole words only.
SHORTEST_PART = 4


class MaximumLengthValidator:
    """Takes 1,000 characters; no passphrase is longer."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError where it is longer."""
        if len(password) > LONGEST:
            words = _("This password is too long. Use at most %(most)d characters.")
            raise ValidationError(words % {"most": LONGEST}, code="password_too_long")

    def get_help_text(self) -> str:
        """Say nothing before it matters."""
        return ""


class BreachedPasswordValidator:
    """Refuses what stands in BREACHED_PASSWORDS_FILE."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError where it is known, or where the file cannot be read."""
        if not settings.BREACHED_PASSWORDS_FILE:
            return
        try:
            known = holds(settings.BREACHED_PASSWORDS_FILE, password)
        except OSError as error:
            words = _("Passwords cannot be checked now. Tell your administrator.")
            raise ValidationError(words, code="password_unchecked") from error
        if known:
            words = _("This password was found in a data breach. Choose one used nowhere else.")
            raise ValidationError(words, code="password_breached")

    def get_help_text(self) -> str:
        """Say what is looked up."""
        return _("It must not be among the passwords that were stolen elsewhere.")


class ContextWordsValidator:
    """Refuses the words that a stranger would try first: our name, the programme's, one's own."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError that names the word."""
        found = context_word(password, ["doorstep", settings.PROGRAMME_NAME, *_names_of(user)])
        if found:
            words = _("Leave out “%(word)s”: a stranger would try that first.")
            raise ValidationError(words % {"word": found}, code="password_about")

    def get_help_text(self) -> str:
        """Say what to leave out."""
        return _("It must not hold your name, or the name of the programme.")


def context_word(password: str, names: list[str]) -> str:
    """Return the first word of the names that the password holds, in any case, or ''."""
    plain = _plain(password)
    whole = set(_words(plain))
    words = [word for name in names for word in _words(_plain(name))]
    inside = (w for w in words if w in whole or (len(w) >= SHORTEST_PART and w in plain))
    return next((word for word in inside if len(word) > 1), "")


def _names_of(user: Any) -> list[str]:
    if user is None:
        return []
    return [user.first_name, user.last_name, user.email.partition("@")[0]]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)
