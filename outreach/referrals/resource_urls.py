"""The addresses of the directory."""

from django.urls import path

from outreach.referrals.views import by_hand, finding, imports, keeping

app_name = "resources"
urlpatterns = [
    path("", finding.resources, name="resources"),
    path("new/", by_hand.add_resource, name="add_resource"),
    path("stale/", keeping.stale_resources, name="stale_resources"),
    path("export/", imports.export_resources, name="export_resources"),
    path("import/", imports.imports, name="imports"),
    path("import/<slug:list_code>/", imports.resource_import, name="resource_import"),
    path("import/<slug:list_code>/discard/", imports.discard_import, name="discard_import"),
    path("near/<slug:code>/", finding.near_contact, name="near_contact"),
    path("near/<slug:code>/card/", finding.card, name="card"),
    path("<slug:code>/", keeping.resource, name="resource"),
    path("<slug:code>/edit/", by_hand.edit_resource, name="edit_resource"),
    path("<slug:code>/correct/", keeping.correct, name="correct"),
    path("<slug:code>/confirm/", keeping.confirm, name="confirm"),
]
