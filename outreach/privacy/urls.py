from django.urls import path

from outreach.privacy.views import glass, odd_looks, requests, retention

app_name = "privacy"
urlpatterns = [
    path("", retention.privacy, name="privacy"),
    path("retention/", retention.retention, name="retention"),
    path("retention/<slug:slug>/", retention.purge_campaign, name="purge_campaign"),
    path("erasures/<slug:code>/", retention.certificate, name="certificate"),
    path("of-campaign/<slug:slug>/", retention.of_campaign, name="of_campaign"),
    path("break-glass/", glass.break_glass, name="break_glass"),
    path("break-glass/reviews/", glass.glass_reviews, name="glass_reviews"),
    path("break-glass/<slug:code>/", glass.behind_glass, name="behind_glass"),
    path("break-glass/<slug:code>/review/", glass.review_glass, name="review_glass"),
    path("odd-looks/", odd_looks.odd_looks, name="odd_looks"),
    path("odd-looks/<int:number>/read/", odd_looks.read_odd_looks, name="read_odd_looks"),
    path("requests/", requests.requests, name="requests"),
    path("requests/new/", requests.new_request, name="new_request"),
    path("requests/<slug:code>/", requests.request, name="request"),
    path("requests/<slug:code>/verify/", requests.verify_request, name="verify_request"),
    path("requests/<slug:code>/refuse/", requests.refuse_request, name="refuse_request"),
    path("requests/<slug:code>/erase/", requests.erase_person, name="erase_person"),
    path("requests/<slug:code>/file/", requests.person_file, name="person_file"),
    path("requests/<slug:code>/handed-over/", requests.hand_over, name="hand_over"),
]
