"""The keys by which a phone, a door and a person are recognised however they were spelled."""

from contacts.keys import keyed_hash
from contacts.parsing import normalise, squeeze
from contacts.streets import street_and_unit

# "5th" names a street; "5" is a house.
_ORDINALS = ("st", "nd", "rd", "th")


def phone_key(e164: str) -> str:
    """Return the key of a phone number written as E.164."""
    return keyed_hash("phone", e164)


def address_key(street: str, unit: str, postal_code: str) -> str:
    """Return the key of a door. Where the postal code is not known, its town may stand for it."""
    area = postal_code[:5]
    if not area.isdigit():
        area = normalise(postal_code)
    return keyed_hash("address", f"{street_and_unit(street, unit)}|{area}")


def streetless_key(postal_code: str, place: tuple[float, float] | None, phone: str) -> str:
    """Return the key of a door of which only the place, or only someone's phone, is known.

    Without a place nobody else shares it. Places are compared to a hundred-thousandth of a
    degree, about a metre.
    """
    where = f"{place[0]:.5f},{place[1]:.5f}" if place else phone
    return keyed_hash("address", f"|{where}|{postal_code[:5]}")


def person_key(given_name: str, family_name: str, address: str) -> str:
    """Return the key of a person of that name behind the door with the key `address`."""
    return keyed_hash("person", f"{squeeze(given_name)}|{squeeze(family_name)}|{address}")


def home_street_key(street: str, postal_code: str) -> str:
    """Return the key of a street without its houses; '' where the street is not known."""
    name = street_and_unit(street, "").partition("|")[0].split()
    words = [word for word in name if not word[:1].isdigit() or word[-2:] in _ORDINALS]
    return keyed_hash("home street", f"{' '.join(words)}|{postal_code[:5]}") if words else ""
