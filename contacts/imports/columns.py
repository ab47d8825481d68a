"""Which column is which field, and whether a mapping can be used."""

from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from contacts.imports.forbidden import forbidden_columns
from contacts.imports.outcomes import ForbiddenColumns, WrongColumns
from contacts.parsing import normalise

FIELDS: dict[str, str | Promise] = {
    "reference": gettext_lazy("Reference"),
    "name": gettext_lazy("Full name"),
    "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Last name"),
    "street": gettext_lazy("Street"),
    "unit": gettext_lazy("Unit"),
    "city": gettext_lazy("City"),
    "state": gettext_lazy("State"),
    "postal_code": gettext_lazy("Postal code"),
    "latitude": gettext_lazy("Latitude"),
    "longitude": gettext_lazy("Longitude"),
    "phone": gettext_lazy("Phone"),
    "language": gettext_lazy("Language"),
    "priority": gettext_lazy("Priority"),
    "available_from": gettext_lazy("Best from"),
    "available_to": gettext_lazy("Best until"),
    "note": gettext_lazy("Note for the visit"),
    "address_note": gettext_lazy("How to get in"),
    "office": gettext_lazy("Office"),
}

# How lists call them, normalised; the fields' own codes and labels are known besides.
_ALSO_CALLED = {
    "reference": "ref|lead id|lead|lead number|lead no|id|external id|referencia",
    "name": "person|contact|contact name|fullname|nombre completo|nombre y apellido",
    "first_name": "first|given name|given|firstname|fname|forename|nombre|primer nombre|nombres",
    "last_name": "last|family name|family|surname|lastname|lname|apellido|apellidos",
    "street": "street address|address|address 1|address line 1|address1|addr|street name|"
    "home address|street line|direccion|calle|domicilio",
    "unit": "apt unit|apt|apartment|unit number|apt number|address 2|address line 2|address2|"
    "suite|apartamento|departamento|unidad|piso",
    "city": "town|city town|municipality|ciudad|municipio",
    "state": "st|state code|province|estado|region",
    "postal_code": "zip|zip code|zipcode|postcode|zip 4|zip5|postal|codigo postal|cp",
    "latitude": "lat|y|latitud|gps lat",
    "longitude": "long|lon|lng|x|longitud|gps long|gps lon",
    "phone": "phone number|telephone|tel|mobile|mobile phone|cell|cell phone|cellphone|"
    "phone no|home phone|contact number|telefono|celular|movil",
    "language": "lang|preferred language|spoken language|idioma|lengua",
    "priority": "priority level|urgency|prioridad|urgencia",
    "available_from": "best time from|best from|available after|from|time from|earliest|"
    "window start|disponible desde|desde",
    "available_to": "best time to|best until|best to|available until|available before|to|until|"
    "time to|latest|window end|disponible hasta|hasta",
    "note": "notes|remarks|remark|comment|comments|visit note|notas|nota|comentarios|observaciones",
    "address_note": "access|access note|gate code|entry|directions|acceso",
    "office": "field office|office code|branch|oficina",
}


def guess_columns(columns: list[str]) -> dict[str, str]:
    """Return the field that each column seems to hold, '' where none; forbidden ones are absent.

    No field is given to two columns: the first one that is called like it gets it.
    """
    banned = forbidden_columns(columns)
    guesses: dict[str, str] = {}
    for column in columns:
        if column not in banned:
            guess = _names().get(normalise(column), "")
            guesses[column] = "" if guess in guesses.values() else guess
    return guesses


def check_columns(columns: list[str], mapping: dict[str, str]) -> None:
    """Raise WrongColumns where the list cannot be imported with this mapping.

    A forbidden column must be mapped to '' by name: what is silently dropped teaches no one.
    """
    _check_forbidden(columns, mapping)
    _check_known(columns, mapping)
    used = [mapping[column] for column in columns if mapping.get(column)]
    twice = next((code for code in used if used.count(code) > 1), None)
    if twice:
        raise WrongColumns(
            _("Two columns are read as “%(field)s”. Choose one.") % {"field": FIELDS[twice]}
        )
    if not {"name", "first_name", "last_name"} & set(used):
        raise WrongColumns(_("No column is read as a name. Say which one is."))
    if not {"street", "phone", "latitude"} & set(used):
        raise WrongColumns(_("No column is read as a street or a phone. Say which one is."))


def _check_forbidden(columns: list[str], mapping: dict[str, str]) -> None:
    banned = {c: r for c, r in forbidden_columns(columns).items() if mapping.get(c) != ""}
    if banned:
        listed = " ".join(f"“{column}”: {reason}" for column, reason in banned.items())
        raise ForbiddenColumns(
            _("These columns must not be imported. Leave them out. %(columns)s")
            % {"columns": listed},
            banned,
        )


def _check_known(columns: list[str], mapping: dict[str, str]) -> None:
    missing = next((column for column in mapping if column not in columns), None)
    if missing is not None:
        raise WrongColumns(_("The list has no column “%(column)s”.") % {"column": missing})
    unknown = next((code for code in mapping.values() if code and code not in FIELDS), None)
    if unknown:
        raise WrongColumns(
            _("There is no field “%(field)s”. The fields are: %(fields)s.")
            % {"field": unknown, "fields": ", ".join(FIELDS)}
        )


@cache
def _names() -> dict[str, str]:
    return names_of(FIELDS, _ALSO_CALLED)


def names_of(fields: Mapping[str, str | Promise], also_called: Mapping[str, str]) -> dict[str, str]:
    """Return the field of each normalised column name, in every language of the pages.

    `also_called` gives, by the field's code, what else lists call it, normalised, divided by "|".
    """
    names = {name: code for code, also in also_called.items() for name in also.split("|")}
    for language, _name in settings.LANGUAGES:
        with override(language):
            names |= {normalise(str(label)): code for code, label in fields.items()}
    return names | {normalise(code): code for code in fields}
