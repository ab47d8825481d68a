"""Invented directories of any size: a listing as FindTreatment.gov writes it, and resources."""

import json
from pathlib import Path
from random import Random

from outreach.referrals.facets import Facet

# About what the real listing has a facility: some twenty codes with one to eight values each.
_VALUES = {
    "TC": ["Substance use treatment", "Mental health treatment"],
    "SET": ["Outpatient", "Intensive outpatient treatment", "Residential", "Hospital inpatient",
            "Regular outpatient treatment", "Telemedicine/telehealth", "Outpatient detoxification"],
    "OT": ["Accepts clients on opioid medication", "Buprenorphine used in Treatment",
           "Naltrexone used in Treatment", "Prescribes/administers buprenorphine"],
    "OM": ["Methadone used in Treatment"],
    "PHR": ["Naltrexone (oral)", "Acamprosate (Campral)", "Buprenorphine without naloxone"],
    "PAY": ["Medicaid", "Medicare", "Private health insurance", "Cash or self-payment",
            "Military insurance (e.g., TRICARE)", "Other State funds", "No payment accepted"],
    "PYAS": ["Sliding fee scale (fee is based on income and other factors)"],
    "TAP": [f"Approach {n} of a certain length" for n in range(14)],
    "SG": ["Adult men", "Adult women", "Veterans", "Pregnant/postpartum women", "Adolescents"],
    "AS": ["Case management", "Housing services", "Transportation assistance", "Self-help groups"],
    "EDU": [f"Education and counseling {n} offered" for n in range(8)],
    "ASSES": [f"Assessment number {n} before treatment" for n in range(6)],
    "SCR": [f"Screening for condition {n}" for n in range(8)],
    "AGE": ["Adults", "Young adults", "Seniors (65 or older)", "Children/adolescents"],
    "GN": ["Male", "Female"],
    "OL": ["Spanish", "German", "Russian"],
    "FOP": ["Private non-profit organization"], "SMP": ["Smoking not permitted"],
    "LCA": [f"License {n}" for n in range(4)], "TRSRV": ["Aftercare", "Discharge Planning"],
}  # fmt: skip
# Where people live, roughly: latitude, longitude and share of the largest places, and the rest.
_CITIES = ((40.7, -74.0), (34.0, -118.2), (41.9, -87.6), (29.8, -95.4), (33.4, -112.1),
           (39.95, -75.2), (41.76, -72.68), (39.3, -76.6))  # fmt: skip


def place(random: Random) -> tuple[float, float]:
    """Return a place: half of them around eight cities, half anywhere between the coasts."""
    if random.random() < 0.5:
        latitude, longitude = random.choice(_CITIES)
        return latitude + random.gauss(0, 0.2), longitude + random.gauss(0, 0.25)
    return random.uniform(26, 48), random.uniform(-122, -75)


def facility(number: int, random: Random) -> dict[str, object]:
    """Return one invented facility."""
    latitude, longitude = place(random)
    return {
        "frid": f"{number:064x}",
        "name1": f"Invented Organization {number // 3}", "name2": f"House {number}",
        "street1": f"{number % 900 + 1} Invented Street", "street2": "Suite 2",
        "city": "Hartford", "state": "CT", "zip": f"{6100 + number % 90:05d}",
        "phone": f"860-555-{number % 10000:04d}", "intake1": f"860-556-{number % 10000:04d}",
        "hotline1": None, "website": f"http://house{number}.example",
        "latitude": f"{latitude:.6f}", "longitude": f"{longitude:.6f}",
        "services": [
            {
                "f1": f"What the code {code} stands for", "f2": code,
                "f3": "; ".join(random.sample(values, random.randint(1, len(values)))),
            }
            for code, values in _VALUES.items()
        ],
    }  # fmt: skip


def make_listing(path: Path, count: int) -> None:
    """Write a listing of that many facilities, one at a time."""
    random = Random(7)
    with path.open("w") as out:
        out.write(f'{{"page": 1, "totalPages": 1, "recordCount": {count}, "rows": [')
        for number in range(count):
            out.write(", " * bool(number) + json.dumps(facility(number, random)))
        out.write("]}")


def some_facets(random: Random) -> int:
    """Return about a third of all facets."""
    return sum(facet.value for facet in Facet if random.random() < 0.35)
