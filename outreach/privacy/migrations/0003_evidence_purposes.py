"""Evidence of consent says what the texts were for."""

from typing import Any

from django.db import migrations, models


def agreed_to_be_asked(apps: Any, _editor: Any) -> None:
    """Say of earlier evidence what its wording said: the first one asked for nothing else."""
    kept = apps.get_model("privacy", "ConsentEvidence").objects.filter(channel="SMS")
    kept.update(purposes=["CHECK_IN"])


class Migration(migrations.Migration):
    """Add the purposes."""

    dependencies = [("privacy", "0002_watching")]

    operations = [
        migrations.AddField(
            model_name="consentevidence",
            name="purposes",
            field=models.JSONField(default=list),
        ),
        migrations.RunPython(agreed_to_be_asked, migrations.RunPython.noop, elidable=True),
    ]
