"""Addresses of contracts, vouchers and funds."""

from django.urls import path

from vouchers.views import contracts, deciding, funds, submitting, vouchers

app_name = "vouchers"
urlpatterns = [
    path("vertraege/", contracts.contract_list, name="contracts"),
    path("vertraege/neu/", submitting.contract_new, name="contract-new"),
    path("vertraege/<uuid:pk>/", contracts.contract_page, name="contract"),
    path(
        "vertraege/<uuid:pk>/eingereicht/",
        contracts.contract_submitted,
        name="contract-submitted",
    ),
    path("vertraege/<uuid:pk>/pdf/", contracts.contract_document, name="contract-document"),
    path("vertraege/<uuid:pk>/vereinbaren/", deciding.contract_agree, name="contract-agree"),
    path("vertraege/<uuid:pk>/ablehnen/", deciding.contract_reject, name="contract-reject"),
    path(
        "vertraege/<uuid:pk>/zurueckziehen/",
        submitting.contract_withdraw,
        name="contract-withdraw",
    ),
    path("gutscheine/", vouchers.voucher_list, name="vouchers"),
    path("gutscheine/<str:voucher_id>/", vouchers.voucher_page, name="voucher"),
    path("gutscheine/<str:voucher_id>/stornieren/", deciding.voucher_cancel, name="voucher-cancel"),
    path("foerdermittel/", funds.budget, name="budget"),
    path("foerdermittel/bewilligen/", funds.grant, name="grant"),
    path("foerdermittel/buchungen/", funds.entries, name="entries"),
    path("foerdermittel/buchungen/<uuid:pk>/", funds.entry, name="entry"),
    path("foerdermittel/pruefen/", funds.verification, name="verification"),
]
