"""`python -m dozor` is `dozor`."""

from dozor.cli import app

app()
