"""The command `newsarchive`, and `python -m newsarchive`; Ctrl-C during imports exits without a traceback, too."""

import sys


def run() -> None:
    """Run the command with the arguments of the process, and exit."""
    try:
        from newsarchive.swallowed_interrupts import act_on_swallowed_interrupts

        act_on_swallowed_interrupts()
        from newsarchive.cli import main

        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        from newsarchive.swallowed_interrupts import is_interrupt

        if is_interrupt(error):
            sys.exit(130)
        raise


if __name__ == "__main__":
    run()
