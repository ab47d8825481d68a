"""Pages of letter paper: headings, lines of text and a footer, each tagged for screen readers."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Literal
from unicodedata import normalize

from fpdf import FPDF
from fpdf.fonts import TTFFont
from fpdf.prefs import ViewerPreferences

from outreach.statistics.pdf.tags import TaggedOutput, TagTree

# Millimetres, and points for letters.
MARGIN, FOOT = 14, 17
LINE, GAP = 4.6, 3.0
TEXT, SMALL, HEADING, TITLE = 9, 8, 13, 20

type Colour = tuple[int, int, int]
INK: Colour = (20, 32, 29)
QUIET: Colour = (67, 81, 76)
BRAND: Colour = (11, 92, 77)
EDGE: Colour = (116, 130, 124)
RULE: Colour = (211, 218, 213)
PALE: Colour = (238, 242, 239)
WHITE: Colour = (255, 255, 255)

type Align = Literal["L", "R", "C"]


def _font_file(name: str) -> Path:
    """Return a font of DejaVu, which lies in matplotlib's folder; matplotlib is not loaded."""
    found = find_spec("matplotlib")
    if found is None or found.origin is None:
        raise FileNotFoundError("matplotlib, which brings the fonts, is not installed")
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf" / name


class Paper(FPDF):
    """A document of which every word is tagged; what breaks over pages is decided here."""

    def __init__(self, title: str, language: str, foot: str) -> None:
        super().__init__(format="letter")
        self.tree = self.struct_builder = TagTree()
        self.add_font("DejaVu", "", _font_file("DejaVuSans.ttf"))
        self.add_font("DejaVu", "B", _font_file("DejaVuSans-Bold.ttf"))
        ours = (font.cmap for font in self.fonts.values() if isinstance(font, TTFFont))
        self._letters = set.intersection(*map(set, ours))
        self.lacks_letters = False
        self._widths: dict[tuple[str, str], float] = {}
        self._foot = self.known(foot)
        self.set_margin(MARGIN)
        self.c_margin = 0
        self.set_auto_page_break(False)
        self.set_title(title)
        self.set_lang(language)
        self.set_creator("Doorstep")
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.add_page()

    def known(self, text: str) -> str:
        """Return the text with a letter that the fonts lack as its number: none is lost unseen."""
        text = normalize("NFC", text)
        found = "".join(c if ord(c) in self._letters else f"[U+{ord(c):04X}]" for c in text)
        self.lacks_letters |= found != text
        return found

    def write_in(self, size: float, colour: Colour = INK, *, bold: bool = False) -> None:
        """Choose how what follows is written; the size in points."""
        self.set_font("DejaVu", "B" if bold else "", size)
        self.set_text_color(*colour)

    @contextmanager
    def group(self, kind: str) -> Iterator[None]:
        """Hold tags together, such as the cells of a row."""
        self.tree.begin(kind, self.page)
        yield
        self.tree.end()

    @contextmanager
    def tagged(self, kind: str, alt: str | None = None, scope: str = "") -> Iterator[None]:
        """Tag what is printed inside, all of it on this page."""
        tag = self.tree.begin(kind, self.page, alt, scope)
        of_page, number = self.tree.mark(tag, self.page)
        self.pages[self.page].struct_parents = of_page
        self._out(f"/{kind} <</MCID {number}>> BDC")
        yield
        self._out("EMC")
        self.tree.end()

    @contextmanager
    def decoration(self) -> Iterator[None]:
        """Keep what is printed inside from screen readers."""
        self._out("/Artifact BMC")
        yield
        self._out("EMC")

    def footer(self) -> None:
        """Print at the foot what this is and the page's number; fpdf2 calls this for each page."""
        self.set_y(-FOOT + 6)
        self.write_in(SMALL, QUIET)
        with self.decoration():
            self.cell(self.epw * 0.8, LINE, self._foot)
            self.cell(self.epw * 0.2, LINE, f"{self.page_no()} / {{nb}}", align="R")

    def need(self, height: float) -> bool:
        """Begin a new page where less than `height` is left; say whether."""
        if self.y + height <= self.h - FOOT:
            return False
        self.add_page()
        return True

    def wrapped(self, text: str, width: float) -> list[str]:
        """Return the lines that the text takes in the present type, cut between words, and inside
        one that is wider than a line. (`multi_cell` does so letter by letter, ten times as long.)
        """
        lines = [""]
        for word in self.known(text).split(" "):
            longer = f"{lines[-1]} {word}" if lines[-1] else word
            if self._wide(longer) <= width:
                lines[-1] = longer
            else:
                lines += self._cut(word, width)
        return lines if lines[0] else lines[1:]

    def _wide(self, line: str) -> float:
        """Return the width of words side by side, each measured once."""
        words = line.split(" ")
        spaces = self._word(" ") * (len(words) - 1)
        return (sum(map(self._word, words)) + spaces) * self.font_size_pt

    def _word(self, word: str) -> float:
        """Return a word's width in a type of one point."""
        key = self.font_style, word
        if key not in self._widths:
            self._widths[key] = self.get_string_width(word) / self.font_size_pt
        return self._widths[key]

    def _cut(self, word: str, width: float) -> list[str]:
        pieces = [""]
        for letter in word:
            if self._wide(pieces[-1] + letter) > width and pieces[-1]:
                pieces.append("")
            pieces[-1] += letter
        return pieces

    def lines(self, text: str, width: float, size: float = TEXT, *, bold: bool = False) -> int:
        """Return how many lines the text takes at that width."""
        self.write_in(size, bold=bold)
        return len(self.wrapped(text, width))

    def block(self, text: str, width: float, *, align: Align = "L", line: float = LINE) -> None:
        """Print lines from where the pen is; it goes on below them.

        Each but the last ends with a space beyond the edge, or whoever reads the file aloud or
        copies from it would run two words together.
        """
        *others, last = self.wrapped(text, width)
        for words in others:
            beyond = self._word(" ") * self.font_size_pt if align == "R" else 0
            self.cell(width + beyond, line, f"{words} ", align=align, new_x="LEFT", new_y="NEXT")
        self.cell(width, line, last, align=align, new_x="LEFT", new_y="NEXT")

    def heading(self, text: str, *, level: int, with_next: float = 0) -> None:
        """Print a heading, never at the foot of a page, and put it into the outline."""
        size = TITLE if level == 1 else HEADING
        line = size * 0.5
        height = line * self.lines(text, self.epw, size, bold=True)
        self.ln(0 if level == 1 else GAP)
        self.need(height + with_next + 3 * LINE)
        self.start_section(self.known(text), level - 1)
        self.write_in(size, bold=True)
        with self.tagged(f"H{level}"):
            self.block(text, self.epw, line=line)
        self.ln(GAP / 2)

    def paragraph(
        self, text: str, size: float = TEXT, colour: Colour = INK, *, bold: bool = False
    ) -> None:
        """Print a paragraph whole on one page."""
        self.need(LINE * self.lines(text, self.epw, size, bold=bold))
        self.write_in(size, colour, bold=bold)
        with self.tagged("P"):
            self.block(text, self.epw)

    def bytes_of(self) -> bytes:
        """Return the whole file; nothing can be printed after it."""
        return bytes(self.output(output_producer_class=TaggedOutput))
