"""The form of a campaign's scripts: one pair of texts for each language."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contacts.models import Language
from outreach.campaigns.models import Campaign
from outreach.campaigns.scripts import disclosing_words


class ScriptForm(forms.Form):
    """What is said in one language: both texts, or none where it is not used."""

    to_the_person = forms.CharField(
        label=_("To the person"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 9}),
        help_text=_("Only once you are sure whom you are speaking with."),
    )
    to_anyone_else = forms.CharField(
        label=_("To anyone else"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Whoever else opens must not learn why the team came, nor who sent it. "
            "“A health matter” is enough."
        ),
    )

    def __init__(self, data: Any, campaign: Campaign, language: Language) -> None:
        self.campaign, self.language = campaign, language
        self.script = campaign.scripts.filter(language=language).first()
        initial = {name: getattr(self.script, name, "") for name in self.base_fields}
        super().__init__(data, initial=initial, prefix=language.value)
        for field in self.fields.values():
            field.widget.attrs["lang"] = language.value

    def clean_to_anyone_else(self) -> str:
        """Refuse words that tell why the team came, and name them."""
        text: str = self.cleaned_data["to_anyone_else"]
        words = disclosing_words(text)
        if words:
            named = ", ".join(f"“{word}”" for word in words)
            raise ValidationError(
                ngettext(
                    "Leave out %(words)s: it tells others why the team came.",
                    "Leave out %(words)s: they tell others why the team came.",
                    len(words),
                ),
                params={"words": named},
            )
        return text

    def clean(self) -> dict[str, Any]:
        """Ask for both texts or none, and keep a script that people still need."""
        data = super().clean() or self.cleaned_data
        texts = {name: data.get(name, "") for name in self.base_fields}
        if any(texts.values()):
            for name in [name for name, text in texts.items() if not text]:
                if name not in self.errors:
                    self.add_error(name, _("Write this text too: agents need both."))
        elif self.script and not self.errors:
            self._keep_what_is_needed()
        return data

    def _keep_what_is_needed(self) -> None:
        speakers = self.campaign.enrollments.open().filter(contact__language=self.language).count()
        if self.campaign.status == Campaign.Status.RUNNING and speakers:
            raise ValidationError(
                ngettext(
                    "The campaign runs, and %(n)d person still to visit speaks %(language)s. "
                    "Keep this script.",
                    "The campaign runs, and %(n)d people still to visit speak %(language)s. "
                    "Keep this script.",
                    speakers,
                ),
                params={"n": speakers, "language": self.language.label},
            )

    def save(self) -> None:
        """Keep the two texts, or remove the script where both are empty."""
        scripts = self.campaign.scripts
        if self.cleaned_data["to_the_person"]:
            scripts.update_or_create(language=self.language, defaults=self.cleaned_data)
        else:
            scripts.filter(language=self.language).delete()


class ScriptForms:
    """The forms of all languages, sent together: all are saved, or none."""

    def __init__(self, campaign: Campaign, data: Any = None) -> None:
        self.forms = [ScriptForm(data, campaign, language) for language in Language]

    def is_valid(self) -> bool:
        """Say whether every language's texts can be kept."""
        # Each is asked, so that the page shows every fault at once.
        return not [form for form in self.forms if not form.is_valid()]

    @transaction.atomic
    def save(self) -> None:
        """Keep every language's texts."""
        for form in self.forms:
            form.save()
