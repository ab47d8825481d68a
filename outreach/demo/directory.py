"""The demo's directory: invented places that help, around each of the five offices."""

import csv
from io import BytesIO, StringIO
from random import Random

from django.utils import timezone

from outreach.demo.programme import Branch
from outreach.referrals.imports import Reading, run_reading
from outreach.referrals.keeping import confirm_resource
from outreach.referrals.models import Format, Resource

SOURCE = "demo-directory"
COLUMNS = (
    "id", "name", "organization", "services", "phone", "street", "city", "state", "zip",
    "latitude", "longitude", "hours", "languages", "fees",
)  # fmt: skip
_WEEK = "Mon-Fri 9:00-17:00"
# Name, services in words, opening hours, languages, fees. All of it invented.
PLACES = (
    ("Maple House", "Outpatient substance use treatment; buprenorphine; walk-in", _WEEK,
     "English, Spanish", "Medicaid, sliding scale"),
    ("Quarry Road Clinic", "Methadone and buprenorphine; outpatient treatment",
     "Mon-Sat 5:30-13:00", "English, Spanish", "Medicaid, Medicare"),
    ("Larkspur Detox", "Detox; inpatient", "24/7", "English", "Medicaid"),
    ("Harbor Residence", "Residential treatment for women; pregnancy; perinatal care", "24/7",
     "English, Spanish", "Medicaid, sliding scale"),
    ("Ridge Residence", "Residential treatment for men; veterans", "24/7", "English", "Medicaid"),
    ("Willow Evening Program", "Intensive outpatient; naltrexone", "Mon-Thu 17:00-21:00",
     "English", "Medicaid, Medicare"),
    ("Prospect Counseling", "Mental health counseling by video", _WEEK, "English, Spanish",
     "Sliding scale"),
    ("Open Door Living Room", "Crisis walk-in; peer support", "24/7", "English, Spanish", "Free"),
    ("Foundry Peer Center", "Recovery coaching and peer support; naloxone",
     "Mon-Sat 10:00-19:00", "English, Spanish", "Free"),
    ("Side Street Van", "Syringe services; naloxone; harm reduction",
     "Mon 14:00-18:00; Thu 14:00-18:00", "English, Spanish", "Free"),
    ("Linden Night Shelter", "Shelter and housing", "Mon-Sun 18:00-8:00", "English, Spanish",
     "Free"),
    ("Orchard Pantry", "Food pantry", "Tue 10:00-14:00; Sat 9:00-12:00", "English, Spanish",
     "Free"),
    ("Mill Pond Kitchen", "Meals", "Mon-Sun 11:30-13:30", "English", "Free"),
    ("Cardinal Rides", "Transport to appointments", "Mon-Fri 7:00-19:00", "English, Spanish",
     "Free"),
    ("Papers Desk", "ID documents; birth certificate", "Wed 9:00-15:00", "English, Spanish",
     "Free"),
    ("Second Start Jobs", "Employment and job training", _WEEK, "English", "Free"),
    ("Neighbors at Law", "Legal help", _WEEK, "English, Spanish", "Free"),
)  # fmt: skip


def make_directory(branches: list[Branch]) -> None:
    """Import the invented places as a table, as an office would, and confirm half of them."""
    random = Random(2024)
    rows = [row for branch in branches for row in _rows(branch, random)]
    out = StringIO()
    writer = csv.writer(out)
    writer.writerows([COLUMNS, *rows])
    content = BytesIO(out.getvalue().encode())
    now = timezone.now()
    run_reading(Reading(Format.CSV, SOURCE, content, "directory.csv"), now)
    for branch in branches:
        places = Resource.objects.filter(id_at_source__startswith=branch.office.code)
        for resource in places.order_by("pk")[::2]:
            confirm_resource(resource, "RIGHT", branch.coordinator, now)


def _rows(branch: Branch, random: Random) -> list[list[object]]:
    rows: list[list[object]] = []
    for number, (name, services, hours, languages, fees) in enumerate(PLACES):
        area = random.choice(branch.areas)
        rows.append(
            [
                f"{branch.office.code}-{number}", name, f"{branch.office.name} {name}", services,
                f"{area.area_codes[0]}-555-01{number + 20:02d}",
                f"{random.randint(2, 90) * 10} {name.split()[0]} Street", area.city, area.state,
                area.postal_code, round(area.latitude + random.gauss(0, 0.01), 6),
                round(area.longitude + random.gauss(0, 0.01), 6), hours, languages, fees,
            ]
        )  # fmt: skip
    return rows
