"""A list of invented leads, as a headquarters would send it, with a few of a real list's faults."""

import csv
from io import StringIO
from random import Random

from outreach.demo.cities import Door

COLUMNS = (
    "Reference", "First name", "Last name", "Street", "Unit", "City", "State", "ZIP",
    "Latitude", "Longitude", "Phone", "Language", "Priority", "Best from", "Best until", "Note",
)  # fmt: skip
GIVEN_NAMES = (
    "Rosa", "Grace", "Jorge", "Paul", "Nina", "Ana", "Marcus", "Lin", "Dolores", "Kevin", "Tara",
    "Omar", "Beth", "Luis", "Carmen", "Andre", "Jill", "Hector", "Wanda", "Sam", "Priya", "Noel",
)  # fmt: skip
FAMILY_NAMES = (
    "Delgado", "Chen", "Brooks", "Ortiz", "Silva", "Novak", "Tate", "Okafor", "Walsh", "Bauer",
    "Reyes", "Lindqvist", "Moss", "Haddad", "Pruitt", "Castillo", "Yoder", "Kane", "Ibarra",
)  # fmt: skip
BEST_TIMES = [("", "")] * 5 + [("09:00", "12:00"), ("12:00", "17:00"), ("17:00", "20:00")]
NOTES = [""] * 5 + ["Side door", "Works nights", "Buzzer does not work"]


def lead_list(doors: list[Door], random: Random) -> bytes:
    """Return the list as CSV: one lead a door, the last few with faults that the import handles."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    numbers = {code: random.sample(range(100, 200), 100) for code in _area_codes(doors)}
    for index, door in enumerate(doors):
        writer.writerow(_row(index, door, numbers, random))
    writer.writerows(_faulty_rows(doors))
    return text.getvalue().encode()


def _row(index: int, door: Door, numbers: dict[str, list[int]], random: Random) -> list[str]:
    free = [code for code in door.area.area_codes if numbers[code]]
    # 555-0100 to 555-0199 are kept for fiction.
    phone = f"({free[0]}) 555-{numbers[free[0]].pop():04d}" if free and index % 7 else ""
    return [
        f"L-{index + 1:04d}",
        random.choice(GIVEN_NAMES),
        random.choice(FAMILY_NAMES),
        door.street,
        door.unit,
        door.area.city,
        door.area.state,
        door.area.postal_code,
        str(door.latitude) if index % 29 else "",
        str(door.longitude) if index % 29 else "",
        phone,
        "es" if index % 4 == 0 else "en",
        random.choices(["routine", "elevated", "urgent"], [7, 2, 1])[0],
        *random.choice(BEST_TIMES),
        random.choice(NOTES),
    ]


def _faulty_rows(doors: list[Door]) -> list[list[str]]:
    """No name; an unusable phone with an unknown priority; a person without a street."""
    nameless, unreachable, streetless = (_plain(door, i) for i, door in enumerate(doors[:3]))
    nameless[1] = nameless[2] = ""
    unreachable[10], unreachable[12] = "800", "HIGH!!"
    streetless[2], streetless[3] = "Fairweather", ""
    return [nameless, unreachable, streetless]


def _plain(door: Door, index: int) -> list[str]:
    place = [door.street, door.unit, door.area.city, door.area.state, door.area.postal_code]
    return [f"L-9{index:03d}", "Robin", "Vale", *place, "", "", "", "en", "routine", "", "", ""]


def _area_codes(doors: list[Door]) -> set[str]:
    return {code for door in doors for code in door.area.area_codes}
