"""Opening hours: from HSDS schedules and from words to rules, and from rules to words."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from contacts.parsing import parse_time
from outreach.referrals.opening import DAYS, is_over

MIDNIGHT = "00:00"
_DAY_WORDS = (
    "monday lunes", "tuesday martes", "wednesday weds miércoles miercoles", "thursday jueves",
    "friday viernes", "saturday sábado sabado", "sunday domingo",
)  # fmt: skip
_ALWAYS = re.compile(
    r"(open\s+)?(24\s*/\s*7|24 hours( (a|per) day)?(,? (7|seven) days( (a|per) week)?)?)\.?",
    re.IGNORECASE,
)
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
    # Nothing but what belongs in a part: a source must not write parts of its own.
    said = {key: re.sub(r"[^\w,+-]", "", str(value)) for key, value in parts.items() if value}
    return ";".join(f"{key}={value}" for key, value in said.items())


def parse_hours(text: str) -> list[dict[str, Any]]:
    """Return the rules in "Mon-Fri 9am-5pm; Sat 10:00-14:00" or "24/7"; [] where unsure."""
    if _ALWAYS.fullmatch(text.strip()):
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
    first, last = _day(match["first"]), _day(match["last"] or match["first"])
    said = match["opens"].strip(), match["closes"].strip()
    opens, closes = map(parse_time, said)
    if first is None or last is None or opens is None or closes is None:
        return None
    if _is_unsure(said, opens, closes):
        return None
    days = [DAYS[i % 7] for i in range(first, (last if last >= first else last + 7) + 1)]
    return {"opens": opens.strftime("%H:%M"), "closes": closes.strftime("%H:%M"), "days": days}


def _day(word: str) -> int | None:
    """Return the number of a day by its name or the beginning of it, in either language."""
    word = word.lower()
    for number, names in enumerate(_DAY_WORDS):
        if any(
            len(word) >= 3 and (name.startswith(word) or word == f"{name}s")
            for name in names.split()
        ):
            return number
    return None


def _is_unsure(said: tuple[str, str], opens: time, closes: time) -> bool:
    """Say whether a half of the day is missing, as in "9-5": who guesses sends people at night."""
    halves = [re.search("[ap]", each, re.IGNORECASE) is not None for each in said]
    if all(halves):
        return False
    if halves[0]:
        return closes.hour <= 12
    if halves[1]:
        later = opens.hour + 12, opens.minute
        return closes <= opens or later < (closes.hour, closes.minute)
    if any(re.match(r"0\d", each) for each in said) or not 1 <= opens.hour <= 12:
        return False  # by the clock of 24 hours
    return closes <= opens or opens.hour < 6


def hours_in_words(rules: Iterable[Mapping[str, Any]], today: date) -> list[str]:
    """Return each rule as a line, such as "Mon to Fri 9 a.m. to 5 p.m."; none that is over."""
    return [_line(rule, today) for rule in rules if not _is_over(rule, today)]


def _is_over(rule: Mapping[str, Any], today: date) -> bool:
    ends = _parts(rule).get("UNTIL", "")[:8]
    return is_over(rule, today) or (bool(ends) and ends < today.strftime("%Y%m%d"))


def _line(rule: Mapping[str, Any], today: date) -> str:
    if rule["opens"] == rule["closes"] == MIDNIGHT:
        words = _("day and night")
    else:
        opens, closes = (time.fromisoformat(rule[name]) for name in ("opens", "closes"))
        words = _("%(opens)s to %(closes)s") % {
            "opens": time_format(opens, "TIME_FORMAT"),
            "closes": time_format(closes, "TIME_FORMAT"),
        }
    days, is_weekly = rule.get("days") or [], _is_weekly(rule)
    line = f"{_days_in_words(days)} {words}" if days or is_weekly else words
    if not is_weekly:
        line = _("%(hours)s, only on some days: call first") % {"hours": line}
    if rule.get("from", "") > today.isoformat():
        line = _("%(hours)s, from %(day)s on") % {"hours": line, "day": _day_in_words(rule["from"])}
    if rule.get("to"):
        line = _("%(hours)s, until %(day)s") % {"hours": line, "day": _day_in_words(rule["to"])}
    return line


def _is_weekly(rule: Mapping[str, Any]) -> bool:
    """Say whether the days of the week alone tell when: no fortnights, no first of the month."""
    parts = _parts(rule)
    often = parts.get("FREQ", "WEEKLY") in ("WEEKLY", "DAILY")
    return often and parts.get("INTERVAL", "1") == "1" and "COUNT" not in parts


def _parts(rule: Mapping[str, Any]) -> dict[str, str]:
    return dict(part.split("=", 1) for part in rule.get("rule", "").split(";") if "=" in part)


def _day_in_words(day: str) -> str:
    return date_format(date.fromisoformat(day), "SHORT_DATE_FORMAT")


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
        days = rule.get("days") or list(DAYS)
        if rule["opens"] == rule["closes"] == MIDNIGHT and len(set(days)) == 7:
            return "24/7"
        hours = f"{rule['opens']}-{rule['closes']}"
        parts += [f"{run} {hours}" for run in _runs(days)]
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
