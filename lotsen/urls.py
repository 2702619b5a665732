"""All addresses of the site. German, stable, without technical words."""

from django.urls import include, path

from lotsen.pages import views as pages

urlpatterns = [
    path("", pages.start, name="start"),
    path("start/", pages.home, name="home"),
    path("", include("lotsen.pages.urls")),
    path("", include("lotsen.core.urls")),
    path("konto/", include("lotsen.accounts.urls")),
    path("konto/", include("lotsen.accounts.sign_in_urls")),
    path("kommunen/", include("kommunen.urls")),
    path("personen/", include("lotsen.people.urls")),
    path("", include("vouchers.urls")),
    path("", include("lotsen.seminars.urls")),
    path("veranstaltungen/", include("events.urls")),
    path("", include("lotsen.reporting.urls")),
    path("", include("lotsen.demo.urls")),
]

handler400 = "lotsen.pages.views.bad_request"
handler403 = "lotsen.pages.views.permission_denied"
handler404 = "lotsen.pages.views.not_found"
handler500 = "lotsen.pages.views.server_error"
