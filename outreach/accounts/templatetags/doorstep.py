"""Template tags that every page may use without loading them."""

from datetime import date

from django import template
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw the sprite's icon of that name; it is decoration, the words beside it are the label."""
    return format_html(
        '<svg aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("doorstep/icons.svg"),
        name,
    )


@register.filter(expects_localtime=True)
def long_day(day: date) -> str:
    """Return the day with its weekday in full, such as "Monday, November 23"."""
    return date_format(day, pgettext("date format", "l, F j"))


@register.filter(expects_localtime=True)
def short_day(day: date) -> str:
    """Return the day with its weekday in short, such as "Mon, Nov. 23"."""
    return date_format(day, pgettext("date format", "D, N j"))
