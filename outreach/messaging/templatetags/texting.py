"""How messaging says its codes on pages."""

from django import template

from outreach.messaging.obstacle_words import reason_words

register = template.Library()
register.filter("reason", reason_words)
