"""Search, legal and explanatory pages, health."""

from django.urls import path

from lotsen.pages import search, views

app_name = "pages"
urlpatterns = [
    path("suche/", search.results, name="search"),
    path("suche/vorschlaege/", search.suggestions, name="search-suggestions"),
    path("impressum/", views.text_page("imprint"), name="imprint"),
    path("datenschutz/", views.text_page("privacy"), name="privacy"),
    path("barrierefreiheit/", views.text_page("accessibility"), name="accessibility"),
    path("barriere-melden/", views.text_page("report_barrier"), name="report-barrier"),
    path("leichte-sprache/", views.text_page("plain_language"), name="plain-language"),
    path("gebaerdensprache/", views.text_page("sign_language"), name="sign-language"),
    path("hilfe/", views.text_page("help"), name="help"),
    path("lizenzen/", views.licences, name="licences"),
    path("stil/", views.styleguide, name="styleguide"),
    path("healthz", views.healthz, name="healthz"),
]
