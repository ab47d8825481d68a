"""Names that would join a person to a case. No table, field, permission or role may bear one.

Doorstep holds nothing that an investigation could use. This is checked by Doorstep itself, in tests
and at every start, so that nobody adds such a thing by the way. Plain values.
"""

import re

_WORDS = """
warrant warrants case cases docket evidence suspect suspects offense offence offenses arrest arrests
charge charges badge informant statement statements confession criminal crime crimes felony
misdemeanor prosecution prosecutor investigation investigator seizure seized interrogation probation
parole purchase purchases seller vendor wallet substance substances darknet police fbi dea officer
"""
WORDS = frozenset(_WORDS.split())
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def case_words_in(name: str) -> set[str]:
    """Return the words in a name ("CaseFile", "badge_number", "privacy.view_case") that would."""
    return {part.lower() for part in _PARTS.findall(name)} & WORDS
