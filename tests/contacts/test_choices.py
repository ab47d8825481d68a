"""A number that no database holds is an answer in words."""

import pytest

from contacts.models import Office


@pytest.mark.parametrize("number", ["9" * 19, "9" * 400, "-" + "9" * 19])
def test_a_huge_number_is_no_fault(signed_in, administrator, coordinator, number):
    client = signed_in(administrator)
    assert client.post("/people/invite/", {"offices": [number]}).status_code == 200
    client = signed_in(coordinator)
    assert client.post("/campaigns/new/", {"offices": [number]}).status_code == 200
    assert Office.objects.count() == 1
