"""`python -m dozor.agent` is `dozor agent` without what reads the command line, which costs 10 MB."""

import sys

from dozor.programs import run_agent

if __name__ == "__main__":
    sys.exit(run_agent())
