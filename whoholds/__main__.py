"""Run the command line: `python -m whoholds`."""

from whoholds.serve.cli import main

if __name__ == "__main__":
    main()
