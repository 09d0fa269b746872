use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where the database is. Shown without its password.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file, made if it is not there.
    Sqlite(PathBuf),
    /// The whole address of a PostgreSQL database, as libpq writes it:
    /// `postgres://ROLE:PASSWORD@HOST:PORT/DATABASE?sslmode=verify-full&sslrootcert=FILE`.
    Postgres(String),
}

impl DatabaseUrl {
    /// The role that a PostgreSQL address names, if it names one.
    pub fn role(&self) -> Option<String> {
        let Self::Postgres(address) = self else {
            return None;
        };
        let (_, rest) = address.split_once("://")?;
        let (authority, _) = rest.split_once('/').unwrap_or((rest, ""));
        let (user, _) = authority.rsplit_once('@')?;
        let role = user.split_once(':').map_or(user, |(role, _)| role);
        (!role.is_empty()).then(|| role.to_owned())
    }
}

impl FromStr for DatabaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once("://") {
            Some(("sqlite", path)) if !path.is_empty() => Ok(Self::Sqlite(PathBuf::from(path))),
            Some(("postgres" | "postgresql", rest)) if !rest.is_empty() => {
                Ok(Self::Postgres(format!("postgres://{rest}")))
            }
            _ => Err(
                "la base de datos se escribe sqlite://RUTA o postgres://ROL:CLAVE@SERVIDOR/BASE"
                    .to_owned(),
            ),
        }
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
            Self::Postgres(address) => {
                // Passwords may also stand behind the question mark.
                let shown = address.split('?').next().unwrap_or_default();
                let (scheme, rest) = shown.split_once("://").unwrap_or(("postgres", shown));
                match (rest.rsplit_once('@'), self.role()) {
                    (Some((_, place)), Some(role)) => write!(f, "{scheme}://{role}@{place}"),
                    (Some((_, place)), None) => write!(f, "{scheme}://{place}"),
                    (None, _) => write!(f, "{scheme}://{rest}"),
                }
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_another_engine_is_refused() {
        for text in [
            "mysql://x/y",
            "sqlite:",
            "sqlite://",
            "postgres://",
            "prep.db",
            "",
        ] {
            assert!(text.parse::<DatabaseUrl>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_address_is_shown_without_its_password() {
        for (text, shown, role) in [
            (
                "postgres://prep:se@creto@db:5432/prep",
                "postgres://prep@db:5432/prep",
                Some("prep"),
            ),
            (
                "postgresql://prep@db/prep?password=x",
                "postgres://prep@db/prep",
                Some("prep"),
            ),
            ("postgres://db/prep", "postgres://db/prep", None),
            ("sqlite:///srv/prep.db", "sqlite:///srv/prep.db", None),
        ] {
            let url: DatabaseUrl = text.parse().unwrap();
            assert_eq!(format!("{url} {url:?}"), format!("{shown} {shown}"));
            assert_eq!(url.role().as_deref(), role, "{text}");
        }
    }
}
