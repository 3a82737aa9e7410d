"""The command `newsarchive`, and `python -m newsarchive`; Ctrl-C during imports exits without a traceback, too."""

import sys


def run() -> None:
    """Run the command with the arguments of the process, and exit."""
    try:
        from newsarchive.swallowed_interrupts import act_on_swallowed_interrupts, is_interrupt, was_interrupted

        restore = act_on_swallowed_interrupts()
        try:
            from newsarchive.cli import main

            main()
        except Exception as error:
            # Some libraries raise an error of their own in the place of the interrupt.
            if is_interrupt(error) or was_interrupted():
                sys.exit(130)
            raise
        except SystemExit as end:
            # A command may have taken such an error for one of its input.
            if end.code == 1 and was_interrupted():
                sys.exit(130)
            raise
        finally:
            restore()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    run()
