"""What the apps above may listen to."""

from django.dispatch import Signal

# Sent with `referral`, `event` and `now` inside the transaction of every change of a referral. A
# receiver that fails undoes the change.
referral_moved = Signal()
