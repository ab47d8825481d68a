"""Why travel times are a guess on a plan, in words."""

from django.utils.translation import gettext_lazy as _

from outreach.routing.falling_back import Fault

WORDS = {
    Fault.TOO_LONG: _("it took too long"),
    Fault.SILENT: _("it did not answer"),
    Fault.REFUSED: _("it refused"),
    Fault.UNREADABLE: _("its answer cannot be read"),
    Fault.FAILED: _("it failed"),
    Fault.NOT_BUILT: _("no road network was built"),
    Fault.NOT_INSTALLED: _("the library for road networks is not installed"),
    Fault.NOT_LOADED: _("the road network cannot be read"),
}


def in_words(fault: str) -> str:
    """Return a recorded fault in words: "it did not answer, ReadTimeout"; an unknown one as is."""
    code, _space, met = fault.partition(" ")
    if code not in WORDS:
        return fault
    return ", ".join(filter(None, [str(WORDS[Fault(code)]), met]))
