"""Reading files: what is a list, in whatever encoding, and what is none."""

import struct
import tracemalloc
from contextlib import suppress
from datetime import datetime, time
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook

from contacts.imports import UnreadableFile, read_table, without_columns
from contacts.imports.headers import MAX_COLUMNS
from contacts.imports.workbooks import MAX_SHEETS

TEXT = "name;city\nMuñoz;Añasco\nO'Neil;Bow\n"
CELLS = [(2, ["Muñoz", "Añasco"]), (3, ["O'Neil", "Bow"])]


def rows(content: bytes, name: str = "list.csv") -> list[tuple[int, list[str]]]:
    return list(read_table(content, name).rows())


def make_workbook(*lines: list[object]) -> bytes:
    book, file = Workbook(), BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
)
def test_it_reads_every_common_encoding(encoding):
    assert rows(TEXT.encode(encoding)) == CELLS


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_it_finds_the_delimiter(delimiter, ending):
    text = f'a{delimiter}b{delimiter}c{ending}1{delimiter}"x, y; z"{delimiter}{ending}'
    assert rows(text.encode()) == [(2, ["1", "x, y; z", ""])]


def test_it_finds_the_header_below_blank_rows_and_a_title():
    table = read_table(b"\n,,\nLeads of May,,\n first  name ,last,\nRosa,Delgado,x\n", "l.csv")
    assert table.columns == ["first name", "last"]
    assert list(table.rows()) == [(5, ["Rosa", "Delgado", "x"])]


def test_it_leaves_out_blank_rows_and_counts_them():
    assert [number for number, _cells in rows(b"a,b\n1,2\n\n , \n3,4\n")] == [2, 5]


def test_it_names_columns_without_a_name():
    assert read_table(b"a,,c\n1,2,3\n", "l.csv").columns == ["a", "Column 2", "c"]


def test_it_can_be_read_again():
    table = read_table(TEXT.encode(), "l.csv")
    assert list(table.rows()) == list(table.rows()) == CELLS


def test_it_reads_a_workbook_as_a_person_sees_it():
    content = make_workbook(
        [],
        ["ZIP", "Phone", "From", "When", "Note", "Yes"],
        [6040, 9595550185.0, time(9, 30), datetime(2020, 5, 1), "=1+1", True],
        [None, "x"],
    )
    assert rows(content) == [
        (3, ["6040", "9595550185", "09:30", "2020-05-01", "=1+1", "TRUE"]),
        (4, ["", "x", "", "", "", ""]),
    ]


def test_it_takes_the_first_sheet_with_a_table():
    book, file = Workbook(), BytesIO()
    book.active.append(["Read me"])
    book.create_sheet("Leads").append(["a", "b"])
    book["Leads"].append([1, 2])
    book.save(file)
    assert rows(file.getvalue()) == [(2, ["1", "2"])]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n\n", "No table"),
        (b"hello there", "No table"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)), "JPEG"),
        (b"%PDF-1.7\n1 0 obj", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "old kind"),
        (b"  <!doctype html><table>", "HTML"),
        (b'{"a": 1}', "JSON"),
        (b"a,b\x00\x01\x02\x03" * 50, "not a list"),
        (b"PK\x03\x04 and nothing else", "workbook"),
        (b"Phone,phone\n1,2\n", "Two columns"),
        (",".join(f"c{i}" for i in range(MAX_COLUMNS + 1)).encode(), "more than 200 columns"),
        ("a,b\nx,\ud83d".encode("utf-16-le", "surrogatepass"), "damaged"),
    ],
)
def test_it_says_why_a_file_is_no_list(content, words):
    with pytest.raises(UnreadableFile, match=words):
        rows(content)


def test_it_refuses_a_large_file_before_reading_it(settings):
    class Large(BytesIO):
        def seek(self, offset, whence=0):
            return 2 * 1024**3

        def read(self, size=-1):
            raise AssertionError("it was read")

    with pytest.raises(UnreadableFile, match="2048 MB; at most 25 MB"):
        read_table(Large(), "large.csv")


def test_it_refuses_a_zip_bomb_before_unpacking_it():
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    with pytest.raises(UnreadableFile, match="unpacks to far more"):
        rows(file.getvalue())


def repacked(content: bytes, change) -> bytes:
    """Return the workbook with each part's name and bytes as `change` makes them."""
    file = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(*change(part, old.read(part)))
    return file.getvalue()


DTD = '<!DOCTYPE x [<!ENTITY a "ha">]>'


