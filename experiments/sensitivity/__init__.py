"""Which factors of a study matter: Sobol indices and elementary effects, with luck kept apart."""
