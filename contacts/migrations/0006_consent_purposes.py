"""What texts are agreed to for. Until now the wording asked for one thing: how they are doing."""

from typing import Any

from django.db import migrations, models


def agreed_to_be_asked(apps: Any, _editor: Any) -> None:
    """Take earlier consents by the letter of their wording, which names no offer or reminder."""
    consents = apps.get_model("contacts", "Consent").objects.filter(channel="SMS")
    consents.update(purposes=["CHECK_IN"])


class Migration(migrations.Migration):
    """Add the purposes."""

    dependencies = [("contacts", "0005_note_tells")]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="purposes",
            field=models.JSONField(
                default=list, help_text="Purposes by their codes.", verbose_name="for"
            ),
        ),
        migrations.RunPython(agreed_to_be_asked, migrations.RunPython.noop, elidable=True),
    ]
