"""Addresses below /seminare/, /anmeldungen/ and /bescheinigungen/."""

from django.urls import path

from lotsen.seminars.views import (
    attendance,
    catalogue,
    certificates,
    enrolling,
    objecting,
    planning,
    replacing,
)

app_name = "seminars"
urlpatterns = [
    path("seminare/", catalogue.seminar_list, name="list"),
    path("seminare/neu/", planning.create, name="create"),
    path("seminare/<uuid:pk>/", catalogue.seminar_page, name="detail"),
    path("seminare/<uuid:pk>/bearbeiten/", planning.edit, name="edit"),
    path("seminare/<uuid:pk>/veroeffentlichen/", planning.publish, name="publish"),
    path("seminare/<uuid:pk>/kopieren/", planning.copy, name="copy"),
    path("seminare/<uuid:pk>/absagen/", planning.cancel, name="cancel"),
    path("seminare/<uuid:pk>/anmelden/", enrolling.enrol, name="enrol"),
    path("seminare/<uuid:pk>/angemeldet/", enrolling.enrolled, name="enrolled"),
    path("seminare/<uuid:pk>/anwesenheit/", attendance.sheet, name="attendance"),
    path("seminare/<uuid:pk>/anwesenheit/eintragen/", attendance.tick, name="tick"),
    path("seminare/<uuid:pk>/anwesenheit/alle/", attendance.all_present, name="all-present"),
    path("seminare/<uuid:pk>/anwesenheit/bestaetigen/", attendance.confirm, name="confirm"),
    path("seminare/<uuid:pk>/fehler-melden/", objecting.error_report, name="error-report"),
    path("seminare/<uuid:pk>/unterschriftenliste/", attendance.signatures, name="signatures"),
    path("seminare/<uuid:pk>/bescheinigungen/", certificates.progress, name="progress"),
    path("anmeldungen/", enrolling.enrolments, name="enrolments"),
    path("anmeldungen/<uuid:pk>/", enrolling.enrolment, name="enrolment"),
    path("anmeldungen/<uuid:pk>/stornieren/", enrolling.cancel, name="cancel-enrolment"),
    path("anmeldungen/<uuid:pk>/ersatzperson/", replacing.substitute, name="substitute"),
    path("anmeldungen/<uuid:pk>/gutschein/", replacing.attach, name="attach-voucher"),
    path("bescheinigungen/", certificates.certificates, name="certificates"),
    path("bescheinigungen/pruefen/", certificates.verify, name="verify"),
    path("bescheinigungen/<uuid:pk>/", certificates.download, name="certificate-download"),
]
