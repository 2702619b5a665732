"""Addresses below /konto/: the own account, colleagues, invitations."""

from django.urls import path

from lotsen.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.account, name="account"),
    path("rolle/", views.switch, name="switch"),
    path("team/", views.members, name="members"),
    path("team/einladen/", views.invite, name="invite"),
    path("team/<uuid:pk>/beenden/", views.end_membership, name="end-membership"),
    path(
        "einladungen/<uuid:pk>/zurueckziehen/",
        views.withdraw_invitation,
        name="withdraw-invitation",
    ),
    path("einladung/<str:secret>/", views.accept_invitation, name="accept-invitation"),
]
