from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lotsen.accounts"
    label = "accounts"
    verbose_name = "Konten"
