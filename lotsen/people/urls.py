"""Addresses of people, below /personen/."""

from django.urls import path

from lotsen.people.views import own, people

app_name = "people"

urlpatterns = [
    path("", people.people_list, name="list"),
    path("neu/", people.add_person, name="add"),
    path("meine-daten/", own.own_data, name="own"),
    path("meine-daten/aendern/", own.change_own_data, name="change-own"),
    path("<uuid:pk>/", people.person_page, name="person"),
    path("<uuid:pk>/aendern/", people.change_person, name="change"),
]
