use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::elecciones::Modalidad;
use crate::people::PersonId;

/// What a supervisor changed of the fila, the queue of captura and verificación.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case", deny_unknown_fields)]
pub enum FilaChange {
    /// Nobody is given an acta any more, or none of this modalidad.
    Paused {
        /// `None` for all of them.
        modalidad: Option<Modalidad>,
    },
    /// Actas are given again.
    Resumed {
        /// `None` for all that were not paused by themselves.
        modalidad: Option<Modalidad>,
    },
    /// Only these people are given actas of this modalidad; everybody, if nobody is named.
    Reserved {
        /// Which actas.
        modalidad: Modalidad,
        /// For whom.
        people: BTreeSet<PersonId>,
    },
    /// How many actas one person may work on in this ejercicio.
    Limited {
        /// `None` for as many as there are.
        actas: Option<u32>,
    },
}
