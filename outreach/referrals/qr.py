"""The square that a phone's camera reads: the address of a printed link, and nothing else."""

import qrcode
from django.utils.safestring import SafeString, mark_safe
from qrcode.image.svg import SvgPathImage


def qr_of(address: str) -> SafeString:
    """Return an address as an SVG picture, black in a border of 4 modules (ISO/IEC 18004).

    It has no style and no script, which the content security policy would refuse.
    """
    code = qrcode.QRCode(image_factory=SvgPathImage, border=4)
    code.add_data(address)
    picture: str = code.make_image().to_string(encoding="unicode")
    # Made of the modules alone: no letter of the address stands in it.
    return mark_safe(picture)  # noqa: S308  # nosec B308 B703
