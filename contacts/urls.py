from django.urls import path

from contacts.views import (
    consents,
    decoys,
    import_results,
    imports,
    listing,
    offices,
    people,
    safety,
)

app_name = "contacts"
urlpatterns = [
    path("", listing.contacts, name="contacts"),
    path("new/", people.new_contact, name="new_contact"),
    path("import/", imports.imports, name="imports"),
    path("import/<slug:list_code>/", imports.lead_import, name="lead_import"),
    path("import/<slug:list_code>/discard/", imports.discard_import, name="discard_import"),
    path("import/<slug:list_code>/undo/", import_results.undo, name="undo_import"),
    path("import/<slug:list_code>/refused.csv", import_results.refused_rows, name="refused_rows"),
    path("import/<slug:list_code>/rows/", import_results.decide_all, name="decide_all"),
    path("import/<slug:list_code>/rows/<int:number>/", import_results.decide, name="decide"),
    path("decoys/", decoys.decoys, name="decoys"),
    path("decoys/new/", decoys.plant_decoy, name="plant_decoy"),
    path("decoys/alerts/<int:number>/", decoys.look_into_alert, name="look_into_alert"),
    path("offices/", offices.offices, name="offices"),
    path("offices/new/", offices.new_office, name="new_office"),
    path("offices/<slug:office_code>/", offices.edit_office, name="edit_office"),
    path("<slug:code>/", people.contact, name="contact"),
    path("<slug:code>/edit/", people.edit_contact, name="edit_contact"),
    path("<slug:code>/reveal/<slug:fact>/", people.reveal, name="reveal"),
    path("<slug:code>/stop/", people.stop_contact, name="stop_contact"),
    path("<slug:code>/texts/withdraw/", consents.withdraw_consent, name="withdraw_consent"),
    path("<slug:code>/flags/<str:problem>/settle/", people.settle_flag, name="settle_flag"),
    path("<slug:code>/safety/", safety.propose_safety_flag, name="propose_safety_flag"),
    path(
        "<slug:code>/safety/<str:kind>/confirm/",
        safety.confirm_safety_flag,
        name="confirm_safety_flag",
    ),
    path(
        "<slug:code>/safety/<str:kind>/remove/",
        safety.remove_safety_flag,
        name="remove_safety_flag",
    ),
]
