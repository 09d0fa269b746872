//! Which inconsistencias an acta has and whether it counts.
