"""How tests make records: each with sensible values, of which a test names only what differs."""

from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import factory
from django.contrib.auth.models import Group
from django.utils import timezone

from contacts.identity import address_key, person_key, phone_key
from contacts.models import Address, Contact, Office, Phone
from outreach.accounts.models import User
from outreach.campaigns.models import Campaign, Enrollment, Team
from outreach.referrals.models import Organization, Resource, Service
from outreach.visits.models import Visit

MORNING = 9


def _zone_of_morning() -> ZoneInfo:
    """Return a zone where it is morning now, of the same day as in UTC.

    So no test is near the end of a shift or of a day, whatever the hour in which it runs.
    """
    # There is none further west than twelve hours. Their signs are the other way round, as POSIX
    # counts west of Greenwich.
    ahead = max(MORNING - timezone.now().hour, -12)
    return ZoneInfo(f"Etc/GMT{-ahead:+d}")


OFFICE_ZONE = _zone_of_morning()
PASSWORD = "a long pass phrase for tests"


class OfficeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Office

    code = factory.Sequence(lambda n: f"office-{n}")
    name = factory.Sequence(lambda n: f"Office {n}")
    time_zone = OFFICE_ZONE.key
    phone = "+12025550100"


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"user{n}@example.org")
    first_name = "Ana"
    last_name = factory.Sequence(lambda n: f"Rios{n}")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def role(self, create: bool, value: str | None, **_: Any) -> None:
        if value:
            self.groups.add(Group.objects.get(name=value))

    @factory.post_generation
    def office(self, create: bool, value: Office | None, **_: Any) -> None:
        if value:
            value.staff.add(self)


class AddressFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Address

    street = factory.Sequence(lambda n: f"{n + 1} Maple Street")
    unit = ""
    city = "Manchester"
    state = "CT"
    postal_code = "06040"
    latitude = factory.Sequence(lambda n: 41.77 + (n % 50) / 1000)
    longitude = factory.Sequence(lambda n: -72.52 - (n // 50 % 50) / 1000)
    key = factory.LazyAttribute(lambda a: address_key(a.street, a.unit, a.postal_code))


class ContactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contact

    office = factory.SubFactory(OfficeFactory)
    given_name = "Rosa"
    family_name = factory.Sequence(lambda n: f"Delgado{n}")
    address = factory.SubFactory(AddressFactory)
    identity_key = factory.LazyAttribute(
        lambda c: person_key(c.given_name, c.family_name, c.address.key) if c.address else None
    )


class PhoneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Phone

    contact = factory.SubFactory(ContactFactory)
    number = factory.Sequence(lambda n: f"+1860555{100 + n % 100:04d}")
    key = factory.LazyAttribute(lambda p: phone_key(str(p.number)))


class CampaignFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Campaign
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Eastside {n}")
    slug = factory.Sequence(lambda n: f"eastside-{n}")
    status = Campaign.Status.RUNNING
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=14))
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=60))
    visiting_from = time(9)
    visiting_to = time(20)
    visiting_days = "1234567"

    @factory.post_generation
    def offices(self, create: bool, values: list[Office] | None, **_: Any) -> None:
        self.offices.set(values or [])


class TeamFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Team
        skip_postgeneration_save = True

    campaign = factory.SubFactory(CampaignFactory)
    office = factory.SubFactory(OfficeFactory)
    name = factory.Sequence(lambda n: f"Team {n}")
    start_label = "Field office"
    start_latitude = 41.775
    start_longitude = -72.52
    shift_from = time(9)
    shift_to = time(17)

    @factory.post_generation
    def members(self, create: bool, values: list[User] | None, **_: Any) -> None:
        for user in values or []:
            self.memberships.create(user=user)


class EnrollmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Enrollment

    campaign = factory.SubFactory(CampaignFactory)
    contact = factory.SubFactory(ContactFactory)


class VisitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Visit

    team = factory.SubFactory(TeamFactory)
    enrollment = factory.SubFactory(
        EnrollmentFactory,
        campaign=factory.SelfAttribute("..team.campaign"),
        contact__office=factory.SelfAttribute("...team.office"),
    )
    day = factory.LazyFunction(lambda: today())
    position = factory.Sequence(lambda n: n)


class OrganizationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organization

    name = factory.Sequence(lambda n: f"Organization {n}")
    id_at_source = factory.Sequence(lambda n: f"organization-{n}")


class ServiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Service

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"Service {n}")
    id_at_source = factory.Sequence(lambda n: f"service-{n}")


class ResourceFactory(factory.django.DjangoModelFactory):
    """A resource near Hartford as it is shown, with nothing of a source behind it."""

    class Meta:
        model = Resource

    service = factory.SubFactory(ServiceFactory)
    id_at_source = factory.Sequence(lambda n: f"resource-{n}")
    name = factory.SelfAttribute("service.name")
    organization_name = factory.SelfAttribute("service.organization.name")
    phone = "860-555-0175"
    street = "40 Elm Street"
    city = "Hartford"
    state = "CT"
    postal_code = "06103"
    latitude = 41.7637
    longitude = -72.6851


def named(name: str) -> Contact:
    """Return the one contact who has this first or last name. The database cannot look it up."""
    (found,) = [one for one in Contact.objects.all() if name in (one.given_name, one.family_name)]
    return found


def today() -> date:
    """Return today in the time zone of the test offices."""
    return timezone.localdate(timezone=OFFICE_ZONE)
