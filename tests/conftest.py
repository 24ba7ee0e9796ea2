"""How hypothesis draws: the same few examples on every run, so that a red build means a change.

``pytest --hypothesis-profile thorough`` draws a thousand new ones; run it after a change of a formula.
"""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "quick", deadline=None, max_examples=20, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=1000, derandomize=False)
settings.load_profile("quick")
