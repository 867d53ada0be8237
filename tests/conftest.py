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
settings.load_profile("steady")
