"""Addresses of claims."""

from django.urls import path

from vouchers.views import checking, claiming, claims, ordering

urlpatterns = [
    path("abrechnungen/", claims.claim_list, name="claims"),
    path("abrechnungen/csv/", claims.claim_list_csv, name="claims-csv"),
    path("abrechnungen/neu/", claiming.claim_new, name="claim-new"),
    path("abrechnungen/<uuid:pk>/", claims.claim_page, name="claim"),
    path("abrechnungen/<uuid:pk>/csv/", claims.claim_csv, name="claim-csv"),
    path("abrechnungen/<uuid:pk>/eingereicht/", claiming.claim_submitted, name="claim-submitted"),
    path("abrechnungen/<uuid:pk>/zurueckziehen/", claiming.claim_withdraw, name="claim-withdraw"),
    path("abrechnungen/<uuid:pk>/sachlich/", checking.claim_factual, name="claim-factual"),
    path("abrechnungen/<uuid:pk>/rechnerisch/", checking.claim_arithmetic, name="claim-arithmetic"),
    path("abrechnungen/<uuid:pk>/ablehnen/", checking.claim_refuse, name="claim-refuse"),
    path(
        "abrechnungen/<uuid:pk>/positionen/<int:position>/ablehnen/",
        checking.claim_line_refuse,
        name="claim-line-refuse",
    ),
    path("abrechnungen/<uuid:pk>/anordnen/", ordering.claim_order, name="claim-order"),
    path("abrechnungen/<uuid:pk>/zurueckgeben/", ordering.claim_return, name="claim-return"),
]
