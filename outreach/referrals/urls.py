from django.urls import path

from outreach.referrals.views import accounting, desk, fragments, provider, referral, worklist

app_name = "referrals"
urlpatterns = [
    path("referrals/", worklist.referrals, name="referrals"),
    path("referrals/new/<slug:code>/", desk.new_referral, name="new_referral"),
    path("referrals/disclosures/", accounting.disclosures, name="disclosures"),
    path("referrals/board/", fragments.board, name="board"),
    path("referrals/of/<slug:code>/", fragments.of_contact, name="of_contact"),
    path("referrals/<slug:code>/", referral.referral, name="referral"),
    path("referrals/<slug:code>/record/", referral.record, name="record"),
    path("referrals/<slug:code>/take/", referral.take, name="take"),
    path("referrals/<slug:code>/again/", desk.refer_again, name="refer_again"),
    path("referrals/<slug:code>/consent/", desk.consent, name="consent"),
    path("referrals/<slug:code>/revoke/", desk.revoke, name="revoke"),
    path("referrals/<slug:code>/link/", desk.make_link, name="make_link"),
    path("referrals/<slug:code>/told/", desk.told, name="told"),
    path("referrals/<slug:code>/checks/<int:days>/", referral.answer_check, name="answer_check"),
    # Whoever holds it is not signed in: see `links`.
    path("answer/<str:token>/", provider.answer, name="answer"),
]
