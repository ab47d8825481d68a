"""What stands in the place of a phone number or a door until someone asks to see it.

Masked to coordinators: the list of contacts, a person's page, who is enrolled. Not masked, because
the work needs it: the page where a person is edited (opening it is written down as a look that
reveals), an import's own rows (whoever brought the list holds it), a day's plan with its map and
the sheet that is printed for a team, and the agent's own visits of today.
"""

import re

DOTS = "•••"
_NUMBERED = re.compile(r"^\s*\d+[\w-]*\s+(?=\S)")


def masked_phone(number: str) -> str:
    """Return a number with its area code and its last two digits: "(860) •••-••42".

    Anything that is not a North American number in E.164 keeps its last two digits only.
    """
    digits = re.sub(r"\D", "", number)
    if len(digits) == 11 and digits.startswith("1"):
        return f"({digits[1:4]}) {DOTS}-••{digits[-2:]}"
    return f"{DOTS}{digits[-2:]}" if len(digits) > 4 else DOTS


def masked_street(street: str) -> str:
    """Return a street without its house number: "••• Larkspur Way"; dots where it has none."""
    rest = _NUMBERED.sub("", street).strip()
    return f"{DOTS} {rest}" if rest and rest != street.strip() else DOTS
