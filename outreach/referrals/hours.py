"""Opening hours: from HSDS schedules and from words to rules, and from rules to words."""

import re
from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from contacts.parsing import parse_time
from outreach.referrals.opening import DAYS

MIDNIGHT = "00:00"
_DAY_WORDS = {
    "mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6,
    "lun": 0, "mar": 1, "mie": 2, "mié": 2, "jue": 3, "vie": 4, "sab": 5, "sáb": 5, "dom": 6,
}  # fmt: skip
_PART = re.compile(
    r"(?P<first>[^\W\d]+)\.?(?:\s*(?:-|–|to)\s*(?P<last>[^\W\d]+)\.?)?,?\s*:?\s*"
    r"(?P<opens>\d[\d:.]*\s*(?:[ap]\.?m\.?)?)\s*(?:-|–|to)\s*"
    r"(?P<closes>\d[\d:.]*\s*(?:[ap]\.?m\.?)?)",
    re.IGNORECASE,
)


def rule_of(schedule: Any) -> dict[str, Any] | None:
    """Return an HSDS schedule as a rule of `opening`, or None where it has no hours."""
    if not schedule.opens_at or not schedule.closes_at:
        return None
    days = [day for day in re.findall(r"[A-Z]{2}", schedule.byday.upper()) if day in DAYS]
    rule: dict[str, Any] = {
        "opens": schedule.opens_at.strftime("%H:%M"),
        "closes": schedule.closes_at.strftime("%H:%M"),
        "days": days,
    }
    for name, day in (("from", schedule.valid_from), ("to", schedule.valid_to)):
        if day:
            rule[name] = day.isoformat()
    if recurrence := _recurrence(schedule):
        rule["rule"] = recurrence
        start = schedule.dtstart or schedule.valid_from
        if start:
            rule["start"] = start.isoformat()
    return rule


def _recurrence(schedule: Any) -> str:
    """Return an RRULE where the days of the week alone do not say it."""
    plain = schedule.freq.upper() in ("", "WEEKLY") and (schedule.interval or 1) == 1
    more = [schedule.count, schedule.byweekno, schedule.bymonthday, schedule.byyearday]
    numbered = re.search(r"\d[A-Z]{2}", schedule.byday.upper())
    if plain and not any(more) and not numbered and not schedule.until:
        return ""
    parts = {
        "FREQ": schedule.freq.upper() or "WEEKLY",
        "INTERVAL": schedule.interval,
        "COUNT": None if schedule.until else schedule.count,
        "UNTIL": schedule.until and schedule.until.strftime("%Y%m%dT235959"),
        "WKST": schedule.wkst,
        "BYDAY": schedule.byday,
        "BYWEEKNO": schedule.byweekno if schedule.freq.upper() == "YEARLY" else "",
        "BYMONTHDAY": "" if schedule.freq.upper() == "WEEKLY" else schedule.bymonthday,
        "BYYEARDAY": schedule.byyearday if schedule.freq.upper() == "YEARLY" else "",
    }
    return ";".join(f"{key}={str(value).replace(' ', '')}" for key, value in parts.items() if value)


def parse_hours(text: str) -> list[dict[str, Any]]:
    """Return the rules in "Mon-Fri 9am-5pm; Sat 10:00-14:00" or "24/7"; [] where unsure."""
    if re.search(r"\b24\s*/\s*7\b|24 hours", text, re.IGNORECASE):
        return [{"opens": MIDNIGHT, "closes": MIDNIGHT, "days": []}]
    rules = []
    for part in filter(str.strip, re.split(r"[;\n|]+", text)):
        match = _PART.fullmatch(part.strip())
        rule = _weekly(match) if match else None
        if rule is None:
            return []
        rules.append(rule)
    return rules


def _weekly(match: re.Match[str]) -> dict[str, Any] | None:
    first = _DAY_WORDS.get(match["first"].lower()[:3])
    last = _DAY_WORDS.get((match["last"] or match["first"]).lower()[:3])
    opens, closes = (parse_time(match[name].strip()) for name in ("opens", "closes"))
    if first is None or last is None or opens is None or closes is None:
        return None
    days = [DAYS[i % 7] for i in range(first, (last if last >= first else last + 7) + 1)]
    return {"opens": opens.strftime("%H:%M"), "closes": closes.strftime("%H:%M"), "days": days}


def hours_in_words(rules: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return each rule as a line, such as "Mon to Fri 9 a.m. to 5 p.m."."""
    return [_line(rule) for rule in rules]


def _line(rule: Mapping[str, Any]) -> str:
    if rule["opens"] == rule["closes"] == MIDNIGHT:
        words = _("day and night")
    else:
        opens, closes = (time.fromisoformat(rule[name]) for name in ("opens", "closes"))
        words = _("%(opens)s to %(closes)s") % {
            "opens": time_format(opens, "TIME_FORMAT"),
            "closes": time_format(closes, "TIME_FORMAT"),
        }
    return f"{_days_in_words(rule.get('days') or [])} {words}".strip()


def _days_in_words(days: list[str]) -> str:
    numbers = [DAYS.index(day) for day in days]
    if not numbers or len(set(numbers)) == 7:
        return _("Every day")
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        ends = {"first": WEEKDAYS_ABBR[numbers[0]], "last": WEEKDAYS_ABBR[numbers[-1]]}
        return _("%(first)s to %(last)s") % ends
    return ", ".join(str(WEEKDAYS_ABBR[number]) for number in numbers)


def hours_as_text(rules: Iterable[Mapping[str, Any]]) -> str:
    """Return rules as `parse_hours` reads them; '' where it could not."""
    parts = []
    for rule in rules:
        if rule.get("rule") or rule.get("from") or rule.get("to"):
            return ""
        if rule["opens"] == rule["closes"] == MIDNIGHT:
            return "24/7"
        hours = f"{rule['opens']}-{rule['closes']}"
        parts += [f"{days} {hours}" for days in _runs(rule.get("days") or list(DAYS))]
    return "; ".join(parts)


def _runs(days: list[str]) -> list[str]:
    """Return days that follow each other as "Mon-Fri"."""
    runs: list[list[str]] = []
    for day in days:
        if runs and DAYS.index(day) == DAYS.index(runs[-1][-1]) + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ["-".join(_ENGLISH[day] for day in dict.fromkeys((run[0], run[-1]))) for run in runs]


_ENGLISH = dict(zip(DAYS, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True))
