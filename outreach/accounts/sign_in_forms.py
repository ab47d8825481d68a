"""allauth's forms of signing in, as password managers and screen readers like them."""

from typing import Any

from allauth.account import forms
from django.utils.translation import gettext_lazy as _


class _WithoutPlaceholders:
    """The label says it already, and stays when one types."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SignInForm(_WithoutPlaceholders, forms.LoginForm):
    """Asks for the address under which a password manager keeps the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }


class PasswordAgainForm(_WithoutPlaceholders, forms.ReauthenticateForm):
    """Asks for the password again."""


class _NewPassword(_WithoutPlaceholders):
    """Says in two sentences what would be five rules."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _(
            "At least 15 characters: a few words that only you would put together. "
            "Not your name, nor what you use elsewhere."
        )


class ChangePasswordForm(_NewPassword, forms.ChangePasswordForm):
    """Changes one's own password."""


class SetPasswordForm(_NewPassword, forms.ResetPasswordKeyForm):
    """Sets a password by an administrator's link."""
