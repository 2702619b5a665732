"""Addresses that exist in the demonstration only."""

from django.urls import path

from lotsen.demo import views

app_name = "demo"
urlpatterns = [path("vorfuehrung/", views.calendar, name="calendar")]
