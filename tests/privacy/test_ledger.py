"""The ledger of erasures: only grows, and shows where someone changed it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from contacts.models import Contact
from contacts.stopping import stop_contact
from outreach.privacy import ledger as erasures
from outreach.privacy.ledger import LedgerBrokenError, Line

LINES = [Line("contact", f"code{n}", "2026-11-23T00:00:00+00:00", "r", "REQUESTED") for n in "123"]


def test_it_gives_back_what_was_written():
    erasures.append(LINES[:1])
    erasures.append(LINES[1:])
    assert list(erasures.read()) == LINES


def test_it_is_empty_before_anything_was_erased():
    assert list(erasures.read()) == []
    assert erasures.head() == (0, erasures.START)


def changed(text: bytes, how: str) -> bytes:
    lines = text.splitlines(keepends=True)
    match how:
        case "altered":
            lines[1] = lines[1].replace(b"code2", b"code9")
        case "removed":
            del lines[1]
        case "inserted":
            lines.insert(1, lines[1].replace(b"code2", b"code9"))
        case "repeated":
            lines.insert(1, lines[0])
        case "reordered":
            lines[1], lines[2] = lines[2], lines[1]
        case "garbled":
            lines[1] = b"\xff{]\n"
    return b"".join(lines)


@pytest.mark.parametrize(
    "how", ["altered", "removed", "inserted", "repeated", "reordered", "garbled"]
)
def test_it_names_the_first_line_that_is_wrong(ledger, how):
    erasures.append(LINES)
    ledger.write_bytes(changed(ledger.read_bytes(), how))
    with pytest.raises(LedgerBrokenError) as error:
        list(erasures.read())
    assert error.value.line == 2


def test_it_cannot_be_written_without_the_key(ledger, monkeypatch):
    erasures.append(LINES)
    monkeypatch.setattr("contacts.keys._key", lambda: b"another")
    with pytest.raises(LedgerBrokenError):
        list(erasures.read())


def test_half_a_line_of_a_power_cut_is_as_if_never_written(ledger):
    erasures.append(LINES[:2])
    ledger.write_bytes(ledger.read_bytes() + b'{"at": "2026')
    assert list(erasures.read()) == LINES[:2]
    erasures.append(LINES[2:])
    assert list(erasures.read()) == LINES


def test_it_knows_whether_it_goes_on_from_an_earlier_one(ledger):
    erasures.append(LINES[:2])
    then = erasures.head()
    erasures.append(LINES[2:])
    assert erasures.continues(*then)
    ledger.write_bytes(b"".join(ledger.read_bytes().splitlines(keepends=True)[:1]))
    assert not erasures.continues(*then)


def test_it_is_whole_when_many_write_at_once():
    def write(number: int) -> None:
        erasures.append([Line("contact", f"{number}-{n}", "now") for n in range(5)])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    assert len(list(erasures.read())) == 200


def test_only_its_owner_can_read_it(ledger):
    erasures.append(LINES)
    assert ledger.stat().st_mode & 0o077 == 0


def test_it_learns_who_must_not_be_contacted(contact):
    stop_contact(contact, Contact.StopReason.DO_NOT_CONTACT)
    stops = {(line.kind, line.rule, line.what) for line in erasures.read()}
    assert stops == {
        ("stop", "PHONE", contact.phones.get().key),
        ("stop", "PERSON", contact.identity_key),
    }


def test_a_persons_wish_is_kept_even_where_the_ledger_cannot_be_written(
    contact, settings, tmp_path, caplog
):
    (tmp_path / "file").write_text("")
    settings.ERASURE_LEDGER = tmp_path / "file" / "ledger"
    stop_contact(contact, Contact.StopReason.DO_NOT_CONTACT)
    contact.refresh_from_db()
    assert contact.stopped
    assert "ERASURE_LEDGER" in caplog.text
