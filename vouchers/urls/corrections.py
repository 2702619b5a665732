"""Addresses of reversals, reclaims and control samples."""

from django.urls import URLPattern, path

from vouchers.views import corrections

BOOKING = "foerdermittel/buchungen/<uuid:pk>/"

urlpatterns: list[URLPattern] = [
    path(f"{BOOKING}stornieren/", corrections.reverse_day, name="reverse-day"),
    path(f"{BOOKING}neu-entscheiden/", corrections.decide_day, name="decide-day"),
]
