"""The message that tells a user how to install an optional dependency."""


def install_hint(extra: str) -> str:
    """Return how to install the optional dependencies *extra* (a name in pyproject.toml), for a message.

    newsarchive is installed from its source folder, so that is where the command must run.
    """
    return f'run `pip install ".[{extra}]"` in the source folder of newsarchive'


def is_missing(library: str, error: ImportError) -> bool:
    """Return whether *error*, raised by importing *library*, says that it is not installed.

    Otherwise one of its own imports failed: a file secrets.py in the user's folder, for example, hides Python's module.
    """
    return (error.name or library).partition(".")[0] == library
