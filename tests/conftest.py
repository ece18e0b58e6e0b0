from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.casting", "tests.large", "tests.browser", "tests.workers", "tests.blinding.still"]

# a machine that has much else to do may stop any example for longer than a fifth of a second
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
