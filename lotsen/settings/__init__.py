"""Settings: `env.py` reads the environment, `base.py` is common, then one module per place."""
