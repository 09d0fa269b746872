use prep_model::bitacora::{About, Place, Reason};
use prep_model::claves::ActaKey;
use prep_model::machines::incidencia::{Incidencia, IncidenciaError};
use prep_model::people::{DeviceId, Person, PersonId};
use thiserror::Error;

use crate::store::{EjercicioRow, Tx};
use crate::{Central, UseCaseError};

/// Who telephoned, in their own words: 1 to 80 characters on one line.
#[derive(Clone, PartialEq, Eq)]
pub struct Caller(String);

/// Why a text does not say who telephoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("escriba quién llama, de 1 a 80 caracteres en un solo renglón")]
pub struct CallerError;

impl Caller {
    /// Accepts `text` with the spaces at its ends cut off.
    pub fn new(text: &str) -> Result<Self, CallerError> {
        let text = text.trim();
        let fits = (1..=80).contains(&text.chars().count());
        if fits && !text.chars().any(char::is_control) {
            Ok(Self(text.to_owned()))
        } else {
            Err(CallerError)
        }
    }
}

/// `Debug` hides it: names stay out of logs.
impl std::fmt::Debug for Caller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Caller(…)")
    }
}

/// What was told by telephone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIncidencia {
    /// Who telephoned.
    pub caller: Caller,
    /// From where.
    pub place: Option<Place>,
    /// What it is about.
    pub about: About,
    /// What happened.
    pub what: Reason,
}

/// What somebody does with an incidencia.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IncidenciaAct {
    /// Gives it to somebody.
    Assign(PersonId),
    /// Adds something.
    Comment(Reason),
    /// Says that it is seen to, and how.
    Close(Reason),
    /// Says that it is not, and why.
    Reopen(Reason),
}

/// Why something about an incidencia was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IncidenciaRefused {
    /// A rule of incidencias.
    #[error(transparent)]
    Rule(#[from] IncidenciaError),
    /// There is none of that number.
    #[error("no hay una incidencia con ese número en este ejercicio")]
    Unknown,
    /// The proceso does not expect this acta.
    #[error("el acta {0} no está en el catálogo de este proceso")]
    UnknownActa(ActaKey),
    /// No device was enrolled under this id.
    #[error("no hay un dispositivo {0} dado de alta")]
    UnknownDevice(DeviceId),
    /// Nobody may enter under that id.
    #[error("esa persona no tiene una cuenta activa")]
    UnknownPerson,
}

impl From<IncidenciaRefused> for UseCaseError<IncidenciaRefused> {
    fn from(refused: IncidenciaRefused) -> Self {
        Self::Refused(refused)
    }
}

/// A supervisor writes down what they were told; gives its number.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn log_incidencia(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    new: NewIncidencia,
) -> Result<u32, UseCaseError<IncidenciaRefused>> {
    let now = central.now();
    let mut tx = central.store.begin("log_incidencia").await?;
    require_known(&mut tx, ejercicio, &new.about).await?;
    let number = tx.find_last_incidencia(ejercicio.row_id).await? + 1;
    let named = (ejercicio.ejercicio().clone(), number);
    let step = Incidencia::log(named, by, (new.about, new.place), new.what, now)
        .map_err(IncidenciaRefused::Rule)?;
    tx.insert_incidencia(ejercicio.row_id, &step.next, &new.caller.0, now)
        .await?;
    tx.append_bitacora(ejercicio.row_id, &step.event).await?;
    tx.commit().await?;
    Ok(number)
}

/// A supervisor assigns, comments, closes or reopens an incidencia.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn change_incidencia(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    number: u32,
    act: IncidenciaAct,
) -> Result<(), UseCaseError<IncidenciaRefused>> {
    let now = central.now();
    let mut tx = central.store.begin("change_incidencia").await?;
    let row = tx.find_incidencia(ejercicio.row_id, number).await?;
    let incidencia = row.ok_or(IncidenciaRefused::Unknown)?.incidencia;
    if let IncidenciaAct::Assign(to) = &act {
        require_known(&mut tx, ejercicio, &About::Person(to.clone())).await?;
    }
    let step = match act {
        IncidenciaAct::Assign(to) => incidencia.assign(by, to, now),
        IncidenciaAct::Comment(words) => incidencia.comment(by, words, now),
        IncidenciaAct::Close(words) => incidencia.close(by, words, now),
        IncidenciaAct::Reopen(words) => incidencia.reopen(by, words, now),
    };
    let step = step.map_err(IncidenciaRefused::Rule)?;
    tx.update_incidencia(ejercicio.row_id, &step.next, now)
        .await?;
    tx.append_bitacora(ejercicio.row_id, &step.event).await?;
    tx.commit().await?;
    Ok(())
}

/// Refuses what is about something that is not there.
async fn require_known(
    tx: &mut Tx,
    ejercicio: &EjercicioRow,
    about: &About,
) -> Result<(), UseCaseError<IncidenciaRefused>> {
    let refused = match about {
        About::General => return Ok(()),
        About::Acta(acta) => match tx.find_acta(ejercicio.row_id, acta).await? {
            Some(_) => return Ok(()),
            None => IncidenciaRefused::UnknownActa(acta.clone()),
        },
        About::Device(device) => match tx.find_device(*device).await? {
            Some(_) => return Ok(()),
            None => IncidenciaRefused::UnknownDevice(*device),
        },
        About::Person(person) => match tx.find_addressee(person).await? {
            Some(_) => return Ok(()),
            None => IncidenciaRefused::UnknownPerson,
        },
    };
    Err(refused.into())
}
