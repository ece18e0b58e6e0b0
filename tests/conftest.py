pytest_plugins = ["tests.casting", "tests.browser", "tests.workers", "tests.blinding.still"]
