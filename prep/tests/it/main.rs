//! The binary as a person or a program meets it: what it writes and how it ends.

mod acta;
mod backup;
mod before_start;
mod bitacora;
mod check;
mod corte_check;
mod db;
mod demo;
mod device;
mod ejercicio;
mod from_results;
mod import;
mod installation;
mod support;
mod usage;
mod user;
