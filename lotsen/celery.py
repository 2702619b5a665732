"""The Celery application: a doorbell for the job table, never the place where work is stored.

Every task takes an id, looks the truth up in PostgreSQL and is safe to run twice
(docs/architecture.md, "Background work").
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lotsen.settings.prod")

app = Celery("lotsen")
app.config_from_object("django.conf:settings", namespace="CELERY")
