"""Addresses of reversals, reclaims and control samples."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
