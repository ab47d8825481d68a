"""Columns that must not come in: what an investigation could use, in whatever spelling.

The programme protects the person: a lead carries an opaque reference and nothing about why the
person is on the list. What is not stored cannot be subpoenaed, leaked or read over a shoulder.
"""

import re
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.parsing import normalise

_CASE = _("it tells of a case or an investigation.")
_PURCHASE = _("it tells of purchases, sellers or payments.")
_SUBSTANCE = _("it tells of substances.")
_HEALTH = _("it tells of the person's health.")

# The reason, the words that are forbidden on their own, and the beginnings that are forbidden
# anywhere in a name, also inside words that were written together. English and Spanish.
_RULES: tuple[tuple[Promise, str, str], ...] = (
    (
        _CASE,
        "case cases caso casos caseid caseno casenr casenum cargo cargos charge charges charged "
        "dea fbi dhs warrant warrants crime crimes felony police policia parole probation docket "
        "file_no juez court corte tribunal plea raid redada sentence sospechoso suspect suspects "
        "offense offence offenses delito delitos fiscal prueba pruebas causa rap custody seized",
        "casenumber casefile expediente evidenc evidencia statement declaracion testimon confes "
        "arrest detenid detencion indict investig informant criminal antecedentes convict "
        "condena defendant acusad subpoena surveill vigilancia seizure incautac misdemeanor "
        "prosecut docketn interrog",
    ),
    (
        _PURCHASE,
        "buy buys buyer buyers bought seller sellers sold vendor vendors dealer dealers market "
        "markets mercado onion tor btc xmr eth orders orderid orderno cartera pago pagos payment "
        "payments handle username alias monero usuario order_id",
        "purchas compra marketplace darknet darkweb darkmarket wallet monedero billetera bitcoin "
        "crypto cripto ethereum vendedor transac vendorname sellername ordernumber orderdate "
        "ordertotal",
    ),
    (
        _SUBSTANCE,
        "drug drugs pill pills droga drogas narcotic meth dose doses dosage dosis quantity mdma "
        "lsd cannabis marijuana opioid opiate opioide",
        "substanc sustanci narcotic estupefac fentan heroin cocain oxycod oxicod xanax alprazol "
        "pastilla drugtype drugname amphetamin anfetamin methamph contraband controlledsub",
    ),
    (
        _HEALTH,
        "diagnosis dx overdose overdoses hiv icd",
        "diagnos sobredosis addict adiccion overdos",
    ),
)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=[0-9])")


def forbidden_columns(columns: list[str]) -> dict[str, str]:
    """Return the columns that must not be imported, each with its translated reason."""
    reasons = {column: _reason(column) for column in columns}
    return {column: str(reason) for column, reason in reasons.items() if reason}


def _reason(column: str) -> Promise | None:
    words = normalise(_HUMP.sub(" ", column)).split()
    # "sub stance", "s_u_b_s_t_a_n_c_e" and "SUBSTANCE" are one.
    together = "".join(words)
    names = {*words, together, *map("_".join, pairwise(words))}
    for reason, whole, beginnings in _RULES:
        if names & set(whole.split()) or any(part in together for part in beginnings.split()):
            return reason
    return None
