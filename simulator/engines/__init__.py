"""The engines: one meaning of the model, run by SimPy processes or by machine code."""
