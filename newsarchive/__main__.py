"""The command `newsarchive`, and `python -m newsarchive`; Ctrl-C during imports exits without a traceback, too."""

import sys

from newsarchive.swallowed_interrupts import act_on_swallowed_interrupts


def run() -> None:
    """Run the command with the arguments of the process, and exit."""
    act_on_swallowed_interrupts()
    try:
        from newsarchive.cli import main

        main()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    run()
