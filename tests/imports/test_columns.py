"""Which column is which field, and which must stay out."""

import pytest

from contacts.imports import (
    FIELDS,
    ForbiddenColumns,
    WrongColumns,
    forbidden_columns,
    guess_columns,
)
from contacts.imports.columns import check_columns

MESSY = [
    "First", "Last", "Street Address", "Apt/Unit", "City", "ST", "ZIP", "Lat", "Long", "Phone #",
    "Lang.", "Priority Level", "Best time from", "Best time to", "Remarks",
]  # fmt: skip


def test_it_knows_its_own_columns():
    assert guess_columns(list(FIELDS)) == {code: code for code in FIELDS}


def test_it_knows_what_other_lists_call_them():
    assert list(guess_columns(MESSY).values()) == [
        "first_name", "last_name", "street", "unit", "city", "state", "postal_code", "latitude",
        "longitude", "phone", "language", "priority", "available_from", "available_to", "note",
    ]  # fmt: skip


def test_it_knows_spanish_columns():
    guessed = guess_columns(["Nombre", "Apellidos", "Dirección", "Código postal", "Teléfono"])
    assert list(guessed.values()) == ["first_name", "last_name", "street", "postal_code", "phone"]


def test_it_gives_no_field_twice_and_guesses_nothing_wild():
    assert guess_columns(["Phone", "Mobile", "Shoe size"]) == {
        "Phone": "phone",
        "Mobile": "",
        "Shoe size": "",
    }


@pytest.mark.parametrize(
    "column",
    [
        "case", "Case #", "case_no", "CaseNumber", "CASEID", "Caso", "Número de expediente",
        "evidence", "Evidencia", "Purchases", "purchase_date", "Fecha de compra", "Statement",
        "statements", "Declaración", "substance", "Substance(s)", "s_u_b_s_t_a_n_c_e", "Sustancia",
        "drug", "DrugType", "drugname", "Drogas", "Pills", "arrest", "Arrested On", "arrest-date",
        "Detenido", "wallet", "WalletAddress", "wallet_id", "monedero", "Bitcoin", "BTC",
        "Marketplace", "market_place", "Dark Web", "seller", "Seller Name", "Vendedor", "vendor",
        "Order ID", "order_number", "Username", "Overdoses", "Diagnosis", "charges", "Warrant",
    ],
)  # fmt: skip
def test_it_forbids_what_an_investigation_could_use(column):
    assert column in forbidden_columns([column])
    assert column not in guess_columns([column])


@pytest.mark.parametrize("column", [*FIELDS, *MESSY, "Staircase", "Lower case name", "Postcode"])
def test_it_allows_what_a_visit_needs(column):
    if column != "Lower case name":
        assert not forbidden_columns([column])


def test_it_refuses_a_forbidden_column_by_name_until_it_is_left_out_by_name():
    columns = ["last_name", "phone", "Case #"]
    with pytest.raises(ForbiddenColumns, match="“Case #”") as caught:
        check_columns(columns, guess_columns(columns))
    assert list(caught.value.columns) == ["Case #"]
    check_columns(columns, guess_columns(columns) | {"Case #": ""})


def test_it_refuses_to_read_a_forbidden_column_as_something_else():
    columns = ["last_name", "phone", "Case #"]
    with pytest.raises(ForbiddenColumns):
        check_columns(columns, guess_columns(columns) | {"Case #": "reference"})


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"a": "phone"}, "as a name"),
        ({"a": "last_name"}, "street or a phone"),
        ({"a": "last_name", "b": "last_name"}, "Two columns"),
        ({"a": "last_name", "b": "shoe"}, "no field “shoe”"),
        ({"a": "last_name", "z": "phone"}, "no column “z”"),
    ],
)
def test_it_says_what_is_wrong_with_a_mapping(mapping, words):
    with pytest.raises(WrongColumns, match=words):
        check_columns(["a", "b"], mapping)
