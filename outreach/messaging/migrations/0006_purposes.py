"""What each message is for, and each text: it goes to who agreed to texts for that.

Only the people who wrote a message know what it is for. One that tells an appointment is a reminder;
all others are taken for check-ins until somebody says that they offer something.
"""

from typing import Any

from django.db import migrations, models


def reminders_remind(apps: Any, _editor: Any) -> None:
    """Mark as reminders what goes out before an appointment or tells its time."""
    templates = apps.get_model("messaging", "Template").objects.all()
    before = models.Q(steps__hours_before__isnull=False)
    telling = models.Q(wordings__words__contains="{appointment}")
    reminders = templates.filter(before | telling).values_list("pk", flat=True)
    templates.filter(pk__in=list(reminders)).update(purpose="REMINDER")


def follow_ups_have_one(apps: Any, _editor: Any) -> None:
    """Give each follow-up the purpose of the message that it came from."""
    texts = apps.get_model("messaging", "Text").objects.filter(kind="FOLLOW_UP")
    texts.update(purpose="CHECK_IN")
    texts.filter(wording__template__purpose="REMINDER").update(purpose="REMINDER")


class Migration(migrations.Migration):
    """Add the purposes."""

    dependencies = [
        ('messaging', '0005_on_call'),
    ]

    operations = [
        migrations.AddField(
            model_name='template',
            name='purpose',
            field=models.CharField(choices=[('CHECK_IN', 'Asking how they are doing'), ('OFFER', 'Offers of help'), ('REMINDER', 'Reminders of appointments')], default='CHECK_IN', help_text='A follow-up goes only to who agreed to texts for this.', max_length=10, verbose_name='what for'),
        ),
        migrations.AddField(
            model_name='text',
            name='purpose',
            field=models.CharField(blank=True, choices=[('CHECK_IN', 'Asking how they are doing'), ('OFFER', 'Offers of help'), ('REMINDER', 'Reminders of appointments')], max_length=10, verbose_name='what for'),
        ),
        migrations.RunPython(reminders_remind, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(follow_ups_have_one, migrations.RunPython.noop, elidable=True),
    ]
