"""Clean lists of invented leads in any number, for measuring."""

import csv
import random
from pathlib import Path
from typing import Any

from phonenumbers import is_valid_number, parse

COLUMNS = (
    "first_name", "last_name", "street", "unit", "city", "state", "postal_code", "latitude",
    "longitude", "phone", "language", "priority", "available_from", "available_to", "note",
)  # fmt: skip
POSTAL_CODES = 9000
GIVEN = [a + b for a in ("Ar", "Bel", "Car", "Dan", "El", "Fa", "Gor", "Hel") for b in
         ("a", "in", "ette", "don", "ia", "o", "ice", "mund")]  # fmt: skip
FAMILY = [a + b for a in ("Ash", "Brook", "Clay", "Dun", "East", "Fair", "Green", "Hart") for b in
          ("by", "field", "ford", "ley", "man", "more", "son", "ton", "well", "wood")]  # fmt: skip
STREETS = ("Maple Street", "Oak Avenue", "West 5th Street", "Pine Road Northwest", "Elm Court")
TIMES = (("", ""), ("", ""), ("09:00", "12:00"), ("12:00", "17:00"), ("17:00", "20:00"))
PRIORITIES = ("routine", "routine", "elevated", "urgent")
NOTES = ("", "", "Dog in yard", "Side door", "Works nights")


def make_list(path: Path, count: int, seed: int = 7) -> None:
    """Write `count` leads that differ from each other, in postal codes of every area code."""
    draw = random.Random(seed)
    areas = _areas(draw)
    phones: set[str] = set()
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number in range(count):
            area = areas[number % len(areas)]
            writer.writerow(_row(number, area, _phone(area, draw, phones), draw))


def _areas(draw: random.Random) -> list[dict[str, Any]]:
    import zipcodes

    known = [a for a in zipcodes.list_all() if a["area_codes"] and a["lat"] and a["active"]]
    areas = draw.sample([a for a in known if a["zip_code_type"] == "STANDARD"], POSTAL_CODES)
    seen = {code for area in areas for code in area["area_codes"]}
    return areas + [a for a in known if not seen.issuperset(a["area_codes"])]


def _phone(area: dict[str, Any], draw: random.Random, taken: set[str]) -> str:
    while True:
        code = draw.choice(area["area_codes"])
        phone = f"({code}) {draw.randrange(220, 990)}-{draw.randrange(10_000):04d}"
        # A few of the postal data's area codes are not in service.
        if phone not in taken and is_valid_number(parse(phone, "US")):
            taken.add(phone)
            return phone


def _row(number: int, area: dict[str, Any], phone: str, draw: random.Random) -> list[str]:
    return [
        draw.choice(GIVEN), draw.choice(FAMILY), f"{number + 1} {draw.choice(STREETS)}",
        f"#{draw.randrange(400)}" if number % 8 == 0 else "", area["city"], area["state"],
        area["zip_code"], f"{float(area['lat']) + draw.uniform(-0.05, 0.05):.6f}",
        f"{float(area['long']) + draw.uniform(-0.05, 0.05):.6f}", phone,
        "es" if number % 6 == 0 else "en", draw.choice(PRIORITIES),
        *draw.choice(TIMES), draw.choice(NOTES),
    ]  # fmt: skip
