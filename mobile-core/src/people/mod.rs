//! Who may hold the tablet. A person comes in once with user and password, over the network; from
//! then on a PIN opens the tablet for them without one, for a week after the server last knew them.
//!
//! Of a PIN only an Argon2id verifier is kept, with little work in it because tablets are slow and
//! because what protects a PIN is the count of failures: it is written before a PIN is looked at, so
//! a kill gains nothing; the waits grow; at the tenth failure the verifier is wiped and the password
//! is asked again. Photos that a person queued stay theirs whoever holds the tablet later.

mod pin;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use prep_model::claves::ClaveCasilla;
use prep_model::contract::{DeviceRole, PersonId, V1};
use prep_model::people::{Person, Role};
use prep_model::time::Timestamp;

use crate::disk::Disk;
use crate::platform::Entropy;
use crate::provisioning::{DeviceError, load, save};

pub(crate) use pin::check_new as check_new_pin;
pub use pin::{PinFault, PinRefusal};

const FILE: &str = "personas.json";

/// Days after which the server must know a person again.
pub const VALID_DAYS: i64 = 7;

/// What the server says of a person who came in: the answer to `POST /v1/personas`. Members we do
/// not know are passed over.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Entered {
    /// Who.
    pub person: PersonId,
    /// In which role.
    pub role: DeviceRole,
    /// Where the role holds, in words.
    pub scope: String,
    /// The casillas that are theirs; none if they are not told one by one.
    pub casillas: Vec<ClaveCasilla>,
}

/// A person this tablet knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// Who.
    pub person: PersonId,
    /// In which role.
    pub role: DeviceRole,
    /// What they type to enter.
    pub user: String,
    /// Where the role holds, in words.
    pub scope: String,
    /// The casillas that are theirs.
    pub casillas: Vec<ClaveCasilla>,
    /// When the server last knew them, by the device's clock.
    pub known_at: Timestamp,
    /// The PIN; `None` if there is none, or was wiped.
    pin: Option<pin::Verifier>,
}

/// Everybody this tablet knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct People {
    v: V1,
    known: Vec<Known>,
}

/// Why a PIN did not open the tablet.
#[derive(Debug, Error)]
pub enum UnlockError {
    /// The PIN itself.
    #[error(transparent)]
    Pin(#[from] PinRefusal),
    /// The failure could not be written down, so the PIN was not looked at.
    #[error(transparent)]
    Disk(#[from] DeviceError),
}

impl People {
    /// Those that were kept. Touches disk.
    pub fn load(disk: &dyn Disk) -> Result<Self, DeviceError> {
        Ok(load(disk, FILE)?.unwrap_or(Self {
            v: V1,
            known: Vec::new(),
        }))
    }

    /// Nobody: what a damaged file counts as. Everybody comes in with their password again.
    pub fn nobody() -> Self {
        Self {
            v: V1,
            known: Vec::new(),
        }
    }

    /// Those who can come in with a PIN at `now`.
    pub fn with_pin(&self, now: Timestamp) -> impl Iterator<Item = &Known> {
        self.known
            .iter()
            .filter(move |known| known.pin.is_some() && known.is_fresh(now))
    }

    /// One of them.
    pub fn find(&self, person: &PersonId) -> Option<&Known> {
        self.known.iter().find(|known| known.person == *person)
    }

    /// Keeps a person whom the server knows, under a new PIN. Touches disk.
    pub fn keep(
        &mut self,
        disk: &dyn Disk,
        entered: Entered,
        user: &str,
        pin: &str,
        entropy: &dyn Entropy,
        now: Timestamp,
    ) -> Result<(), DeviceError> {
        let known = Known {
            person: entered.person,
            role: entered.role,
            user: user.to_owned(),
            scope: entered.scope,
            casillas: entered.casillas,
            known_at: now,
            pin: Some(pin::Verifier::make(pin, entropy)),
        };
        let mut next = self.clone();
        next.known.retain(|other| other.person != known.person);
        next.known.push(known);
        save(disk, FILE, &next)?;
        *self = next;
        Ok(())
    }

    /// Looks whether `typed` is the person's PIN. Touches disk before and after, and takes some
    /// hundredths of a second.
    pub fn unlock(
        &mut self,
        disk: &dyn Disk,
        person: &PersonId,
        typed: &str,
        now: Timestamp,
    ) -> Result<Person, UnlockError> {
        let found = self.known.iter_mut().find(|known| known.person == *person);
        let known = found.filter(|known| known.is_fresh(now));
        let known = known.ok_or(PinRefusal::PasswordNeeded)?;
        let verifier = known.pin.as_mut().ok_or(PinRefusal::PasswordNeeded)?;
        let count = verifier.begin(now)?;
        let before = self.clone();
        save(disk, FILE, &before)?;
        let Some(known) = self.known.iter_mut().find(|known| known.person == *person) else {
            return Err(PinRefusal::PasswordNeeded.into());
        };
        let opened = known.pin.as_ref().is_some_and(|pin| pin.fits(typed));
        let refusal = match &mut known.pin {
            Some(pin) if opened => {
                pin.forgive();
                None
            }
            Some(_) if count >= pin::MOST_FAILURES => {
                known.pin = None;
                Some(PinRefusal::PasswordNeeded)
            }
            Some(pin) => Some(pin.refusal(now)),
            None => Some(PinRefusal::PasswordNeeded),
        };
        let who = known.who();
        save(disk, FILE, self)?;
        refusal.map_or(Ok(who), |refusal| Err(refusal.into()))
    }
}

impl Known {
    /// True as long as the server need not be asked. A clock set back makes nobody older.
    fn is_fresh(&self, now: Timestamp) -> bool {
        now < self.known_at.plus_seconds(VALID_DAYS * 86_400)
    }

    /// The person in their role.
    pub fn who(&self) -> Person {
        let role = match self.role {
            DeviceRole::Cael => Role::Cael,
            DeviceRole::Acopiador => Role::Acopiador,
            DeviceRole::Digitalizador => Role::Digitalizador,
            DeviceRole::Supervisor => Role::Supervisor,
        };
        Person {
            id: self.person.clone(),
            role,
        }
    }
}
