"""Addresses of vouchers."""

from django.urls import path

from vouchers.views import deciding, voucher_acts, vouchers

urlpatterns = [
    path("gutscheine/", vouchers.voucher_list, name="vouchers"),
    path("gutscheine/<str:voucher_id>/", vouchers.voucher_page, name="voucher"),
    path("gutscheine/<str:voucher_id>/stornieren/", deciding.voucher_cancel, name="voucher-cancel"),
    path(
        "gutscheine/<str:voucher_id>/uebertragen/",
        voucher_acts.voucher_transfer,
        name="voucher-transfer",
    ),
    path(
        "gutscheine/<str:voucher_id>/neu-ausstellen/",
        voucher_acts.voucher_reissue,
        name="voucher-reissue",
    ),
]
