"""The tags of a PDF: what is a heading, a table or a picture, in the order in which it is read.

fpdf2 tags pictures and nothing else, and what has no tag in a tagged file is decoration to a
screen reader: the tables would be silent. So the tree is grown here, of fpdf2's own parts.
"""

from collections import Counter
from collections.abc import Iterator

from fpdf.output import OutputProducer, PDFPage
from fpdf.structure_tree import StructElem, StructureTreeBuilder
from fpdf.syntax import PDFObject


class Tag(StructElem):
    """A tag with its attributes, such as whether a header cell heads a column or a row."""

    __slots__ = ("a",)

    def __init__(
        self, kind: str, parent: PDFObject, page: int, alt: str | None = None, scope: str = ""
    ) -> None:
        super().__init__(f"/{kind}", parent, [], page, alt=alt)
        self.a = f"<</O /Table /Scope /{scope}>>" if scope else None


class TagTree(StructureTreeBuilder):
    """Tags inside tags. The innermost ones hold what is printed, each on one page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[Tag] = []
        self._open: list[StructElem] = [self.doc_struct_elem]
        self._marks: Counter[int] = Counter()

    def begin(self, kind: str, page: int, alt: str | None = None, scope: str = "") -> Tag:
        """Open a tag inside the one that is open."""
        tag = Tag(kind, self._open[-1], page, alt, scope)
        self._open[-1].k.append(tag)
        self._open.append(tag)
        self.tags.append(tag)
        return tag

    def end(self) -> None:
        """Close the innermost tag."""
        self._open.pop()

    def mark(self, tag: Tag, page: int) -> tuple[int, int]:
        """Return the page's number in the tree, and that of what is printed there next, as `tag`'s
        content."""
        of_page = self.spid_per_page_number.setdefault(page, len(self.spid_per_page_number))
        number = self._marks[page]
        self._marks[page] += 1
        tag.k.append(number)
        self.struct_tree_root.parent_tree.nums[of_page].append(tag)
        return of_page, number

    def __iter__(self) -> Iterator[PDFObject]:
        root = self.struct_tree_root
        yield from (root, self.doc_struct_elem, root.parent_tree, *self.tags)


class TaggedOutput(OutputProducer):
    """Writes each tag with the page that it is on; fpdf2 does so for the outermost only."""

    def _add_pages(self, _slice: slice = slice(0, None)) -> list[PDFPage]:
        pages = super()._add_pages(_slice)
        tree = self.fpdf.struct_builder
        for tag in tree.tags if isinstance(tree, TagTree) else ():
            # As fpdf2 sets it itself, whose type knows the beginning only.
            tag.pg = pages[(tag.page_number() or 1) - 1]  # type: ignore[assignment]
        return pages
