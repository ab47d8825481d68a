"""What the apps above may listen to."""

from django.dispatch import Signal

# Sent with `contact` and `reason` inside the transaction that stops a contact. Whoever holds open
# work about the contact cancels it in the receiver; a receiver that fails undoes the stop.
contact_stopped = Signal()

# Sent with `entries`, those that the do-not-contact list now has, inside the transaction that adds
# them.
do_not_contact_listed = Signal()

# Asked with `contact` before someone confirms a stop. Whoever would cancel open work answers with a
# translated phrase that counts it ("2 open visits"), or with "".
contact_stop_asked = Signal()

# Sent with `contact` inside the transaction that erases a person on request, before anything is
# stopped or removed. Who counts the person writes down a number that belongs to nobody; a receiver
# that fails keeps the person.
contact_is_erased = Signal()

# Sent with `lists`, the keys of imports, inside the transaction that forgets their rows, before it
# does.
lists_are_forgotten = Signal()

# Asked with `user` for the choices of the import page. The app that knows campaigns answers with
# the (slug, name) pairs of those that this user may fill.
campaigns_offered = Signal()

# Asked before an import writes anything, with `slug` and `user` (None for a command). The app that
# knows a campaign of that address, which this user may fill, answers with its name.
campaign_wanted = Signal()

# Sent inside the import's transaction with `lead_import`, `campaign` (its slug), `contact_ids`
# (everyone whom the list names and who was created or known; each once) and `user`. A receiver that
# fails undoes the import. Stopped contacts are not among them.
contacts_imported = Signal()

# Sent inside the transaction of an undo with `lead_import` and `contact_ids` (those about to be
# removed). Whoever added something for `contacts_imported` takes it back where nothing else
# depends on it; what is left and protected refuses the undo.
import_undone = Signal()

# Sent inside the transaction of the audit entry of every look, with `contact_ids` and `deed`. A
# receiver that fails keeps the page from being shown.
person_looked_at = Signal()

# Sent with `done`, a Rotation, once every encrypted field is under the first of FIELD_KEYS. Whoever
# keeps something encrypted elsewhere moves it too, and counts it there.
field_keys_rotated = Signal()
