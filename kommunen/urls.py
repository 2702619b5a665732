"""Addresses of the registry, below /kommunen/."""

from django.urls import path, re_path

from kommunen import views

app_name = "kommunen"

urlpatterns = [
    path("", views.kommunen_list, name="list"),
    path("vorschlaege/", views.suggestions, name="suggestions"),
    re_path(r"^(?P<key>08[0-9]{6})/$", views.kommune_page, name="kommune"),
]
