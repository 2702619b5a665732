"""Addresses of payments and bank accounts."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
