"""Addresses of the funding rules."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
