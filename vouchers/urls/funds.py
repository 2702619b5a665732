"""Addresses of the money: budget, bookings, proof."""

from django.urls import path

from vouchers.views import funds, proposals, totals

urlpatterns = [
    path("foerdermittel/", funds.budget, name="budget"),
    path("foerdermittel/summen/", totals.totals, name="totals"),
    path("foerdermittel/summen.csv", totals.totals_csv, name="totals-csv"),
    path("foerdermittel/freigaben/", proposals.proposal_list, name="proposals"),
    path("foerdermittel/freigaben/neu/", proposals.proposal_new, name="proposal-new"),
    path("foerdermittel/freigaben/<uuid:pk>/", proposals.proposal_page, name="proposal"),
    path(
        "foerdermittel/freigaben/<uuid:pk>/freigeben/",
        proposals.proposal_approve,
        name="proposal-approve",
    ),
    path(
        "foerdermittel/freigaben/<uuid:pk>/ablehnen/",
        proposals.proposal_reject,
        name="proposal-reject",
    ),
    path(
        "foerdermittel/freigaben/<uuid:pk>/zurueckziehen/",
        proposals.proposal_withdraw,
        name="proposal-withdraw",
    ),
    path("foerdermittel/buchungen/", funds.entries, name="entries"),
    path("foerdermittel/buchungen.csv", funds.entries_csv, name="entries-csv"),
    path("foerdermittel/buchungen/<uuid:pk>/", funds.entry, name="entry"),
    path("foerdermittel/pruefen/", funds.verification, name="verification"),
]
