"""Addresses of the registry, below /kommunen/."""

from django.urls import include, path, re_path

from kommunen.views import contacts, editions, kommune, listing, pages

app_name = "kommunen"

of_a_kommune = [
    path("", kommune.kommune_page, name="kommune"),
    path("verlauf/", kommune.kommune_timeline, name="timeline"),
    path("kontakte/", contacts.contact_list, name="contacts"),
    path("kontakte/neu/", contacts.contact_new, name="contact-new"),
    path("kontakte/<uuid:pk>/", contacts.contact_change, name="contact"),
    path("kontakte/<uuid:pk>/loeschen/", contacts.contact_remove, name="contact-remove"),
    path("rechnungsdaten/neu/", contacts.invoice_new, name="invoice-new"),
    path("rechnungsdaten/<uuid:pk>/", contacts.invoice_change, name="invoice"),
    path("rechnungsdaten/<uuid:pk>/loeschen/", contacts.invoice_remove, name="invoice-remove"),
]

urlpatterns = [
    path("", listing.kommunen_list, name="list"),
    path("vorschlaege/", pages.suggestions, name="suggestions"),
    path("verzeichnis/", editions.edition_list, name="editions"),
    path("verzeichnis/gv100ad/", editions.registry_file, name="registry-file"),
    path("verzeichnis/hochladen/", editions.upload, name="edition-upload"),
    path("verzeichnis/dateien/<uuid:pk>/", editions.upload_page, name="edition-file"),
    path("verzeichnis/<uuid:pk>/", editions.edition_page, name="edition"),
    path("verzeichnis/<uuid:pk>/aenderungen/", editions.changes, name="edition-changes"),
    path("verzeichnis/<uuid:pk>/uebernehmen/", editions.apply, name="edition-apply"),
    path("verzeichnis/<uuid:pk>/verwerfen/", editions.discard, name="edition-discard"),
    path("verzeichnis/<uuid:pk>/zuruecknehmen/", editions.undo, name="edition-undo"),
    re_path(r"^(?P<key>08[0-9]{6})/", include(of_a_kommune)),
]
