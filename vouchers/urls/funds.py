"""Addresses of the money: budget, bookings, proof."""

from django.urls import path

from vouchers.views import funds

urlpatterns = [
    path("foerdermittel/", funds.budget, name="budget"),
    path("foerdermittel/bewilligen/", funds.grant, name="grant"),
    path("foerdermittel/buchungen/", funds.entries, name="entries"),
    path("foerdermittel/buchungen/<uuid:pk>/", funds.entry, name="entry"),
    path("foerdermittel/pruefen/", funds.verification, name="verification"),
]
