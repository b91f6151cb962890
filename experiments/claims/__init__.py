"""Claims about key accounts, each tested by switching a mechanism or a lever and measuring what changes."""
