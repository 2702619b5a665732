"""Addresses of the funding side, split by subject like the views."""

from vouchers.urls import claims, contracts, corrections, funds, payments, rules, vouchers

app_name = "vouchers"
urlpatterns = [
    *contracts.urlpatterns,
    *vouchers.urlpatterns,
    *funds.urlpatterns,
    *claims.urlpatterns,
    *payments.urlpatterns,
    *corrections.urlpatterns,
    *rules.urlpatterns,
]
