"""These tests need torch, an extra of 200 MB: they run by `make test-semantic`, not with `make test`."""


def pytest_ignore_collect(config):
    return None if any("semantic" in argument for argument in config.args) else True
