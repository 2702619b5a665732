"""WSGI entry point (granian serves it in development and production)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lotsen.settings.prod")

application = get_wsgi_application()
