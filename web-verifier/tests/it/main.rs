//! The pages through their real router and a real store: who may open what, what a person lives
//! through, what a hostile page cannot do.

#[cfg(test)]
mod administracion;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod captura;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod monitors;
#[cfg(test)]
mod night;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod practica;
#[cfg(test)]
mod routes;
#[cfg(test)]
mod siguiente;
#[cfg(test)]
mod supervision;
#[cfg(test)]
mod support;

#[test]
fn every_test_passes_again_on_postgres() {
    central::testing::again_on_postgres("every_test_passes_again_on_postgres");
}
