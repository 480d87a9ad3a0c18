"""What inspectors conclude about plans, units and tasks, and what units answer."""
