//! The fila: which actas are given to whom, as supervisors govern it.
//!
//! It never lets anybody take what a round refuses them; it only says what nobody is given for now
//! (paused), what only some are given (reserved) and how many one person may have. What somebody
//! already holds is theirs to finish.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::bitacora::{Actor, EjercicioEvent, Event, FilaChange, Reason, Subject, What};
use crate::claves::EjercicioId;
use crate::elecciones::Modalidad;
use crate::machines::{RoleRefused, Step, require};
use crate::people::{Action, Person, PersonId};
use crate::time::Timestamp;

/// How supervisors govern the fila of an ejercicio.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fila {
    ejercicio: EjercicioId,
    /// Nobody is given anything.
    stopped: bool,
    paused: BTreeSet<Modalidad>,
    /// Modalidades for some people only, never for nobody.
    reserved: BTreeMap<Modalidad, BTreeSet<PersonId>>,
    limit: Option<u32>,
}

/// Why a change of the fila was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FilaError {
    /// The role does not do this.
    #[error(transparent)]
    Role(#[from] RoleRefused),
    /// Nothing would change.
    #[error("la fila ya está así: no se cambió nada")]
    AlreadySo,
    /// A limit that gives nobody anything.
    #[error("el límite es de al menos un acta; para no dar ninguna, detenga la fila")]
    NoActas,
    /// More people than anybody reserves for.
    #[error("se reserva para {} personas a lo más", Fila::MAX_RESERVED)]
    TooManyPeople,
}

impl Fila {
    /// Most people for whom one modalidad is reserved.
    pub const MAX_RESERVED: usize = 200;

    /// As it is before anybody touches it: everything for everybody.
    pub fn new(ejercicio: EjercicioId) -> Self {
        Self {
            ejercicio,
            stopped: false,
            paused: BTreeSet::new(),
            reserved: BTreeMap::new(),
            limit: None,
        }
    }

    /// True while nobody is given anything.
    pub fn is_stopped(&self) -> bool {
        self.stopped
    }

    /// True while nobody is given actas of this modalidad.
    pub fn is_paused(&self, modalidad: Modalidad) -> bool {
        self.stopped || self.paused.contains(&modalidad)
    }

    /// Who alone is given actas of this modalidad; `None` for everybody.
    pub fn reserved(&self, modalidad: Modalidad) -> Option<&BTreeSet<PersonId>> {
        self.reserved.get(&modalidad)
    }

    /// How many actas one person may work on in this ejercicio.
    pub fn limit(&self) -> Option<u32> {
        self.limit
    }

    /// What `person` may be given.
    pub fn given_to(&self, person: &PersonId) -> BTreeSet<Modalidad> {
        let given = |modalidad: &Modalidad| {
            let reserved = self.reserved.get(modalidad);
            !self.is_paused(*modalidad) && reserved.is_none_or(|people| people.contains(person))
        };
        Modalidad::ALL.into_iter().filter(given).collect()
    }

    /// What of it is reserved for `person` and so comes before everything else.
    pub fn first_for(&self, person: &PersonId) -> BTreeSet<Modalidad> {
        let mut given = self.given_to(person);
        given.retain(|modalidad| self.reserved.contains_key(modalidad));
        given
    }

