"""Who may open a page. A page that is not yours does not exist: it answers 404, never 403."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any, Concatenate

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.module_loading import import_string


def require[**P](
    permission: str,
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """Let only signed-in users with `permission` into a view; ask the others to sign in, or 404."""

    def decorate(
        view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            user: Any = request.user
            if not user.has_perm(permission):
                raise Http404
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return decorate


def prove_again[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Ask once more who it is, before what a thief of an unlocked computer must not take along.

    How, an app above knows: the setting PROVE_AGAIN names its decorator. Put it below `require`.
    """

    @wraps(view)
    def asked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        answer: HttpResponseBase = _prover()(view)(request, *args, **kwargs)
        return answer

    return asked


@cache
def _prover() -> Any:
    return import_string(settings.PROVE_AGAIN)


def who_may(permission: str) -> QuerySet[Any]:
    """Return the users who can sign in and whose role gives them `permission`."""
    app, codename = permission.split(".")
    return get_user_model().objects.filter(
        is_active=True,
        groups__permissions__content_type__app_label=app,
        groups__permissions__codename=codename,
    )