@pytest.mark.parametrize(
    "hidden",
    [
        DTD.encode(),
        f"<!--{'x' * 5_000}-->{DTD}".encode(),
        f"<?xml version='1.0'?>{' ' * 9_000}{DTD}".encode(),
        f"<?xml version='1.0' encoding='utf-16'?>{DTD}<x/>".encode("utf-16"),
    ],
    ids=["plain", "after a comment", "after spaces", "in another encoding"],
)
@pytest.mark.parametrize("ending", [".xml", ".dat"])
def test_it_refuses_xml_with_entities(hidden, ending):
    def change(part, content):
        is_sheet = part.endswith("sheet1.xml")
        name = part.replace(".xml", ending) if is_sheet else part
        return name, hidden + content if is_sheet else content

    with pytest.raises(UnreadableFile, match="DTD"):
        rows(repacked(make_workbook(["a", "b"], [1, 2]), change))


def test_it_takes_a_workbook_with_parts_that_are_no_xml():
    def change(part, content):
        return part, content

    book = Workbook()
    book.active.append(["a", "b"])
    book.active.append([1, 2])
    file = BytesIO()
    book.save(file)
    with ZipFile(file, "a") as package:
        package.writestr("xl/media/image1.png", b"\x89PNG<!DOCTYPE")
    assert rows(repacked(file.getvalue(), change)) == [(2, ["1", "2"])]


def test_it_is_not_fooled_by_a_size_that_is_a_lie():
    """The directory says a hundred bytes; a hundred bytes are unpacked, and then it is damaged."""
    large = 40_000_000
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b" " * large)
    content = file.getvalue()
    size = struct.pack("<L", large)
    assert content.count(size) == 2
    tracemalloc.start()
    with pytest.raises(UnreadableFile, match="workbook"):
        rows(content.replace(size, struct.pack("<L", 100)))
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < large / 10


def test_it_looks_at_a_few_sheets_only():
    book = Workbook()
    for _each in range(MAX_SHEETS):
        book.create_sheet()
    for cells in (["a", "b"], [1, 2]):
        book.worksheets[-1].append(cells)
    file = BytesIO()
    book.save(file)
    with pytest.raises(UnreadableFile, match="No table"):
        rows(file.getvalue())


def test_a_list_is_known_by_its_content_whatever_it_is_called():
    assert rows(b"a,b\n1,2\n", "list.xlsx") == [(2, ["1", "2"])]
    assert rows(make_workbook(["a", "b"], [1, 2]), "list.csv") == [(2, ["1", "2"])]
    with pytest.raises(UnreadableFile, match="PDF"):
        rows(b"%PDF-1.7 a,b\n1,2\n", "list.csv")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_it_refuses_more_rows_than_an_import_takes(kind, monkeypatch):
    monkeypatch.setattr("contacts.imports.headers.MAX_ROWS", 4)
    monkeypatch.setattr("contacts.imports.workbooks.MAX_ROWS", 4)
    lines = [["a", "b"], *([["1", "2"]] * 4)]
    text = "\n".join(map(",".join, lines)).encode()
    with pytest.raises(UnreadableFile, match="more than 4 rows"):
        rows(text if kind == "csv" else make_workbook(*lines))


def test_the_names_of_columns_hold_no_nul_and_nothing_invisible():
    table = read_table(b"a\x00b,c\x1bd,e\n1,2,3\n" + b"1,2,3\n" * 50, "list.csv")
    assert table.columns == ["a b", "c d", "e"]


def test_it_refuses_a_workbook_that_is_cut_off():
    content = make_workbook(*[["a", "b"]] * 100)
    with pytest.raises(UnreadableFile, match="workbook"):
        rows(content[: len(content) // 2])


def test_it_refuses_any_other_zip():
    file = BytesIO()
    with ZipFile(file, "w") as package:
        package.writestr("letter.txt", "a,b\n1,2")
    with pytest.raises(UnreadableFile, match="workbook"):
        rows(file.getvalue())


def test_it_says_where_a_quotation_mark_is_never_closed():
    with pytest.raises(UnreadableFile, match="Row 3"):
        rows(b'a,b\n1,2\n3,"' + b"x" * 200_000)


def test_it_drops_columns_and_keeps_the_row_numbers():
    table = read_table(b"\na,secret,c\n1,x,3\n\n4,y,6,7\n", "l.csv")
    again = read_table(without_columns(table, ["secret"]), "l.csv")
    assert again.columns == ["a", "c"]
    assert list(again.rows()) == [(3, ["1", "3"]), (5, ["?", "?", "?"])]


@given(st.binary(max_size=400))
@example(b"PK\x03\x04")
@example(b"\xff\xfea")
@example(b'a,b\n"')
def test_it_survives_any_bytes(content):
    with suppress(UnreadableFile):
        table = read_table(content, "list")
        assert len(table.columns) >= 2
        list(table.rows())


@given(st.text(max_size=200))
def test_it_survives_any_text_below_a_header(text):
    with suppress(UnreadableFile):
        list(read_table(("a,b\n" + text).encode("utf-8", "replace"), "list").rows())
