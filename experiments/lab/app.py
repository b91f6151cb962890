"""The script that streamlit runs: each time that something on the page changes, from top to bottom."""

from experiments.lab.page import show

show()
