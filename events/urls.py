"""Addresses below /veranstaltungen/."""

from django.urls import path

from events.views import organiser, own, public

app_name = "events"
urlpatterns = [
    path("", public.event_list, name="list"),
    path("neu/", organiser.create, name="create"),
    path("anmeldungen/", own.registrations, name="registrations"),
    path("anmeldungen/<uuid:pk>/", own.registration, name="registration"),
    path("anmeldungen/<uuid:pk>/abmelden/", own.cancel, name="cancel-registration"),
    path("<uuid:pk>/", public.event_page, name="detail"),
    path("<uuid:pk>/kalender.ics", public.calendar, name="calendar"),
    path("<uuid:pk>/anmelden/", own.register, name="register"),
    path("<uuid:pk>/bearbeiten/", organiser.edit, name="edit"),
    path("<uuid:pk>/veroeffentlichen/", organiser.publish, name="publish"),
    path("<uuid:pk>/absagen/", organiser.cancel, name="cancel"),
    path("<uuid:pk>/durchgefuehrt/", organiser.held, name="held"),
    path("<uuid:pk>/teilnehmende/", organiser.participants, name="participants"),
    path("<uuid:pk>/teilnehmende.csv", organiser.participants_csv, name="participants-csv"),
    path("<uuid:pk>/teilnehmende/drucken/", organiser.sheet, name="participants-print"),
    path("<uuid:pk>/teilnehmende/eintragen/", organiser.add, name="add-participant"),
]
