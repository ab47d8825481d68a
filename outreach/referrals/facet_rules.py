"""From a source's own words to facets: FindTreatment.gov's codes, and plain English. No models.

Facets are numbers here, as they are stored: an enumeration's own arithmetic takes fifty times as
long, and a listing of the country does a million of it.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from outreach.referrals.facets import Facet, Kind

F = Facet
_MEDICATION_CODES = "OT OM PHR"
# FindTreatment.gov: codes of `f2`, how its value begins or what it holds (*), and what that means.
# Values and codes: SAMHSA, "FindTreatment.gov Developer Guide".
_CODED: tuple[tuple[str, str, Facet], ...] = (
    ("TC", "*substance use", F.TREATMENT),
    ("TC", "*mental health", F.MENTAL_HEALTH),
    ("TC", "*co-occurring", F.TREATMENT | F.MENTAL_HEALTH),
    ("TC SET", "*detox", F.DETOX | F.TREATMENT),
    ("TC", "*halfway house", F.HOUSING),
    ("TC", "*sober home", F.HOUSING),
    ("SET", "*residential", F.RESIDENTIAL),
    ("SET", "hospital inpatient", F.INPATIENT),
    ("SET", "outpatient", F.OUTPATIENT),
    ("SET", "regular outpatient", F.OUTPATIENT),
    ("SET", "intensive outpatient", F.OUTPATIENT | F.INTENSIVE_OUTPATIENT),
    ("SET FT", "*partial hospitalization", F.DAY_TREATMENT),
    ("SET", "*telemedicine", F.TELEHEALTH),
    ("SET", "outpatient methadone/buprenorphine or naltrexone", F.MEDICATION),
    ("OT", "accepts clients on opioid medication", F.ACCEPTS_MEDICATION),
    ("OT", "samhsa-certified opioid treatment program", F.MEDICATION),
    (_MEDICATION_CODES, "buprenorphine", F.BUPRENORPHINE | F.MEDICATION),
    (_MEDICATION_CODES, "prescribes/administers buprenorphine", F.BUPRENORPHINE | F.MEDICATION),
    (_MEDICATION_CODES, "prescribes buprenorphine", F.BUPRENORPHINE | F.MEDICATION),
    (_MEDICATION_CODES, "methadone", F.METHADONE | F.MEDICATION),
    (_MEDICATION_CODES, "*naltrexone", F.NALTREXONE | F.MEDICATION),
    ("PAY", "medicaid", F.MEDICAID),
    ("PAY", "medicare", F.MEDICARE),
    ("PAY", "private health insurance", F.PRIVATE_INSURANCE),
    ("PAY", "cash or self-payment", F.SELF_PAY),
    ("PAY", "*military insurance", F.MILITARY_INSURANCE),
    ("PAY", "no payment accepted", F.FREE),
    ("PYAS", "sliding fee scale", F.SLIDING_SCALE),
    ("EMS", "*walk-in", F.WALK_IN | F.CRISIS),
    ("EMS", "crisis intervention", F.CRISIS),
    ("AGE", "children", F.CHILDREN),
    ("AGE", "young adults", F.YOUNG_ADULTS),
    ("AGE", "adults", F.ADULTS),
    ("AGE", "seniors", F.SENIORS),
    ("GN", "male", F.MEN),
    ("GN", "female", F.WOMEN),
    ("SG", "pregnant", F.PREGNANCY),
    ("SG", "veterans", F.VETERANS),
    ("SG", "lesbian", F.LGBT),
    ("OL SL", "spanish", F.SPANISH),
    ("SL", "*deaf", F.SIGN_LANGUAGE),
    ("AS TRSRV", "housing", F.HOUSING),
    ("AS", "supported housing", F.HOUSING),
    ("AS", "transportation assistance", F.TRANSPORT),
    ("AS", "*peer-support", F.PEER_SUPPORT),
    ("AS", "child care", F.CHILDCARE),
    ("AS EDU", "employment", F.EMPLOYMENT),
    ("EDU TAP TRSRV", "naloxone", F.NALOXONE),
)
_LANGUAGES_CODE = "OL"

# What the names of services and of taxonomy terms say.
_WORDED: tuple[tuple[str, Facet], ...] = (
    (
        r"substance (use|abuse)|addiction|drug treatment|opioid treatment|chemical dependenc"
        r"|(?<!vocational )(?<!physical )(?<!home )(?<!housing )(?<!cardiac )rehab",
        F.TREATMENT,
    ),
    (r"recovery (support|coach|cent)|peer (support|recovery)", F.PEER_SUPPORT),
    (r"\bdetox|withdrawal management", F.DETOX | F.TREATMENT),
    (r"buprenorphine|suboxone|sublocade", F.BUPRENORPHINE | F.MEDICATION | F.TREATMENT),
    (r"methadone", F.METHADONE | F.MEDICATION | F.TREATMENT),
    (r"naltrexone|vivitrol", F.NALTREXONE | F.MEDICATION | F.TREATMENT),
    (r"medication[- ](assisted|for opioid)|\bMOUD\b|\bMAT\b", F.MEDICATION | F.TREATMENT),
    (r"residential (treatment|care|program)", F.RESIDENTIAL),
    (r"\binpatient", F.INPATIENT),
    (r"\boutpatient", F.OUTPATIENT),
    (r"intensive outpatient|\bIOP\b", F.INTENSIVE_OUTPATIENT | F.OUTPATIENT),
    (r"partial hospitali|day treatment", F.DAY_TREATMENT),
    (r"tele(health|medicine)|by video", F.TELEHEALTH),
    (r"walk[- ]?in\b|drop[- ]?in\b", F.WALK_IN),
    (r"\bcrisis", F.CRISIS),
    (
        r"mental health|psychiatr|behaviou?ral health|(?<!physical )(?<!occupational )therapy"
        r"|(?<!housing )(?<!credit )(?<!legal )(?<!career )(?<!debt )counsel",
        F.MENTAL_HEALTH,
    ),
    (r"health (cent|clinic|care)|medical|primary care|dental", F.HEALTH_CARE),
    (r"naloxone|narcan|overdose prevention", F.NALOXONE),
    (r"(syringe|needle) (service|exchange|access)|harm reduction", F.SYRINGE_SERVICES),
    (r"\bhousing|shelter|homeless|sober living|\brent(al)? assist", F.HOUSING),
    (r"\bfood|meal|pantr|grocer|soup kitchen|nutrition", F.FOOD),
    (r"transport|bus pass|\brides?(share)?\b", F.TRANSPORT),
    (r"\bID\b|identification|birth certificate|driver'?s? licen", F.ID_DOCUMENTS),
    (r"\bjob|employment|workforce|vocational", F.EMPLOYMENT),
    (r"\blegal|\blaw\b|attorney", F.LEGAL),
    (r"child ?care|(?<!adult )day ?care|head start", F.CHILDCARE),
    (r"veteran", F.VETERANS),
    (r"pregnan|prenatal|perinatal|maternal|postpartum", F.PREGNANCY),
    (r"\bLGBT", F.LGBT),
    (r"sliding (fee )?scale|income[- ]based", F.SLIDING_SCALE),
    (r"medicaid", F.MEDICAID),
    (r"medicare", F.MEDICARE),
    (r"(?<![-\w])(?<!drug )(?<!smoke )(?<!toll )free\b|no (cost|charge|fee)", F.FREE),
    (r"\bwom[ae]n", F.WOMEN),
    (r"\bmen\b", F.MEN),
)
_AGES = (
    (0, 17, F.CHILDREN), (18, 25, F.YOUNG_ADULTS), (26, 64, F.ADULTS), (65, 200, F.SENIORS),
)  # fmt: skip
_PATTERNS = [(re.compile(pattern, re.IGNORECASE), facet.value) for pattern, facet in _WORDED]
# The first that is there says what a resource is.
_KINDS = (
    (F.TREATMENT, Kind.TREATMENT),
    (F.SYRINGE_SERVICES, Kind.HARM_REDUCTION),
    (F.MENTAL_HEALTH, Kind.MENTAL_HEALTH),
    (F.HOUSING, Kind.HOUSING),
    (F.FOOD, Kind.FOOD),
    (F.ID_DOCUMENTS, Kind.ID_DOCUMENTS),
    (F.TRANSPORT, Kind.TRANSPORT),
    (F.EMPLOYMENT, Kind.EMPLOYMENT),
    (F.LEGAL, Kind.LEGAL),
    (F.CHILDCARE, Kind.CHILDCARE),
    (F.PEER_SUPPORT, Kind.PEER_SUPPORT),
    (F.HEALTH_CARE, Kind.HEALTH),
    (F.NALOXONE, Kind.HARM_REDUCTION),
)


@lru_cache(maxsize=4096)
def facet_of_code(term: str) -> int:
    """Return what a FindTreatment.gov term ("code:value") means, 0 where nothing here."""
    code, _colon, value = term.partition(":")
    value = value.strip().lower()
    found = 0
    for codes, words, facet in _CODED:
        fits = words[1:] in value if words[0] == "*" else value.startswith(words)
        if fits and code in codes.split():
            found |= facet.value
    if code == _LANGUAGES_CODE and not found:
        found = F.OTHER_LANGUAGES.value
    return found


def facets_of_codes(terms: Iterable[str]) -> int:
    """Return what all of these terms mean together."""
    found = 0
    for term in terms:
        found |= facet_of_code(term)
    return found


def facets_of_words(text: str) -> int:
    """Return what the names of services and terms say in plain English."""
    found = 0
    for pattern, facet in _PATTERNS:
        if pattern.search(text):
            found |= facet
    return found


def facets_of_ages(youngest: float | None, oldest: float | None) -> int:
    """Return the ages that are taken, where any bound is said."""
    if youngest is None and oldest is None:
        return 0
    low, high = youngest or 0, 200 if oldest is None else oldest
    found = 0
    for first, last, facet in _AGES:
        if low <= last and high >= first:
            found |= facet.value
    return found


def facets_of_languages(codes: Iterable[str]) -> int:
    """Return the languages beside English."""
    found = 0
    for code in codes:
        # Not its first two letters: "esu" is Yupik.
        short = code.lower().split("-")[0]
        if code == "ase":
            found |= F.SIGN_LANGUAGE.value
        elif short == "es":
            found |= F.SPANISH.value
        elif short != "en":
            found |= F.OTHER_LANGUAGES.value
    return found


def kind_of(facets: int) -> Kind:
    """Return what a resource is in the first place."""
    return next((kind for facet, kind in _KINDS if facet.value & facets), Kind.OTHER)
