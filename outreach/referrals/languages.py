"""Languages by their ISO 639 codes, whatever a source calls them."""

from functools import cache

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SIGN_LANGUAGE = "ase"
# What Django's own list lacks and US directories have.
_MORE = {
    "chinese": "zh", "mandarin": "zh", "cantonese": "yue", "tagalog": "tl", "haitian creole": "ht",
    "creole": "ht", "french creole": "ht", "farsi": "fa", "hmong": "hmn", "navajo": "nv",
    "somali": "so", "amharic": "am", "american sign language": SIGN_LANGUAGE, "asl": SIGN_LANGUAGE,
    "sign language": SIGN_LANGUAGE, "services for the deaf and hard of hearing": SIGN_LANGUAGE,
    "espanol": "es", "español": "es", "yupik": "esu", "ojibwa": "oj", "lakota": "lkt",
    "dakota": "dak", "portuguese": "pt",
    # The codes of ISO 639-2, which HSDS takes too, of what is spoken most.
    "spa": "es", "eng": "en", "zho": "zh", "chi": "zh", "vie": "vi", "kor": "ko", "rus": "ru",
    "ara": "ar", "fra": "fr", "fre": "fr", "por": "pt", "deu": "de", "ger": "de", "ita": "it",
    "pol": "pl", "jpn": "ja", "hat": "ht", "tgl": "tl", "fil": "tl", "hin": "hi", "ukr": "uk",
    "fas": "fa", "per": "fa", "som": "so", "amh": "am",
}  # fmt: skip
_NAMES = {
    "zh": gettext_lazy("Chinese"), "yue": gettext_lazy("Cantonese"), "tl": gettext_lazy("Tagalog"),
    "ht": gettext_lazy("Haitian Creole"), "hmn": gettext_lazy("Hmong"),
    "nv": gettext_lazy("Navajo"), "so": gettext_lazy("Somali"), "am": gettext_lazy("Amharic"),
    SIGN_LANGUAGE: gettext_lazy("Sign language"), "esu": gettext_lazy("Yupik"),
    "oj": gettext_lazy("Ojibwa"), "lkt": gettext_lazy("Lakota"), "dak": gettext_lazy("Dakota"),
}  # fmt: skip


@cache
def _codes() -> dict[str, str]:
    named = {info["name"].lower(): code for code, info in LANG_INFO.items() if "name" in info}
    return named | _MORE


def language_code(name: str, code: str = "") -> str:
    """Return the ISO 639 code of a language by its code or its English name, else the name."""
    short = code.strip().lower()
    if short:
        return _codes().get(short, short)
    return _codes().get(name.strip().lower(), name.strip())


def language_name(code: str) -> str:
    """Return a language's name in the language of the page, else the code as it is."""
    if code in _NAMES:
        return str(_NAMES[code])
    info = LANG_INFO.get(code) or LANG_INFO.get(code.lower().split("-")[0])
    return _(info["name"]) if info and "name" in info else code
