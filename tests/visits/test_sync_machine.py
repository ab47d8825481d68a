"""Whatever befalls three phones, their network and the server: nothing is lost, nothing twice.

A state machine drives a real server over HTTP, on the database of the tests' settings. In the end
everything is sent in quiet, and the server's events must be exactly those that were made.
`SYNC_EXAMPLES` (6) and `SYNC_STEPS` (30) make it longer.
"""

import os
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
import requests
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from outreach.accounts import roles
from outreach.visits.clients import NEWEST, OLDEST
from outreach.visits.devices import revoke
from outreach.visits.models import Device, EventConflict, ReceivedEvent, Visit
from tests.factories import (
    CampaignFactory,
    ContactFactory,
    EnrollmentFactory,
    OfficeFactory,
    TeamFactory,
    UserFactory,
    VisitFactory,
)
from tests.visits import sync_checks
from tests.visits.offline_phone import Hands, OfflinePhone
from tests.visits.sync_server import SyncServer, running

EXAMPLES = int(os.environ.get("SYNC_EXAMPLES", "6"))
STEPS = int(os.environ.get("SYNC_STEPS", "30"))
FEWEST_TELLING = 6
# A start of the server takes seconds, so each example kills it this often at most.
MOST_KILLS = 2
# One phone of each release that is taken.
RELEASES = range(OLDEST, NEWEST + 1)
PHONES, DOORS = st.integers(0, 2), st.integers(0, 5)
SAID = st.sampled_from(
    [
        {"disposition": "NO_ANSWER"},
        {"disposition": "MOVED", "note": "moved in May"},
        {"disposition": "CONTACT_PERSON", "response": "INFORMATION_ONLY"},
        {"disposition": "NOT_HOME", "card_left": True},
    ]
)
REFUSAL = {"disposition": "REFUSED_BY_PERSON", "asks_no_contact": True}
CORRECTION = "visit_report_correction"
# What the whole run came to, so that a walk through nothing does not pass for a proof.
COUNTED: Counter[str] = Counter()
MISFORTUNES = (
    *("lose_the_request", "lose_the_answer", "duplicate_at_the_same_time"),
    *("truncate", "fail_midway"),
)
SKEWS = st.sampled_from([timedelta(), timedelta(days=3650), timedelta(days=-3650)])


