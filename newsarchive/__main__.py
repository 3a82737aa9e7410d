"""`python -m newsarchive`: the command, where no script is installed."""

from newsarchive.cli import main

if __name__ == "__main__":
    main()
