"""What an administrator of the demo has to look into: an alert, a broken glass, a request."""

from datetime import date, timedelta
from io import BytesIO
from random import Random

from contacts.decoys import plant
from contacts.imports import guess_columns, read_table, run_import
from contacts.looks import OPEN
from contacts.models import Contact, DecoyAlert, LeadImport
from outreach.accounts import roles
from outreach.accounts.models import User
from outreach.demo.cities import doors_around
from outreach.demo.leads import lead_list
from outreach.demo.programme import Branch
from outreach.privacy.glass import break_glass
from outreach.privacy.models import DAYS_TO_ANSWER, BrokenGlass, PersonRequest


def make_watching(branches: list[Branch], today: date, random: Random) -> None:
    """Plant a decoy that a coordinator opened, break the glass once, and record a request."""
    administrator = User.objects.get(groups__name=roles.ADMINISTRATOR)
    first, second, third, *_others = branches
    decoy = plant(_nobody(second, administrator, random), administrator)
    DecoyAlert.objects.create(decoy=decoy, deed=OPEN, by=second.coordinator)
    person = Contact.objects.filter(office=first.office).order_by("pk")[0]
    words = "Their sister called: no answer since last night."
    break_glass(person, third.coordinator, BrokenGlass.Reason.LIFE, words)
    PersonRequest.objects.create(
        kind=PersonRequest.Kind.ACCESS,
        channel=PersonRequest.Channel.PHONE,
        received_on=today - timedelta(days=3),
        due_on=today + timedelta(days=DAYS_TO_ANSWER - 3),
        recorded_by=administrator,
    )


def _nobody(branch: Branch, administrator: User, random: Random) -> Contact:
    """Write down someone who does not exist, as the others were, but in no campaign."""
    known = set(Contact.objects.values_list("pk", flat=True))
    lines = lead_list(doors_around(branch.areas, 3, random), random).splitlines()[:2]
    table = read_table(BytesIO(b"\n".join(lines).replace(b"L-0001", b"L-0900")), "one.csv")
    lead_import = LeadImport(
        file_name="one.csv",
        uploaded_by=administrator,
        office=branch.office,
        columns=guess_columns(table.columns),
    )
    run_import(lead_import, administrator, table)
    return Contact.objects.exclude(pk__in=known).get()
