"""The linear programme: sets and parameters, numbered equations, goals in order, and the solver."""
