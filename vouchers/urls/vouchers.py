"""Addresses of vouchers."""

from django.urls import path

from vouchers.views import deciding, vouchers

urlpatterns = [
    path("gutscheine/", vouchers.voucher_list, name="vouchers"),
    path("gutscheine/<str:voucher_id>/", vouchers.voucher_page, name="voucher"),
    path("gutscheine/<str:voucher_id>/stornieren/", deciding.voucher_cancel, name="voucher-cancel"),
]
