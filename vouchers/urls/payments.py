"""Addresses of payments and bank accounts."""

from django.urls import path

from vouchers.views import bank_accounts, paying, payment_files, payments

urlpatterns = [
    path("bankverbindung/", bank_accounts.bank_account, name="bank-account"),
    path("bankverbindung/neu/", bank_accounts.bank_account_new, name="bank-account-new"),
    path("bankverbindungen/", bank_accounts.bank_accounts, name="bank-accounts"),
    path("bankverbindungen/<uuid:pk>/", bank_accounts.bank_account_page, name="bank-account-page"),
    path(
        "bankverbindungen/<uuid:pk>/bestaetigen/",
        bank_accounts.bank_account_confirm,
        name="bank-account-confirm",
    ),
    path(
        "bankverbindungen/<uuid:pk>/ablehnen/",
        bank_accounts.bank_account_reject,
        name="bank-account-reject",
    ),
    path(
        "bankverbindungen/<uuid:pk>/zurueckziehen/",
        bank_accounts.bank_account_withdraw,
        name="bank-account-withdraw",
    ),
    path("foerdermittel/zahlungen/", payments.payment_list, name="payments"),
    path("foerdermittel/zahlungen/<uuid:pk>/", payments.payment_page, name="payment"),
    path("foerdermittel/zahlungen/<uuid:pk>/ausgezahlt/", paying.payment_paid, name="payment-paid"),
    path(
        "foerdermittel/zahlungen/<uuid:pk>/zurueck/",
        paying.payment_returned,
        name="payment-return",
    ),
    path(
        "foerdermittel/zahlungen/<uuid:pk>/mitteilung/",
        payments.payment_advice,
        name="payment-advice",
    ),
    path("foerdermittel/zahlungsdateien/", payment_files.payment_file_list, name="payment-files"),
    path(
        "foerdermittel/zahlungsdateien/neu/",
        payment_files.payment_file_new,
        name="payment-file-new",
    ),
    path(
        "foerdermittel/zahlungsdateien/<uuid:pk>/",
        payment_files.payment_file_page,
        name="payment-file",
    ),
    path(
        "foerdermittel/zahlungsdateien/<uuid:pk>/datei/",
        payment_files.payment_file_xml,
        name="payment-file-xml",
    ),
    path(
        "foerdermittel/zahlungsdateien/<uuid:pk>/ausgezahlt/",
        payment_files.payment_file_paid,
        name="payment-file-paid",
    ),
]
