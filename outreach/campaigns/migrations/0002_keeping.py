"""How long a campaign's people are kept, and a code that is never used again."""

from datetime import UTC, datetime, time

import django.core.validators
from django.db import migrations, models

import contacts.codes


def fill(apps, _editor):
    """Give each campaign a code of its own; one closed before is closed since its last day."""
    Campaign = apps.get_model("campaigns", "Campaign")
    for campaign in Campaign.objects.all():
        campaign.code = contacts.codes.new_code()
        if campaign.status == "CLOSED":
            campaign.closed_at = datetime.combine(campaign.ends_on, time(12), UTC)
        campaign.save(update_fields=["code", "closed_at"])


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_initial")]

    operations = [
        migrations.AddField(
            "campaign", "closed_at", models.DateTimeField(editable=False, null=True)
        ),
        migrations.AddField(
            "campaign",
            "figures_since",
            models.DateTimeField(
                editable=False, help_text="Since when it consists of its figures only.", null=True
            ),
        ),
        migrations.AddField(
            "campaign",
            "keep_days",
            models.PositiveSmallIntegerField(
                default=180,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(1460),
                ],
                verbose_name="days that people's records are kept",
            ),
        ),
        migrations.AddField(
            "campaign", "code", models.CharField(editable=False, max_length=12, default="")
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            "campaign",
            "code",
            models.CharField(
                default=contacts.codes.new_code, editable=False, max_length=12, unique=True
            ),
        ),
    ]
