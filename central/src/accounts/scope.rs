use std::fmt;
use std::str::FromStr;

use prep_model::casillas::Casilla;
use prep_model::elecciones::AmbitoId;
use prep_model::proceso::Proceso;
use thiserror::Error;

/// Where a person's role holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Everywhere.
    All,
    /// One distrito.
    Distrito(AmbitoId),
    /// One CATD, by the name it has in the proceso.
    Catd(String),
    /// One CCV.
    Ccv(String),
}

/// Why a text is not a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("el alcance se escribe todo, distrito:9, catd:NOMBRE o ccv:NOMBRE")]
pub struct ScopeError;

/// A CATD or CCV as it is written: 1 to 20 letters, digits and hyphens.
fn place(name: &str) -> Result<String, ScopeError> {
    let fits = (1..=20).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if fits {
        Ok(name.to_owned())
    } else {
        Err(ScopeError)
    }
}

impl Scope {
    /// The casillas of a scope that names some: those of its distrito.
    pub fn casillas<'a>(&self, proceso: &'a Proceso) -> impl Iterator<Item = &'a Casilla> {
        let wanted = match self {
            Self::Distrito(number) => Some(*number),
            Self::All | Self::Catd(_) | Self::Ccv(_) => None,
        };
        let is_of = move |casilla: &&Casilla| wanted.is_some() && casilla.distrito == wanted;
        proceso.casillas().iter().filter(is_of)
    }

    /// True if whoever answers for this scope answers for `other` too.
    pub fn covers(&self, other: &Self) -> bool {
        *self == Self::All || self == other
    }

    /// The scope as people read it.
    pub fn text(&self) -> String {
        match self {
            Self::All => "Todo el proceso".to_owned(),
            Self::Distrito(number) => format!("Distrito {}", number.number()),
            Self::Catd(name) => format!("CATD {name}"),
            Self::Ccv(name) => format!("CCV {name}"),
        }
    }
}

impl FromStr for Scope {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            None if text == "todo" => Ok(Self::All),
            Some(("distrito", number)) => {
                let number = number.parse().map_err(|_| ScopeError)?;
                AmbitoId::new(number)
                    .map(Self::Distrito)
                    .map_err(|_| ScopeError)
            }
            Some(("catd", name)) => place(name).map(Self::Catd),
            Some(("ccv", name)) => place(name).map(Self::Ccv),
            _ => Err(ScopeError),
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("todo"),
            Self::Distrito(number) => write!(f, "distrito:{}", number.number()),
            Self::Catd(name) => write!(f, "catd:{name}"),
            Self::Ccv(name) => write!(f, "ccv:{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_covers_itself_and_all_covers_everything() {
        let catd = |name: &str| Scope::Catd(name.to_owned());
        assert!(Scope::All.covers(&catd("09-1")) && catd("09-1").covers(&catd("09-1")));
        assert!(!catd("09-1").covers(&catd("09-2")) && !catd("09-1").covers(&Scope::All));
    }

    #[test]
    fn every_scope_survives_its_text_and_nothing_else_is_one() {
        for text in ["todo", "distrito:9", "catd:09-1", "ccv:Central"] {
            assert_eq!(text.parse::<Scope>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "Todo",
            "todo:",
            "distrito:",
            "distrito:x",
            "distrito:1000",
            "catd:",
            "catd:a b",
            "x:1",
        ] {
            assert_eq!(text.parse::<Scope>(), Err(ScopeError), "{text}");
        }
    }
}