    /// A supervisor changes it.
    pub fn change(
        &self,
        by: &Person,
        change: FilaChange,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Fila>, FilaError> {
        require(by, Action::Supervise)?;
        let mut next = self.clone();
        match &change {
            FilaChange::Paused { modalidad: None } => next.stopped = true,
            FilaChange::Resumed { modalidad: None } => next.stopped = false,
            FilaChange::Paused {
                modalidad: Some(modalidad),
            } => {
                next.paused.insert(*modalidad);
            }
            FilaChange::Resumed {
                modalidad: Some(modalidad),
            } => {
                next.paused.remove(modalidad);
            }
            FilaChange::Reserved { people, .. } if people.len() > Self::MAX_RESERVED => {
                return Err(FilaError::TooManyPeople);
            }
            FilaChange::Reserved { modalidad, people } if people.is_empty() => {
                next.reserved.remove(modalidad);
            }
            FilaChange::Reserved { modalidad, people } => {
                next.reserved.insert(*modalidad, people.clone());
            }
            FilaChange::Limited { actas: Some(0) } => return Err(FilaError::NoActas),
            FilaChange::Limited { actas } => next.limit = *actas,
        }
        if next == *self {
            return Err(FilaError::AlreadySo);
        }
        let what = What::Ejercicio(EjercicioEvent::FilaChanged { change, reason });
        let actor = Actor::Person(by.clone());
        let ejercicio = self.ejercicio.clone();
        Ok(Step {
            event: Event::new(ejercicio, now, actor, Subject::Ejercicio, what),
            next,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machines::testing::{at, capturista, ejercicio, next, supervisor, why};

    fn changed(fila: &Fila, change: FilaChange) -> Fila {
        next(fila.change(&supervisor(), change, why(), at(1)).unwrap())
    }

    fn reserved_for(fila: &Fila, people: &[&str]) -> Fila {
        let people = people.iter().map(|id| capturista(id).id).collect();
        let modalidad = Modalidad::Extranjero;
        changed(fila, FilaChange::Reserved { modalidad, people })
    }

    #[test]
    fn at_first_everybody_is_given_everything() {
        let fila = Fila::new(ejercicio());
        let ana = capturista("ana").id;
        assert_eq!(fila.given_to(&ana).len(), Modalidad::ALL.len());
        assert!(fila.first_for(&ana).is_empty() && fila.limit().is_none());
    }

    #[test]
    fn what_is_reserved_comes_first_for_some_and_never_for_others() {
        let fila = reserved_for(&Fila::new(ejercicio()), &["ana"]);
        let (ana, beto) = (capturista("ana").id, capturista("beto").id);
        assert_eq!(fila.first_for(&ana), [Modalidad::Extranjero].into());
        assert!(fila.given_to(&ana).contains(&Modalidad::Ordinaria));
        assert!(!fila.given_to(&beto).contains(&Modalidad::Extranjero));
        assert_eq!(reserved_for(&fila, &[]), Fila::new(ejercicio()));
    }

    #[test]
    fn a_pause_stops_one_modalidad_or_all_of_them_and_ends() {
        let one = Some(Modalidad::Anticipado);
        let fila = changed(
            &Fila::new(ejercicio()),
            FilaChange::Paused { modalidad: one },
        );
        let ana = capturista("ana").id;
        assert!(!fila.given_to(&ana).contains(&Modalidad::Anticipado));
        let all = changed(&fila, FilaChange::Paused { modalidad: None });
        assert!(all.is_stopped() && all.given_to(&ana).is_empty());
        // What was paused by itself stays so.
        let some = changed(&all, FilaChange::Resumed { modalidad: None });
        assert_eq!(some, fila);
        let none = changed(&some, FilaChange::Resumed { modalidad: one });
        assert_eq!(none, Fila::new(ejercicio()));
    }

    #[test]
    fn changes_that_change_nothing_or_come_from_others_are_refused() {
        let fila = Fila::new(ejercicio());
        let refused = |by: &Person, change| fila.change(by, change, why(), at(1)).unwrap_err();
        let limit = |actas| FilaChange::Limited { actas };
        assert_eq!(refused(&supervisor(), limit(None)), FilaError::AlreadySo);
        assert_eq!(refused(&supervisor(), limit(Some(0))), FilaError::NoActas);
        let pause = FilaChange::Paused { modalidad: None };
        assert!(matches!(
            refused(&capturista("ana"), pause),
            FilaError::Role(_)
        ));
        assert_eq!(changed(&fila, limit(Some(40))).limit(), Some(40));
    }

    #[test]
    fn it_survives_json() {
        let fila = reserved_for(&Fila::new(ejercicio()), &["ana", "beto"]);
        let json = serde_json::to_string(&fila).unwrap();
        assert_eq!(serde_json::from_str::<Fila>(&json).unwrap(), fila);
    }
}
