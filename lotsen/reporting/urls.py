"""Addresses of the reports: /uebersicht/ for everybody, /berichte/ for those who see the whole."""

from django.urls import path

from lotsen.reporting.views import coverage, coverage_lists, dashboard, lists, overview

app_name = "reporting"

urlpatterns = [
    path("uebersicht/", overview.overview, name="overview"),
    path("berichte/", dashboard.report, name="dashboard"),
    path("berichte/stichtage/", dashboard.stichtage, name="stichtage"),
    path("berichte/lotsen/", lists.lotsen, name="lotsen"),
    path("berichte/angemeldete/", lists.enrolled, name="enrolled"),
    path("berichte/kommunen/", lists.kommunen, name="kommunen"),
    path("berichte/abdeckung/", coverage.coverage_page, name="coverage"),
    path("berichte/abdeckung/kommunen/", coverage_lists.coverage_list, name="coverage-list"),
    path("berichte/abdeckung/weisse-flecken/", coverage_lists.white_spots, name="white-spots"),
    path("berichte/buchungen/", lists.bookings, name="bookings"),
]
