"""Addresses of transfer contracts."""

from django.urls import path

from vouchers.views import contracts, deciding, ending, inhouse, submitting

urlpatterns = [
    path("vertraege/", contracts.contract_list, name="contracts"),
    path("vertraege/neu/", submitting.contract_new, name="contract-new"),
    path("vertraege/neu/<slug:kind>/", submitting.contract_form, name="contract-form"),
    path("vertraege/<uuid:pk>/", contracts.contract_page, name="contract"),
    path(
        "vertraege/<uuid:pk>/eingereicht/",
        contracts.contract_submitted,
        name="contract-submitted",
    ),
    path("vertraege/<uuid:pk>/pdf/", contracts.contract_document, name="contract-document"),
    path("vertraege/<uuid:pk>/schreiben/", contracts.contract_letter, name="contract-letter"),
    path("vertraege/<uuid:pk>/vereinbaren/", deciding.contract_agree, name="contract-agree"),
    path("vertraege/<uuid:pk>/ausnahme/", inhouse.contract_exception, name="contract-exception"),
    path("vertraege/<uuid:pk>/ablehnen/", deciding.contract_reject, name="contract-reject"),
    path("vertraege/<uuid:pk>/aufheben/", ending.contract_end, name="contract-end"),
    path(
        "vertraege/<uuid:pk>/zurueckziehen/",
        submitting.contract_withdraw,
        name="contract-withdraw",
    ),
    path("inhouse/", inhouse.inhouse_list, name="inhouse"),
    path("inhouse/<str:voucher_id>/", inhouse.inhouse_settle, name="inhouse-settle"),
]
