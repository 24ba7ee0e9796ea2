"""How hypothesis draws: quickly by default; ``pytest --hypothesis-profile thorough`` for a long search."""

from hypothesis import HealthCheck, settings

settings.register_profile("quick", deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=1000)
settings.load_profile("quick")
