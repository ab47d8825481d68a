"""Tables on paper: heads repeat on each page, a row stays whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from outreach.statistics.pdf.paper import GAP, INK, LINE, QUIET, RULE, SMALL, Align, Paper

PADDING, SPACE = 1.2, 2
# A table no taller than this is not broken over pages.
WHOLE = 70
# The first column, beside `n` others: a share of the table's width.
FIRST = {1: 0.66, 2: 0.5, 3: 0.4, 7: 0.2}


@dataclass(frozen=True)
class Table:
    """A table of words: a name and its figures a row."""

    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str]]]
    # None where the heading above it says the same.
    caption: str = ""

    @property
    def figures(self) -> int:
        """How many figures there are, hidden ones too."""
        return sum(len(cells) for _name, cells in self.rows)


def print_table(paper: Paper, table: Table, left: float = 0, width: float = 0) -> None:
    """Print below the pen, `left` millimetres from the margin; 0 wide is to the other margin."""
    width = width or paper.epw - left
    _Printer(paper, table, paper.l_margin + left, width).print()


def table_height(paper: Paper, table: Table, width: float) -> float:
    """Return how many millimetres the table takes."""
    return _Printer(paper, table, 0, width).whole


class _Printer:
    def __init__(self, paper: Paper, table: Table, left: float, width: float) -> None:
        self.paper, self.table, self.left = paper, table, left
        others = len(table.columns) - 1
        first = width * FIRST.get(others, 0.3)
        self.widths = [first, *[(width - first) / others] * others]

    def height(self, cells: Sequence[str], *, bold: bool = False) -> float:
        """Return the height of a row."""
        lines = [
            self.paper.lines(cell, width - SPACE, SMALL, bold=bold)
            for cell, width in zip(cells, self.widths, strict=True)
        ]
        return LINE * max(lines) + PADDING

    @property
    def whole(self) -> float:
        """The height of the whole table."""
        heads = self.height(self.table.columns, bold=True)
        rows = sum(self.height([name, *cells]) for name, cells in self.table.rows)
        return heads + rows + (LINE if self.table.caption else 0) + GAP

    def print(self) -> None:
        """Print the caption, the heads and all rows."""
        paper, table = self.paper, self.table
        paper.need(min(self.whole, WHOLE))
        with paper.group("Table"):
            if table.caption:
                self._caption()
            with paper.group("TR"):
                self._row(table.columns, "Column")
            for name, cells in table.rows:
                if paper.need(self.height([name, *cells])):
                    with paper.decoration():
                        self._row(table.columns)
                with paper.group("TR"):
                    self._row([name, *cells], "Row")
        paper.ln(GAP)

    def _caption(self) -> None:
        self.paper.x = self.left
        self.paper.write_in(SMALL, QUIET)
        with self.paper.tagged("Caption"):
            self.paper.block(self.table.caption, sum(self.widths))

    def _row(self, cells: Sequence[str], scope: str = "") -> None:
        """Print a row of heads, or one that begins with its own; without a scope nothing is
        tagged."""
        is_heads = scope != "Row"
        paper, top = self.paper, self.paper.y
        height = self.height(cells, bold=is_heads)
        left = self.left
        for number, (cell, width) in enumerate(zip(cells, self.widths, strict=True)):
            paper.set_xy(left + (SPACE if number else 0), top + PADDING / 2)
            paper.write_in(SMALL, INK, bold=is_heads)
            align: Align = "R" if number else "L"
            if not scope:
                paper.block(cell, width - SPACE, align=align)
            else:
                is_head = is_heads or not number
                with paper.tagged("TH" if is_head else "TD", scope=scope if is_head else ""):
                    paper.block(cell, width - SPACE, align=align)
            left += width
        self._rule(top + height)

    def _rule(self, y: float) -> None:
        with self.paper.decoration():
            self.paper.set_draw_color(*RULE)
            self.paper.set_line_width(0.2)
            self.paper.line(self.left, y, self.left + sum(self.widths), y)
        self.paper.set_xy(self.paper.l_margin, y)
