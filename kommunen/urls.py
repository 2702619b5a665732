"""Addresses of the registry, below /kommunen/."""

from django.urls import path, re_path

from kommunen.views import editions, pages

app_name = "kommunen"

urlpatterns = [
    path("", pages.kommunen_list, name="list"),
    path("vorschlaege/", pages.suggestions, name="suggestions"),
    path("verzeichnis/", editions.edition_list, name="editions"),
    path("verzeichnis/hochladen/", editions.upload, name="edition-upload"),
    path("verzeichnis/dateien/<uuid:pk>/", editions.upload_page, name="edition-file"),
    path("verzeichnis/<uuid:pk>/", editions.edition_page, name="edition"),
    path("verzeichnis/<uuid:pk>/uebernehmen/", editions.apply, name="edition-apply"),
    path("verzeichnis/<uuid:pk>/verwerfen/", editions.discard, name="edition-discard"),
    path("verzeichnis/<uuid:pk>/zuruecknehmen/", editions.undo, name="edition-undo"),
    re_path(r"^(?P<key>08[0-9]{6})/$", pages.kommune_page, name="kommune"),
]
