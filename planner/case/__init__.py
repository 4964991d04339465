"""What the user tells us: the scenario, its tables, and where every figure comes from."""
