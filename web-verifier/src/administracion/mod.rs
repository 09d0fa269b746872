//! Administration: the accounts of people, tablets and stations, and the life of an ejercicio.
//!
//! * [`cuentas`] — the list, with a new password one click away; [`cuenta`] — one account.
//! * [`nuevas`] — new accounts, one or a file of them, looked at before anything is done.
//! * [`credenciales`] — what is printed and handed over, shown once.
//! * [`dispositivos`], [`cuarentena`] — tablets, the code that enrols one, what revoked ones sent.
//! * [`ejercicios`] — puesta en ceros by one person and opening by another, closing, archive.

pub(crate) mod credenciales;
mod cuarentena;
mod cuenta;
mod cuentas;
mod dispositivos;
mod ejercicios;
mod nuevas;
#[cfg(test)]
pub(crate) mod samples;
mod view;

use crate::access::Routes;

pub(crate) use nuevas::PATH as IMPORT_PATH;

pub(crate) fn routes(routes: Routes) -> Routes {
    let pages = [
        cuentas::routes,
        nuevas::routes,
        cuenta::routes,
        dispositivos::routes,
        cuarentena::routes,
        ejercicios::routes,
    ];
    pages.into_iter().fold(routes, |routes, page| page(routes))
}
