"""What ``tests/test_three_worlds.py`` is made of: a scene, what one does in it, and all that another can ask."""
