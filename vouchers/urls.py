"""Addresses of contracts, vouchers and funds."""

from django.urls import URLPattern

app_name = "vouchers"
urlpatterns: list[URLPattern] = []
