//! What is published, made from one snapshot of the actas.
//!
//! * [`fila`] — one acta as one row, column by column (LEEME, tercer componente).
//! * [`base`] — the database of an elección: title, moment, summary, rows, as the perfil writes it.
//! * [`manifest`] — what a corte says of itself, signed.
//! * [`folder`] — its folder on disk, public in one step.
//! * [`check`] — whether a corte, ours or anybody's, is right.
//! * [`cierre`] — the closing record, in the last corte.
//! * [`diff`] — what changed between two published cortes.
//! * [`package`] — every file of a corte, zips within zips, the same bytes for the same snapshot.
//! * [`publish`] — a corte as a folder, whole or not at all.
//!
//! Nothing here decides a rule: whether an acta counts, how a percentage is cut and what a column is
//! called come from `prep-model`.

pub mod base;
pub mod check;
pub mod cierre;
pub mod diff;
pub mod fila;
pub mod folder;
pub mod manifest;
pub mod package;
pub mod publish;
