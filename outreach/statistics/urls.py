from django.urls import path

from outreach.statistics import views

app_name = "statistics"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("refresh/", views.refresh, name="refresh"),
    path("export/", views.export, name="export"),
    path("export/visits/", views.export_visits, name="export_visits"),
]
