"""`python -m newsarchive`: the command, where no script is installed."""

import sys

if __name__ == "__main__":
    try:
        from newsarchive.cli import main

        main()
    except KeyboardInterrupt:
        sys.exit(130)
