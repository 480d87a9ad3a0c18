"""Lets ``python -m namro.cli`` do what ``namro`` does."""

from namro.cli.command import main

if __name__ == "__main__":
    raise SystemExit(main())
