"""Who may sign in, for which organisation, in which role; django-allauth does the signing in."""
