//! The checker: golden counts on real files, a mutation for every code, packages, folders and whole
//! cortes.

mod corte;
mod foreign;
mod golden;
#[path = "../night/mod.rs"]
mod made;
mod mutations;
mod night;
mod package;
