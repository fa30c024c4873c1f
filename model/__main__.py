"""`python -m model`: the model's verbs where Flask is not installed."""

from model.cli import main

main(prog_name="python -m model")
