"""The demo's offices, its people who sign in, its campaign with script and teams."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from contacts.models import Language, Office, PostalArea
from outreach.accounts import roles
from outreach.accounts.models import User
from outreach.campaigns.models import Campaign, Script, Team, TeamMember
from outreach.demo.cities import CITIES, COVERED, Area, areas_of

PASSWORD = "any pill may be the last"  # nosec B105 # the demo prints it
DAYS_OF_HISTORY = 14
SLUG = "fall-outreach"
TEAMS = ("Route A", "Route B")
AGENTS = (
    ("Ana", "Reyes"), ("Marcus", "Tate"), ("Lena", "Walsh"), ("Dee", "Park"), ("Ivan", "Moss"),
    ("Joan", "Bell"), ("Theo", "Kane"), ("Ruth", "Ames"), ("Gil", "Ford"), ("Nora", "Quist"),
    ("Abe", "Lund"), ("Kim", "Sato"), ("Vera", "Diaz"), ("Hal", "Burke"), ("Mia", "Cole"),
    ("Eli", "Stone"), ("Zoe", "Hart"), ("Max", "Rowe"), ("Ida", "Nash"), ("Leo", "Gray"),
)  # fmt: skip
COORDINATORS = (
    ("Lin", "Wu"), ("Sara", "Holt"), ("Dean", "Vance"), ("Paz", "Luna"), ("Amy", "Blake"),
)  # fmt: skip
SCRIPTS = {
    Language.EN: (
        "Hello, my name is ___ and I am with a health outreach team. You are not in any trouble. "
        "Some of what is sold as medicine today is not what it says, and even one can kill. "
        "We came to tell you that, and to ask whether there is anything we can help with.",
        "Hello, we are looking for ___ about a health matter. It is nothing to worry about. "
        "Is there a good time to come back?",
    ),
    Language.ES: (
        "Buenos días, me llamo ___ y vengo con un equipo de salud comunitaria. Usted no está en "
        "ningún problema. Parte de lo que hoy se vende como medicina no es lo que dice ser, y "
        "una sola puede matar. Vinimos a decírselo y a preguntarle si podemos ayudar en algo.",
        "Buenos días, buscamos a ___ por un asunto de salud. No es nada preocupante. "
        "¿A qué hora conviene volver?",
    ),
}


@dataclass
class Branch:
    """An office of the demo with the postal codes around which its people live."""

    office: Office
    areas: list[Area]
    coordinator: User
    teams: list[Team] = field(default_factory=list)


@dataclass(frozen=True)
class SignIn:
    """A role and the address with which to try it."""

    role: str
    email: str


def make_programme(today: date) -> tuple[Campaign, list[Branch], list[SignIn]]:
    """Create offices, users, the running campaign and two teams an office."""
    secret = make_password(PASSWORD)
    branches = [
        _branch(index, code, city, state, secret)
        for index, (code, city, state) in enumerate(CITIES)
    ]
    campaign = _campaign(branches, today)
    agents = [_user(name, roles.AGENT, secret) for name in AGENTS]
    for index, branch in enumerate(branches):
        _make_teams(campaign, branch, agents[index * 4 : index * 4 + 4])
    others = [
        _user(("Mo", "Bell"), roles.MANAGER, secret),
        _user(("Ada", "King"), roles.ADMINISTRATOR, secret),
        _user(("Otis", "Ray"), roles.AUDITOR, secret),
    ]
    shown = [agents[0], branches[0].coordinator, *others]
    return (
        campaign,
        branches,
        [SignIn(r, u.email) for r, u in zip(roles.LABELS, shown, strict=True)],
    )


def _branch(index: int, code: str, city: str, state: str, secret: str) -> Branch:
    areas = areas_of(city, state)
    office = Office.objects.create(
        code=code,
        name=city,
        time_zone=areas[0].time_zone,
        phone=f"{areas[0].area_codes[0]}-555-0100",
    )
    PostalArea.objects.bulk_create(
        PostalArea(office=office, prefix=prefix) for prefix in COVERED[code]
    )
    coordinator = _user(COORDINATORS[index], roles.COORDINATOR, secret)
    office.staff.add(coordinator)
    return Branch(office, areas, coordinator)


def _user(name: tuple[str, str], role: str, secret: str) -> User:
    first, last = name
    user = User.objects.create(
        email=f"{first}.{last}@demo.example".lower(),
        first_name=first,
        last_name=last,
        password=secret,
    )
    user.groups.add(Group.objects.get(name=role))
    return user


def _campaign(branches: list[Branch], today: date) -> Campaign:
    campaign = Campaign.objects.create(
        name="Fall outreach",
        slug=SLUG,
        status=Campaign.Status.RUNNING,
        starts_on=today - timedelta(days=DAYS_OF_HISTORY + 1),
        ends_on=today + timedelta(days=60),
        goal=200,
        visiting_from=time(9),
        visiting_to=time(20),
        visiting_days="1234567",
    )
    campaign.offices.set(branch.office for branch in branches)
    for language, (to_the_person, to_anyone_else) in SCRIPTS.items():
        Script.objects.create(
            campaign=campaign,
            language=language,
            to_the_person=to_the_person,
            to_anyone_else=to_anyone_else,
        )
    return campaign


def _make_teams(campaign: Campaign, branch: Branch, agents: list[User]) -> None:
    branch.office.staff.add(*agents)
    for index, name in enumerate(TEAMS):
        area = branch.areas[index]
        team = Team.objects.create(
            campaign=campaign,
            office=branch.office,
            name=name,
            start_label=f"{area.city} {area.postal_code}",
            start_latitude=area.latitude,
            start_longitude=area.longitude,
            shift_from=time(9) if index == 0 else time(12),
            shift_to=time(17) if index == 0 else time(20),
            break_from=time(11, 30) if index == 0 else time(15),
            break_to=time(14) if index == 0 else time(18),
            break_minutes=30,
            languages=["en", "es"] if index == 0 else ["en"],
        )
        coach = TeamMember.Part.RECOVERY_COACH
        team.memberships.create(user=agents[2 * index])
        team.memberships.create(user=agents[2 * index + 1], part=coach)
        branch.teams.append(team)


def demo_random() -> Random:
    """Return the demo's own source of chance, the same every time."""
    return Random(2023)
