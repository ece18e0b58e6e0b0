pytest_plugins = ["tests.casting", "tests.large", "tests.browser", "tests.workers", "tests.blinding.still"]
