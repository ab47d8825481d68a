"""Draws the pictures of the installed app from our mark, for phones that take no SVG (iOS).

    .venv/bin/python -m tests.visits.draw_icons

writes `doorstep/mark-SIZE.png` beside `mark.svg`. The corners are filled: the phone rounds them.
"""

import re
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path("outreach/accounts/static/doorstep")
SIZES = (180, 192, 512)
PAGE = "<style>body {{ margin: 0 }} svg {{ display: block; width: {0}px }}</style>{1}"


def main() -> None:
    """Draw each size anew."""
    mark = re.sub(r' rx="\d+"', "", (FOLDER / "mark.svg").read_text())
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for size in SIZES:
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(PAGE.format(size, mark))
            page.screenshot(path=FOLDER / f"mark-{size}.png")
        browser.close()


if __name__ == "__main__":
    main()
