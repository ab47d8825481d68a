from django.apps import AppConfig


class DemoConfig(AppConfig):
    """A campaign of invented people, for a stranger's first ten minutes."""

    name = "outreach.demo"
