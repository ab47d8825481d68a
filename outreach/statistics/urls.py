from django.urls import path

from outreach.statistics import (
    pdf_views,
    record_views,
    saving_views,
    small_count_views,
    views,
    visit_views,
)

app_name = "statistics"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("refresh/", views.refresh, name="refresh"),
    path("pdf/", pdf_views.download_pdf, name="download_pdf"),
    path("export/", views.export, name="export"),
    path("export/save/", saving_views.save_export, name="save_export"),
    path("export/saved/<slug:code>/forget/", saving_views.forget_export, name="forget_export"),
    path("export/visits/", visit_views.export_visits, name="export_visits"),
    path("export/visits/save/", saving_views.save_visits, name="save_visits"),
    path("export/visits/<slug:code>/", visit_views.export_job, name="export_job"),
    path("export/visits/<slug:code>/file/", visit_views.download_visits, name="download_visits"),
    path("export/records/", record_views.export_records, name="export_records"),
    path("export/records/save/", saving_views.save_records, name="save_records"),
    path("small-counts/", small_count_views.small_counts, name="small_counts"),
]
