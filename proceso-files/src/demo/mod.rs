//! A made-up proceso from a seed.
