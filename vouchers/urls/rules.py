"""Addresses of the funding rules."""

from django.urls import path

from vouchers.views import rules

urlpatterns = [
    path("foerdermittel/regeln/", rules.rule_list, name="rules"),
    path("foerdermittel/regeln/<int:pk>/", rules.rule_page, name="rule"),
    path("foerdermittel/regeln/<int:pk>/fassung/", rules.rule_version, name="rule-version"),
    path("foerdermittel/regeln/<int:pk>/oeffnen/", rules.rule_open, name="rule-open"),
]
