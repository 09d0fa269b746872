//! Where everything stands on a printed acta.
