"""Settings: `env.py` reads the environment, `base.py` holds what is common, one module per place."""