class SyncMachine(RuleBasedStateMachine):
    """Three phones, two agents, one office."""

    server: SyncServer

    @initialize()
    def go_out(self) -> None:
        """A new office each time, so that one example knows nothing of another."""
        office = OfficeFactory()
        campaign = CampaignFactory(offices=[office])
        users = [UserFactory(role=roles.AGENT, office=office) for _each in range(2)]
        self.teams = [TeamFactory(campaign=campaign, office=office, members=[u]) for u in users]
        self.users, self.kills, self.overheard = users, 0, []
        self.hands = [Hands.of(user) for user in users]
        self.doors = [self._door(campaign, office, self.teams[n % 2]) for n in range(6)]
        whose = (self.hands[0], self.hands[0], self.hands[1])
        self.phones = [OfflinePhone(self.server.url, each) for each in whose]
        for phone, release in zip(self.phones, RELEASES, strict=True):
            phone.release = release
        for phone in self.phones:
            assert phone.fetch() == 200

    def _door(self, campaign, office, team) -> str:
        contact = ContactFactory(office=office)
        enrollment = EnrollmentFactory(campaign=campaign, contact=contact)
        return VisitFactory(team=team, enrollment=enrollment).code

    # What agents do.

    @rule(phone=PHONES, saids=st.lists(st.tuples(DOORS, SAID), min_size=1, max_size=5))
    def record(self, phone, saids):
        for door, said in saids:
            self._log(phone, door, "visit_report", said)

    @rule(phone=PHONES, doors=st.lists(DOORS, min_size=1, max_size=3), said=SAID)
    def correct(self, phone, doors, said):
        for door in doors:
            self._log(phone, door, CORRECTION, said)

    @rule(phone=PHONES, door=DOORS)
    def take_back(self, phone, door):
        self._log(phone, door, CORRECTION, {"undone": True})

    @rule(phone=PHONES, door=DOORS)
    def opt_out(self, phone, door):
        self._log(phone, door, "visit_report", REFUSAL)

    def _log(self, phone, door, kind, said):
        phone = self.phones[phone]
        if phone.day_list or phone.fetch() == 200:
            # What the phone has on its list, which the office may have changed since.
            own = [visit["code"] for visit in phone.day_list["visits"]] or self.doors
            phone.log(own[door % len(own)], kind, said)
            COUNTED["made"] += 1

    @rule(phone=PHONES, said=SAID)
    def say_something_else_under_the_same_number(self, phone, said):
        phone = self.phones[phone]
        own = [n for n in phone.acknowledged if phone.made[n]["user"] == phone.hands.user]
        if own and phone.day_list:
            first = phone.made[own[-1]]
            phone.log(first["visit"], first["kind"], said | {"card_left": True}, own[-1])

    @rule(phone=PHONES, skew=SKEWS)
    def skew_the_clock(self, phone, skew):
        self.phones[phone].skew = skew

    @rule(phone=PHONES)
    def upgrade(self, phone):
        phone = self.phones[phone]
        phone.release = min(phone.release + 1, NEWEST)

    @rule(phone=PHONES)
    def lock(self, phone):
        self.phones[phone].lock()

    @rule(phone=PHONES)
    def open_again(self, phone):
        self.phones[phone].fetch()

    @rule(phone=PHONES)
    def hand_over(self, phone):
        phone = self.phones[phone]
        phone.lock()
        phone.hands = next(each for each in self.hands if each is not phone.hands)

    @rule(
        phone=PHONES,
        saids=st.lists(st.tuples(DOORS, SAID), min_size=1, max_size=3),
        misfortune=st.sampled_from(MISFORTUNES),
        share=st.floats(0.01, 0.99),
    )
    def log_in_a_stairwell(self, phone, saids, misfortune, share):
        """What is logged goes out at once, and meets with some misfortune."""
        self.record(phone, saids)
        more = {"share": share} if misfortune in ("truncate", "fail_midway") else {}
        getattr(self, misfortune)(phone, **more)

    # What the office does.

    @rule(door=DOORS, team=st.integers(0, 1))
    def reassign(self, door, team):
        visit = Visit.objects.get(code=self.doors[door])
        if visit.status == Visit.Status.OPEN:
            visit.move_to(self.teams[team], 1, None)

    @rule(phone=PHONES)
    @precondition(lambda self: len(self._revoked()) < 2)
    def revoke(self, phone):
        number = self.phones[phone].number
        revoke(Device.objects.filter(number=number), self.users[0], timezone.now())

    def _revoked(self):
        numbers = [phone.number for phone in self.phones]
        return Device.objects.filter(number__in=numbers, revoked_at__isnull=False)

    @rule(on=st.booleans())
    def change_a_role(self, on):
        groups = self.users[1].groups
        groups.set(groups.model.objects.filter(name=roles.AGENT) if on else [])

    # What the network and the server do.

    @rule(phone=PHONES, seed=st.integers(0, 99))
    def sync(self, phone, seed):
        """In any order."""
        phone = self.phones[phone]
        phone.send(phone.shuffled(seed))

    @rule(phone=PHONES)
    def lose_the_request(self, phone):
        """It was made, and never arrived."""
        self.overheard.append(self.phones[phone].body(self.phones[phone].ready()))

    @rule(phone=PHONES)
    def lose_the_answer(self, phone):
        self.phones[phone].send(self.phones[phone].ready(), listen=False)

    @rule(phone=PHONES)
    def duplicate_at_the_same_time(self, phone):
        phone = self.phones[phone]
        body = phone.body(phone.ready())
        second = threading.Thread(target=phone.post, args=(body, False))
        second.start()
        phone.post(body)
        second.join()

    @rule(which=st.integers(0, 99))
    @precondition(lambda self: self.overheard)
    def a_late_request_arrives_after_all(self, which):
        """Whoever repeats what they overheard brings nothing about that was not so before."""
        body = self.overheard[which % len(self.overheard)]
        headers = {"Content-Type": "application/json"}
        answer = requests.post(
            f"{self.server.url}/sync/events/", data=body, headers=headers, timeout=30
        )
        assert answer.status_code in (200, 401)

    @rule(phone=PHONES, share=st.floats(0.01, 0.99))
    def truncate(self, phone, share):
        phone = self.phones[phone]
        assert phone.send_cut(phone.ready(), share) in (400, 401)

    @rule(phone=PHONES, share=st.floats(0, 1))
    def fail_midway(self, phone, share):
        self.phones[phone].send_half(self.phones[phone].ready(), share)

    @rule(phone=PHONES, after=st.floats(0, 0.06))
    @precondition(lambda self: self.kills < MOST_KILLS)
    def kill_the_server(self, phone, after):
        """While it stores what a phone sends."""
        phone, self.kills = self.phones[phone], self.kills + 1
        sending = threading.Thread(target=phone.send, args=(phone.ready(),))
        sending.start()
        time.sleep(after)
        self.server.kill()
        sending.join()
        self.server.start()

    # What must hold.

    @invariant()
    def nothing_acknowledged_is_missing(self):
        told = [name for phone in getattr(self, "phones", []) for name in phone.acknowledged]
        assert ReceivedEvent.objects.filter(pk__in=told).count() == len(set(told))

    def teardown(self):
        if not hasattr(self, "phones"):
            return
        self._settle()
        COUNTED["examples"] += 1
        COUNTED["kills"] += self.kills
        kept = ReceivedEvent.objects.filter(author__in=self.users)
        COUNTED.update(kept.values_list("verdict", flat=True))
        COUNTED["conflicts"] += EventConflict.objects.filter(event__in=kept).count()
        sync_checks.exactly_what_was_made_arrived(self.phones, self.users)
        sync_checks.reports_are_one_chain_a_visit(self.doors)
        sync_checks.who_opted_out_stays_out(self.doors)
        sync_checks.the_receipts_agree(self.phones)

    def _settle(self):
        """Everyone has signal and an hour; each sends what their hands may."""
        for phone in self.phones:
            phone.release = NEWEST
            for hands in self.hands:
                phone.hands = hands
                phone.send(phone.ready())
            assert phone.queue == {}, "something is stuck"
            assert phone.refused == {}
            phone.send([])


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_counts_twice(tmp_path, django_db_blocker):
    with django_db_blocker.unblock(), running(tmp_path) as server:
        SyncMachine.server = server
        run_state_machine_as_test(
            SyncMachine,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                print_blob=True,
                # Making a failure smaller would kill the server hundreds of times.
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
    print(dict(COUNTED))  # noqa: T201 - shown by pytest -s
    # hypothesis begins with the emptiest examples that there are.
    if EXAMPLES >= FEWEST_TELLING:
        assert COUNTED["made"] >= COUNTED["examples"]
        assert {"applied", "quarantined"} <= set(COUNTED)
