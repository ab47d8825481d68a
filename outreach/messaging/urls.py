from django.urls import path

from outreach.messaging.views import inbox, outbox, simulator, webhooks, writing

app_name = "messaging"
urlpatterns = [
    path("messages/", inbox.conversations, name="conversations"),
    path("messages/outbox/", outbox.outbox, name="outbox"),
    path("messages/outbox/<uuid:text_id>/settle/", outbox.settle, name="settle"),
    path("messages/on-call/", inbox.on_call, name="on_call"),
    path("messages/hours/", outbox.hours, name="hours"),
    path("messages/board/", outbox.board, name="board"),
    path("messages/of-contact/<slug:code>/", outbox.of_contact, name="of_contact"),
    path("messages/templates/", writing.templates, name="templates"),
    path("messages/templates/new/", writing.new_template, name="new_template"),
    path("messages/templates/<slug:slug>/", writing.template, name="template"),
    path("messages/sequences/new/", writing.new_sequence, name="new_sequence"),
    path("messages/sequences/<int:number>/", writing.sequence, name="sequence"),
    path("messages/simulator/", simulator.phones, name="phones"),
    path("messages/simulator/deliver/", simulator.deliver, name="deliver"),
    path("messages/simulator/<slug:code>/end/", simulator.end, name="end"),
    path("messages/simulator/<slug:code>/", simulator.phone, name="phone"),
    path("messages/<slug:code>/", inbox.conversation, name="conversation"),
    path("messages/<slug:code>/preview/", inbox.preview, name="preview"),
    path("messages/<slug:code>/ready/<slug:slug>/", inbox.ready_reply, name="ready_reply"),
    path("messages/<slug:code>/handled/", inbox.handle, name="handle"),
    path("messages/<slug:code>/assign/", inbox.assign, name="assign"),
    path("messages/<slug:code>/stop/", inbox.decide_stop, name="decide_stop"),
    path("messages/<slug:code>/alerts/<int:number>/", inbox.close_alert, name="close_alert"),
    path("sms/inbound/", webhooks.inbound, name="inbound"),
    path("sms/status/<uuid:text_id>/", webhooks.status, name="status"),
]
