"""The message that tells a user how to install an optional dependency."""


def install_hint(extra: str) -> str:
    """Return how to install the optional dependencies *extra* (a name in pyproject.toml), for a message.

    newsarchive is installed from its source folder, so that is where the command must run.
    """
    return f'run `pip install ".[{extra}]"` in the source folder of newsarchive'
