"""What the tests read off the pages of referrals."""

import re


def shown_on(page) -> str:
    """Return the digest of the wording that stands on the page."""
    found = re.search(r'name="shown" value="(\w+)"', page.content.decode())
    assert found
    return found[1]
