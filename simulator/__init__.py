"""The model of a firm that sells to firms, and its engines: one run in, one result out."""
