"""Addresses of people, below /personen/."""

from django.urls import path

from lotsen.people.views import own, people, prior, prior_lists

app_name = "people"

urlpatterns = [
    path("", people.people_list, name="list"),
    path("neu/", people.add_person, name="add"),
    path("qualifizierung-nachtragen/", prior.qualify_new, name="qualify-new"),
    path("nachtraege/listen/", prior_lists.lists, name="prior-lists"),
    path("nachtraege/listen/vorlage/", prior_lists.blank_list, name="prior-list-blank"),
    path("nachtraege/listen/<uuid:pk>/", prior_lists.list_page, name="prior-list"),
    path("nachtraege/listen/<uuid:pk>/eintragen/", prior_lists.record, name="prior-list-record"),
    path("nachtraege/listen/<uuid:pk>/verwerfen/", prior_lists.discard, name="prior-list-discard"),
    path("nachtraege/<uuid:pk>/", prior.prior_page, name="prior"),
    path("nachtraege/<uuid:pk>/nachweis/", prior.add_file, name="prior-add-file"),
    path("nachtraege/<uuid:pk>/zuruecknehmen/", prior.withdraw, name="prior-withdraw"),
    path("nachweise/<uuid:pk>/", prior.proof_file, name="proof-file"),
    path("meine-daten/", own.own_data, name="own"),
    path("meine-daten/aendern/", own.change_own_data, name="change-own"),
    path("<uuid:pk>/", people.person_page, name="person"),
    path("<uuid:pk>/aendern/", people.change_person, name="change"),
    path("<uuid:pk>/qualifizierung-nachtragen/", prior.qualify, name="qualify"),
]
