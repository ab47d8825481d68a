"""The same job as a Celery task: one message a text, with the same questions and two commits."""

import os

from tests.benchmarks import sending_work as work

from celery import Celery  # isort: skip
from django.db import transaction  # isort: skip
from outreach.messaging.allowing import obstacles  # isort: skip
from outreach.messaging.models import Text, TextEvent  # isort: skip

app = Celery("bench", broker=os.environ.get("BENCH_REDIS", "redis://127.0.0.1:6379/9"))
app.conf.update(
    task_ignore_result=True,
    worker_prefetch_multiplier=64,
    broker_connection_retry_on_startup=True,
    worker_hijack_root_logger=False,
    # Celery closes the database's connection after every task unless it is told how many it is
    # good for. A new one each time would be most of a text's cost, and we keep ours too.
    CELERY_DB_REUSE_MAX=1_000_000,
)
gateway = work.InstantGateway()


@app.task
def send(pk: str) -> None:
    """Claim one text, hand it over, and write down what came of it."""
    with transaction.atomic():
        found = Text.objects.select_related("contact__address", "answers", "follow_up")
        text = found.select_for_update(of=("self",)).get(pk=pk, status="QUEUED")
        if obstacles(text, work.NOON):
            return
        Text.objects.filter(pk=pk).update(status="SENDING", claimed_at=work.NOON, tries=1)
        TextEvent.objects.create(text=text, status="SENDING", source="claim", at=work.NOON)
    handed = gateway.send(str(text.number), text.words)
    with transaction.atomic():
        Text.objects.filter(pk=pk).update(status="ACCEPTED", provider_id=handed.provider_id)
        TextEvent.objects.create(text=text, status="ACCEPTED", source="gateway", at=work.NOON)
