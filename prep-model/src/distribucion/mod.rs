//! From votes per row of the acta to votes per party and per candidatura.
