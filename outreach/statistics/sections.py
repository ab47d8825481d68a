"""Which figures stand in which part of the dashboard, by their codes."""

from outreach.statistics.definitions.after import BY_KIND

HEADLINES = ["reached_direct", "direct_reach_rate", "acceptance_rate", "naloxone_kits"]
MORE = [
    "attempt_rate",
    "first_within_72_rate",
    "median_hours",
    "attempts_a_person",
    "any_reach_rate",
    "locatable_reach_rate",
    "education_rate",
    "offer_rate",
    "refusal_rate",
    "refused",
    "attempts",
    "visits_reached",
    "encounters_person",
    "encounters_household",
    "logged",
    "aborted",
    "crises",
    "staff_hours",
    "hours_a_link",
]
REFERRALS = [
    "referrals",
    *(one.code for one in BY_KIND),
    "linkage_rate",
    "provider_word_rate",
    "retention_30_rate",
    "retention_90_rate",
    "loop_closure_rate",
]
MESSAGES = [
    "consented",
    "opted_out",
    "texts_sent",
    "texts_delivered",
    "texts_undelivered",
    "delivery_rate",
    "opt_out_rate",
]
QUALITY = ["prompt_rate", "no_response_rate", "no_response", "merged"]
SUPPLIES = [
    "naloxone_kits",
    "naloxone_doses",
    "test_strips",
    "other_items",
    "supplied",
    "naloxone_recipients",
]
COLUMNS = ["assigned", "attempted", "reached_direct", "direct_reach_rate", "accepted", "linked"]
SERIES = ["attempted", "reached_direct"]
