"""Which lists of leads a user may see."""

from typing import Any

from django.db.models import Q, QuerySet

from contacts.models import LeadImport


def lists_visible_to(user: Any) -> QuerySet[LeadImport]:
    """Return the lists that the user uploaded, or that belong to one of the user's offices.

    A list that is split among offices belongs to the offices of who uploaded it.
    """
    if not user.has_perm("contacts.import_contact"):
        return LeadImport.objects.none()
    split = Q(office=None, uploaded_by__offices__staff=user)
    mine = Q(uploaded_by=user) | Q(office__staff=user) | split
    return LeadImport.objects.filter(pk__in=LeadImport.objects.filter(mine).values("pk"))
