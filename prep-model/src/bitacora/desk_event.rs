use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Reason;
use crate::claves::ActaKey;
use crate::people::{DeviceId, PersonId, Role};
use crate::text_id::{is_word, text_id};

text_id! {
    /// A part of the operation where people work, as accounts name it: `distrito:9`, `catd:09-1`,
    /// `ccv:central`.
    Place, "lugar", "distrito:N, catd:NOMBRE o ccv:NOMBRE",
    |text| {
        text.split_once(':').is_some_and(|(kind, name)| {
            let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
            ["distrito", "catd", "ccv"].contains(&kind) && is_word(name, 1, 20, plain)
        })
    }
}

impl Place {
    /// The place as people read it, `CATD 09-1`.
    pub fn text(&self) -> String {
        match self.as_str().split_once(':') {
            Some(("distrito", number)) => format!("distrito {number}"),
            Some((kind, name)) => format!("{} {name}", kind.to_uppercase()),
            None => self.to_string(),
        }
    }
}

/// Whom an aviso is for: everybody, a role, a place, or a role in a place.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audience {
    /// `None` for every role.
    pub role: Option<Role>,
    /// `None` for every place. People whose role holds everywhere belong to no place.
    pub place: Option<Place>,
}

impl Audience {
    /// True if it is for somebody in `role` whose scope is written `scope`.
    pub fn includes(&self, role: Role, scope: &str) -> bool {
        let has_role = self.role.is_none_or(|wanted| wanted == role);
        let is_there = self
            .place
            .as_ref()
            .is_none_or(|wanted| wanted.as_str() == scope);
        has_role && is_there
    }

    /// Whom, as people read it.
    pub fn text(&self) -> String {
        match (&self.role, &self.place) {
            (None, None) => "Todas las personas".to_owned(),
            (Some(role), None) => format!("Rol {role}"),
            (None, Some(place)) => format!("Todas las personas de {}", place.text()),
            (Some(role), Some(place)) => format!("Rol {role} de {}", place.text()),
        }
    }
}

/// What happened to an aviso.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum AvisoEvent {
    /// It was sent.
    Published {
        /// To whom.
        audience: Audience,
        /// What it says.
        text: Reason,
    },
    /// Somebody said that they know.
    Acknowledged {
        /// Who; on a tablet, who the tablet says.
        person: PersonId,
    },
    /// It does not hold any more.
    Withdrawn {
        /// Why.
        reason: Reason,
    },
}

/// What an incidencia is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// Nothing that has a name here.
    General,
    /// An acta.
    Acta(ActaKey),
    /// A tablet or station.
    Device(DeviceId),
    /// A person, by their account.
    Person(PersonId),
}

/// Why a text does not say what an incidencia is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("no se entiende de qué trata: escriba acta:CLAVE, device:ID, person:ID o general")]
pub struct AboutError;

/// `acta:GUB/090001B0100/A02`, `general`: for columns and filters.
impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::General => f.write_str("general"),
            Self::Acta(acta) => write!(f, "acta:{acta}"),
            Self::Device(id) => write!(f, "device:{id}"),
            Self::Person(id) => write!(f, "person:{id}"),
        }
    }
}

impl FromStr for About {
    type Err = AboutError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            None if text == "general" => Ok(Self::General),
            Some(("acta", key)) => key.parse().map(Self::Acta).map_err(|_| AboutError),
            Some(("device", id)) => id.parse().map(Self::Device).map_err(|_| AboutError),
            Some(("person", id)) => id.parse().map(Self::Person).map_err(|_| AboutError),
            _ => Err(AboutError),
        }
    }
}

/// What happened to an incidencia.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum IncidenciaEvent {
    /// Somebody told of it.
    Logged {
        /// What it is about.
        about: About,
        /// From where it was told.
        place: Option<Place>,
        /// What happened.
        what: Reason,
    },
    /// Somebody is to see to it.
    Assigned {
        /// Who.
        to: PersonId,
    },
    /// Somebody added something.
    Commented {
        /// What.
        words: Reason,
    },
    /// It is seen to.
    Closed {
        /// How.
        words: Reason,
    },
    /// It is not.
    Reopened {
        /// Why.
        words: Reason,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_aviso_is_for_those_of_its_role_and_place_only() {
        let of = |role, place: Option<&str>| Audience {
            role,
            place: place.map(|place| Place::new(place).unwrap()),
        };
        assert!(of(None, None).includes(Role::Cael, "todo"));
        assert!(of(Some(Role::Cael), None).includes(Role::Cael, "distrito:9"));
        assert!(!of(Some(Role::Cael), None).includes(Role::Capturista, "todo"));
        let there = of(Some(Role::Cael), Some("distrito:9"));
        assert!(there.includes(Role::Cael, "distrito:9"));
        assert!(!there.includes(Role::Cael, "distrito:10") && !there.includes(Role::Cael, "todo"));
        assert_eq!(there.text(), "Rol CAEL de distrito 9");
        for bad in ["todo", "distrito:", "otro:9", "catd:a b", "catd"] {
            assert!(Place::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_an_incidencia_is_about_survives_its_text() {
        for text in [
            "general",
            "acta:GUB/090001B0100/A02",
            "device:018fdc5e-9800-7abc-8def-0123456789ab",
            "person:p-1",
        ] {
            assert_eq!(text.parse::<About>().unwrap().to_string(), text);
        }
        for text in ["", "acta:", "acta", "casilla:1", "device:x"] {
            assert_eq!(text.parse::<About>(), Err(AboutError), "{text}");
        }
    }
}
