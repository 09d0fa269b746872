//! The bitácora.
