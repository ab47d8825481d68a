"""What the apps above may listen to."""

from django.dispatch import Signal

# Sent with `campaign` inside the transaction that changes how often a person may be visited. The
# app that counts attempts closes the enrollments that have used all of them; those closed for that
# reason are open again when it is sent after a rise.
attempt_cap_changed = Signal()

# Sent with `campaign` inside the transaction after which its people are erased. The app that counts
# makes its last figures in the receiver; a receiver that fails keeps the people.
campaign_turns_to_figures = Signal()
