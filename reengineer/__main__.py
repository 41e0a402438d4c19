"""Run the command line as ``python -m reengineer``."""

from reengineer.cli import main

if __name__ == "__main__":
    main()
