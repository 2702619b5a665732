"""The site's addresses plus the bare view: session and one query, nothing else."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from lotsen.accounts.models import Organisation
from lotsen.core.access import public
from lotsen.urls import urlpatterns as site_patterns


@public()
def bare(request: HttpRequest) -> HttpResponse:
    signed_in = request.session.get("_auth_user_id")
    return HttpResponse(f"{signed_in} {Organisation.objects.count()}")


urlpatterns = [path("bare/", bare), *site_patterns]
