"""The reduced twin, four times over: in our form, in NumPy, in Mesa and in C."""
