//! Which ejercicio a command is about.

use std::fmt;
use std::str::FromStr;

use central::Central;
use central::store::{EjercicioRow, StoreError};
use prep_model::IdError;
use prep_model::claves::{EjercicioId, ProcesoId};

use crate::outcome::Outcome;

/// An ejercicio as it is written on a command line, `cdmx-2024/simulacro-1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EjercicioName {
    /// The proceso.
    pub(super) proceso: ProcesoId,
    /// The run of it.
    pub(super) ejercicio: EjercicioId,
}

/// Why a text does not name an ejercicio.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum EjercicioNameError {
    /// Not two parts.
    Parts,
    /// One of them is malformed.
    Id(IdError),
}

impl EjercicioName {
    /// The ejercicio of that name.
    pub(crate) fn find(&self, all: Vec<EjercicioRow>) -> Result<EjercicioRow, Outcome> {
        let is_it = |row: &EjercicioRow| {
            (row.proceso(), row.ejercicio()) == (&self.proceso, &self.ejercicio)
        };
        let found = all.into_iter().find(is_it);
        found.ok_or_else(|| {
            let message = format!("no hay un ejercicio {self}");
            Outcome::refused(&message, "con «prep ejercicio list» se ven los que hay")
        })
    }
}

/// Every ejercicio in the order of creation.
pub(crate) async fn all(central: &Central) -> Result<Vec<EjercicioRow>, Outcome> {
    let failed = |error: StoreError| Outcome::broken(&error);
    let mut tx = central
        .store
        .read("list_ejercicios")
        .await
        .map_err(failed)?;
    tx.list_ejercicios().await.map_err(failed)
}

/// The ejercicio of that name; without a name, the open one, else the newest.
pub(crate) async fn one(
    central: &Central,
    name: Option<&EjercicioName>,
) -> Result<EjercicioRow, Outcome> {
    let mut all = all(central).await?;
    if let Some(name) = name {
        return name.find(all);
    }
    let open = all.iter().position(|row| row.is_open);
    match open {
        Some(open) => Ok(all.swap_remove(open)),
        None => all.pop().ok_or_else(none),
    }
}

/// There is no ejercicio yet.
pub(crate) fn none() -> Outcome {
    Outcome::refused(
        "no hay ningún ejercicio",
        "con «prep ejercicio begin» comienza el primero",
    )
}

impl FromStr for EjercicioName {
    type Err = EjercicioNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (proceso, ejercicio) = text.split_once('/').ok_or(EjercicioNameError::Parts)?;
        Ok(Self {
            proceso: proceso.parse().map_err(EjercicioNameError::Id)?,
            ejercicio: ejercicio.parse().map_err(EjercicioNameError::Id)?,
        })
    }
}

impl fmt::Display for EjercicioName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.proceso, self.ejercicio)
    }
}

impl fmt::Display for EjercicioNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parts => f.write_str("se escribe PROCESO/EJERCICIO, como cdmx-2024/simulacro-1"),
            Self::Id(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for EjercicioNameError {}
