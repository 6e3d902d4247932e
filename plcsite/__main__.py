"""`python -m plcsite`."""

from plcsite.cli import main

if __name__ == "__main__":
    main()
