"""allauth's pages of passkeys, where they would do what Doorstep must not."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect


class RemovePasskeyView(RemoveWebAuthnView):
    """Removes a passkey unless it is the only second factor."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Remove it, or say why not."""
        adapter = get_adapter()
        if adapter.can_delete_authenticator(self.get_object()):
            response: HttpResponse = super().form_valid(form)
            return response
        refusal = adapter.error_messages["cannot_delete_authenticator"]
        messages.error(self.request, str(refusal))
        return redirect("mfa_index")


class PasskeyAgainView(ReauthenticateWebAuthnView):
    """Asks for a passkey again; after a failure on the same page, not at the start."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say so, and ask once more."""
        for words in form.errors.get("credential", []):
            messages.error(self.request, words)
        return redirect(self.passthrough_next_url(self.request.path))
