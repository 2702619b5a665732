"""Addresses of jobs and outbox."""

from django.urls import path

from lotsen.core import views

app_name = "core"
urlpatterns = [
    path("auftraege/", views.job_list, name="jobs"),
    path("auftraege/<uuid:pk>/", views.job, name="job"),
    path("auftraege/<uuid:pk>/ergebnis/", views.job_document, name="job-document"),
    path("auftraege/<uuid:pk>/erneut/", views.retry_job, name="retry-job"),
    path("postausgang/", views.outbox, name="outbox"),
    path("postausgang/<uuid:pk>/", views.outbox_mail, name="outbox-mail"),
]
