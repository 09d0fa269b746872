//! Exact percentages and the thirteen summary variables.
