"""ASGI entry point for servers that prefer it; the application itself is synchronous."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lotsen.settings.prod")

application = get_asgi_application()
