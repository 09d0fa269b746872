//! The closed tables of the published databases.
