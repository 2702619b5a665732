"""Addresses of the money: budget, bookings, proof."""

from django.urls import path

from vouchers.views import funds, proposals, totals, year_end

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
    path("foerdermittel/jahresabschluss/", year_end.year_list, name="years"),
    path("foerdermittel/jahresabschluss/<int:year>/", year_end.year_page, name="year"),
    path(
        "foerdermittel/jahresabschluss/<int:year>/uebertrag.csv",
        year_end.carried_csv,
        name="year-csv",
    ),
    path(
        "foerdermittel/jahresabschluss/<int:year>/vorschlagen/",
        year_end.closing_new,
        name="closing-new",
    ),
    path("foerdermittel/buchungen/", funds.entries, name="entries"),
    path("foerdermittel/buchungen.csv", funds.entries_csv, name="entries-csv"),
    path("foerdermittel/buchungen/<uuid:pk>/", funds.entry, name="entry"),
    path("foerdermittel/pruefen/", funds.verification, name="verification"),
]
