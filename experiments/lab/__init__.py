"""The lab: a page in the browser that asks a scenario "what if", a lever at a time, in the same luck.

What the page works out stands in modules without widgets (`document` to `replay`); the modules that draw it import
streamlit and are the only ones that do.
"""
