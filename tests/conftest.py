"""Settings of the whole suite."""

from hypothesis import HealthCheck, Phase, settings

# The same examples on every machine, and no deadline: a slow machine is not a fault.
settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow],
)
# For a day on which engines or draws have changed: pytest --hypothesis-profile=thorough tests/engines/test_agreement.py
settings.register_profile("thorough", settings.get_profile("steady"), max_examples=2500)
settings.load_profile("steady")
