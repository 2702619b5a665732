"""Addresses of reversals, reclaims and control samples."""

from django.urls import URLPattern, path

from vouchers.views import corrections, reclaim_acts, reclaims, samples

BOOKING = "foerdermittel/buchungen/<uuid:pk>/"
RECLAIMS = "foerdermittel/rueckforderungen/"
SAMPLES = "foerdermittel/stichproben/"
RATES = f"{RECLAIMS}zinssaetze/"

urlpatterns: list[URLPattern] = [
    path(f"{BOOKING}stornieren/", corrections.reverse_day, name="reverse-day"),
    path(f"{BOOKING}neu-entscheiden/", corrections.decide_day, name="decide-day"),
    path(RECLAIMS, reclaims.reclaim_list, name="reclaims"),
    path(RATES, reclaim_acts.rate_list, name="rates"),
    path(f"{RATES}neu/", reclaim_acts.rate_new, name="rate-new"),
    path(f"{RECLAIMS}<uuid:pk>/", reclaims.reclaim_page, name="reclaim"),
    path(f"{RECLAIMS}<uuid:pk>/schreiben/", reclaims.reclaim_letter, name="reclaim-letter"),
    path(f"{RECLAIMS}<uuid:pk>/freigeben/", reclaim_acts.reclaim_approve, name="reclaim-approve"),
    path(f"{RECLAIMS}<uuid:pk>/ablehnen/", reclaim_acts.reclaim_reject, name="reclaim-reject"),
    path(f"{RECLAIMS}<uuid:pk>/eingang/", reclaim_acts.reclaim_repaid, name="reclaim-repaid"),
    path("gutscheine/<str:voucher_id>/zurueckfordern/", reclaims.reclaim_new, name="reclaim-new"),
    path(SAMPLES, samples.sample_list, name="samples"),
    path(f"{SAMPLES}neu/", samples.sample_new, name="sample-new"),
    path(f"{SAMPLES}<uuid:pk>/", samples.sample_page, name="sample"),
    path(f"{SAMPLES}<uuid:pk>/csv/", samples.sample_csv, name="sample-csv"),
    path(f"{SAMPLES}<uuid:pk>/<int:position>/", samples.sample_case, name="sample-case"),
]
