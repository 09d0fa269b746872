//! What is published, made from one snapshot of the actas.
//!
//! * [`registradas`] — the actas of an elección as the rules see them, in the order of its rows.
//! * [`columnas`] — the one table of what each file holds.
//! * [`fila`] — one acta as one row, column by column (LEEME, tercer componente).
//! * [`hoja`] — a sheet of separated values as the perfil writes it.
//! * [`base`] — the database of an elección: title, moment, summary, rows.
//! * [`candidaturas`], [`catalogo`], [`leeme`] — who runs, where, and what every file means.
//! * [`agregados`] — sums by territory, by party and by candidatura.
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

pub mod agregados;
pub mod base;
pub mod candidaturas;
pub mod catalogo;
pub mod check;
pub mod cierre;
pub mod columnas;
pub mod diff;
pub mod fila;
pub mod folder;
pub mod hoja;
pub mod leeme;
pub mod manifest;
pub mod package;
pub mod publish;
pub mod registradas;
mod territorio;
