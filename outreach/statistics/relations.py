"""Which counts are counted among which, which are sums, and which give each other away."""

from itertools import combinations

from outreach.statistics.day_parts import REACHED, TRIED, timed_codes
from outreach.statistics.definitions.after import BY_KIND, VERIFIED
from outreach.statistics.indicators import DISPOSITIONS, FUNNEL, RATES, of_disposition
from outreach.visits.codelists import Disposition

# Pairs of counts, the first among the second: what lies between two is people, too.
AMONG = list(
    dict.fromkeys(
        [
            *combinations(FUNNEL[::-1], 2),
            ("located", "attempted"),
            ("reached_direct", "located"),
            ("declined", "offered"),
            ("educated", "offered"),
            ("attempts", "logged"),
            ("visits_reached", "attempts"),
            ("aborted", "attempts"),
            ("first_attempts", "attempted"),
            ("referrals_over_30", "referrals"),
            ("loops_closed", "referrals_over_30"),
            ("linked_30", "loops_closed"),
            ("texts_undelivered", "texts_sent"),
            *((rate.of, rate.by) for rate in RATES if rate.is_percent),
        ]
    )
)
OUTCOMES_AMONG = [
    (of_disposition(Disposition.REFUSED_BY_PERSON), "refused"),
    (of_disposition(Disposition.REFUSED_BY_OTHER), "refused"),
]
TIMED_AMONG = list(zip(timed_codes(REACHED), timed_codes(TRIED), strict=True))
SPOKEN = [
    of_disposition(code) for code in (Disposition.CONTACT_PERSON, Disposition.CONTACT_HOUSEHOLD)
]
# Counted for the campaign and its offices over all weeks only.
OVER_ALL_WEEKS = [
    *(indicator.code for indicator in DISPOSITIONS),
    *timed_codes(TRIED),
    *timed_codes(REACHED),
]
# One that is shown bounds one that is hidden, and theirs are mostly small: all or none is shown.
TOGETHER = [
    ("linked_30", "loops_closed"),
    ("loops_closed", "referrals_over_30"),
    ("referrals_over_30", "referrals"),
    ("kept_30", "due_30"),
    ("kept_90", "due_90"),
]
# A part that is shown bounds its whole from below: with a hidden whole it is hidden, too.
BOUNDING = [
    ("texts_delivered", "texts_sent"),
    ("texts_undelivered", "texts_sent"),
]
# A kit holds a known number of doses.
TWINS = [("naloxone_kits", "naloxone_doses"), *TOGETHER]
OUTCOME_TWINS = [
    ("encounters_person", of_disposition(Disposition.CONTACT_PERSON)),
    ("encounters_household", of_disposition(Disposition.CONTACT_HOUSEHOLD)),
    ("aborted", of_disposition(Disposition.ABORTED_SAFETY)),
]
# Sums of other counts at the same place and time.
SUMS = {
    "visits_reached": ("encounters_person", "encounters_household"),
    "referrals": tuple(one.code for one in BY_KIND),
    "linked_30": tuple(one.code for one in VERIFIED),
}
# Visits and persons: where each person was visited once, one is the other.
OFTEN_EQUAL = [
    ("attempted", "attempts"),
    ("reached_any", "visits_reached"),
    ("reached_direct", "encounters_person"),
    ("referred", "referrals"),
    ("linked", "linked_30"),
    ("naloxone_recipients", "naloxone_kits"),
    ("naloxone_recipients", "supplied"),
]
OUTCOMES_OFTEN_EQUAL = [("reached_direct", of_disposition(Disposition.CONTACT_PERSON))]
# What the words of two counts say without either: the first is no more than the second.
NO_MORE = [
    ("crises", "logged"),
    ("supplied", "visits_reached"),
    ("naloxone_kits", "naloxone_doses"),
    ("due_90", "due_30"),
    ("due_30", "referrals"),
]
