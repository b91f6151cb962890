"""The reference pages of the documentation, written from the schema and the catalogue, never typed twice.

`python -m experiments.reference_pages` writes them; the tests compare what stands in docs/reference.
"""
