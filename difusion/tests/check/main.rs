//! The checker: golden counts on real files, a mutation for every code, packages and folders.

mod foreign;
mod golden;
mod mutations;
mod night;
mod package;
