"""Local settings behind `./run`: embedded servers, demo mode, readable errors."""

from lotsen.settings import env
from lotsen.settings.base import *  # noqa: F403
from lotsen.settings.base import STATIC_ROOT

DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret("SECRET_KEY", "only-for-a-local-machine-" + "0" * 40)
DEMO_MODE = env.flag("DEMO_MODE", True)
ALLOWED_HOSTS = ["*"] if DEMO_MODE else env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
# In demo mode nothing leaves the machine: the outbox in the browser is the delivery.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# Static files are served from where they lie, without a collecting step.
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
