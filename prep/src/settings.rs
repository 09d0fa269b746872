//! The settings in force: from the environment, else from a file, else the embedded default.
//!
//! This is the one place where they are named and described; `prep config` prints them.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;

use central::objects::{ObjectsUrl, S3Credentials};
use central::store::DatabaseUrl;
use difusion::folder::Places;
use serde::Deserialize;
use toml::Table;
use web_verifier::TrustedProxies;

/// One setting: its name in the environment and what it is.
#[derive(Debug, Clone, Copy)]
struct Setting {
    name: &'static str,
    about: &'static str,
}

const FILE: &str = "PREP_CONFIG";
const LISTEN: Setting = Setting {
    name: "PREP_LISTEN",
    about: "dirección y puerto en que se atiende",
};
const PUBLIC_URL: Setting = Setting {
    name: "PREP_PUBLIC_URL",
    about: "dirección con que se llega desde fuera",
};
const TRUSTED_PROXIES: Setting = Setting {
    name: "PREP_TRUSTED_PROXIES",
    about: "balanceadores a los que se cree de quién es una petición (X-Forwarded-For): direcciones \
            o redes, separadas por comas; vacío, ninguno",
};
const DATA_DIR: Setting = Setting {
    name: "PREP_DATA_DIR",
    about: "carpeta de la base, las imágenes y las llaves",
};
const DATABASE_URL: Setting = Setting {
    name: "PREP_DATABASE_URL",
    about: "base de datos: sqlite://RUTA o postgres://ROL:CLAVE@SERVIDOR/BASE",
};
const DATABASE_OWNER_URL: Setting = Setting {
    name: "PREP_DATABASE_OWNER_URL",
    about: "la misma con el rol dueño de ella, para «prep db migrate»",
};
const DATABASE_CONNECTIONS: Setting = Setting {
    name: "PREP_DATABASE_CONNECTIONS",
    about: "conexiones de un proceso a PostgreSQL, cuando más",
};
const OBJECTS_URL: Setting = Setting {
    name: "PREP_OBJECTS_URL",
    about: "imágenes: file://CARPETA o s3://DEPÓSITO?endpoint=…&region=…&path_style=1",
};
const CORTES_DIR: Setting = Setting {
    name: "PREP_CORTES_DIR",
    about: "carpeta en que se publican los cortes, la misma para todos los procesos",
};
const CORTES_COPY: Setting = Setting {
    name: "PREP_CORTES_COPY",
    about: "segundo lugar en que se copia y comprueba cada corte; vacío, ninguno",
};
const SETTINGS: [Setting; 10] = [
    LISTEN,
    PUBLIC_URL,
    TRUSTED_PROXIES,
    DATA_DIR,
    DATABASE_URL,
    DATABASE_OWNER_URL,
    DATABASE_CONNECTIONS,
    OBJECTS_URL,
    CORTES_DIR,
    CORTES_COPY,
];

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Source {
    Environment,
    File(PathBuf),
    Default,
}

/// The settings in force.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// `PREP_LISTEN`.
    pub(crate) listen: SocketAddr,
    /// `PREP_PUBLIC_URL`, without a final `/`.
    pub(crate) public_url: String,
    /// `PREP_TRUSTED_PROXIES`.
    pub(crate) proxies: TrustedProxies,
    /// `PREP_DATA_DIR`.
    pub(crate) data_dir: PathBuf,
    /// `PREP_DATABASE_URL`.
    pub(crate) database: DatabaseUrl,
    /// `PREP_DATABASE_OWNER_URL`; the same as `database` unless set.
    owner: DatabaseUrl,
    /// `PREP_DATABASE_CONNECTIONS`.
    pub(crate) connections: u32,
    /// `PREP_OBJECTS_URL`.
    pub(crate) objects: ObjectsUrl,
    /// `PREP_CORTES_DIR` and `PREP_CORTES_COPY`.
    pub(crate) cortes: Places,
    /// Credentials for S3, from the usual variables of the environment and nowhere else.
    pub(crate) s3: Option<S3Credentials>,
    /// Name, value and source of each, for people.
    shown: Vec<(Setting, String, Source)>,
}

/// The settings file: the same names in lower case without `prep_`.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
struct SettingsFile(Table);

struct Reader {
    file: Option<(PathBuf, SettingsFile)>,
    shown: Vec<(Setting, String, Source)>,
}

impl Settings {
    /// Reads the environment and the file it names; a sentence that says what is wrong and where.
    pub(crate) fn read() -> Result<Self, String> {
        let mut reader = Reader {
            file: read_file()?,
            shown: Vec::new(),
        };
        reader.refuse_unknown()?;
        let listen = reader.value(LISTEN, || "127.0.0.1:8080".to_owned())?;
        let listen: SocketAddr = listen.parse().map_err(|_| {
            format!("PREP_LISTEN: «{listen}» no es dirección:puerto, como 127.0.0.1:8080")
        })?;
        let public_url = reader.value(PUBLIC_URL, || format!("http://{listen}"))?;
        let proxies = reader.value(TRUSTED_PROXIES, String::new)?;
        let proxies = proxies
            .parse()
            .map_err(|error| format!("PREP_TRUSTED_PROXIES: {error}"))?;
        let data_dir = PathBuf::from(reader.value(DATA_DIR, || "var/prep".to_owned())?);
        let database = reader.value(DATABASE_URL, || {
            format!("sqlite://{}", data_dir.join("prep.db").display())
        })?;
        let database: DatabaseUrl = database
            .parse()
            .map_err(|error| format!("PREP_DATABASE_URL: {error}"))?;
        let (owner, connections) = reader.database_more(&database)?;
        let objects = reader.value(OBJECTS_URL, || {
            format!("file://{}", data_dir.join("objects").display())
        })?;
        let objects = objects
            .parse()
            .map_err(|error| format!("PREP_OBJECTS_URL: {error}"))?;
        let cortes = Places {
            root: PathBuf::from(
                reader.value(CORTES_DIR, || data_dir.join("cortes").display().to_string())?,
            ),
            copy: Some(reader.value(CORTES_COPY, String::new)?)
                .filter(|path| !path.is_empty())
                .map(PathBuf::from),
        };
        Ok(Self {
            listen,
            public_url: public_url.trim_end_matches('/').to_owned(),
            proxies,
            data_dir,
            database,
            owner,
            connections,
            objects,
            cortes,
            s3: s3_credentials(),
            shown: reader.shown,
        })
    }

    /// The database as its owner enters it.
    pub(crate) fn owner_url(&self) -> &DatabaseUrl {
        &self.owner
    }

    /// Where the signing keys lie.
    pub(crate) fn keys_dir(&self) -> PathBuf {
        self.data_dir.join("keys")
    }

    /// The settings for a person, secrets hidden.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for (setting, value, source) in &self.shown {
            let source = match source {
                Source::Environment => "del entorno".to_owned(),
                Source::File(path) => format!("de {}", path.display()),
                Source::Default => "por omisión".to_owned(),
            };
            let _ = writeln!(
                text,
                "{}={}\n    {} ({source})",
                setting.name,
                redacted(value),
                setting.about
            );
        }
        text
    }

    /// The settings for a script, secrets hidden.
    pub(crate) fn json(&self) -> serde_json::Value {
        let values = self.shown.iter().map(|(setting, value, source)| {
            let source = match source {
                Source::Environment => "environment".to_owned(),
                Source::File(path) => path.display().to_string(),
                Source::Default => "default".to_owned(),
            };
            let value = serde_json::json!({ "value": redacted(value), "source": source });
            (setting.name.to_owned(), value)
        });
        serde_json::Value::Object(values.collect())
    }
}

/// What AWS's own tools read too. They are no settings: neither a file nor `prep config` has them.
fn s3_credentials() -> Option<S3Credentials> {
    let variable = |name| env::var(name).ok().filter(|value| !value.is_empty());
    Some(S3Credentials {
        access_key: variable("AWS_ACCESS_KEY_ID")?,
        secret_key: variable("AWS_SECRET_ACCESS_KEY")?,
        session_token: variable("AWS_SESSION_TOKEN"),
    })
}

fn read_file() -> Result<Option<(PathBuf, SettingsFile)>, String> {
    let Some(path) = env::var_os(FILE).map(PathBuf::from) else {
        return Ok(None);
    };
    let text = fs::read_to_string(&path)
        .map_err(|error| format!("{FILE}: no se puede leer {}: {error}", path.display()))?;
    let file = toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(Some((path, file)))
}

impl Reader {
    /// The value of a setting, and a note of where it came from.
    fn value(
        &mut self,
        setting: Setting,
        default: impl FnOnce() -> String,
    ) -> Result<String, String> {
        let (value, source) = match (env::var(setting.name), self.in_file(setting)?) {
            (Ok(value), _) => (value, Source::Environment),
            (Err(env::VarError::NotUnicode(_)), _) => {
                return Err(format!("{}: no es texto UTF-8", setting.name));
            }
            (Err(env::VarError::NotPresent), Some((path, value))) => (value, Source::File(path)),
            (Err(env::VarError::NotPresent), None) => (default(), Source::Default),
        };
        self.shown.push((setting, value.clone(), source));
        Ok(value)
    }

    /// What more there is to say of a database.
    fn database_more(&mut self, database: &DatabaseUrl) -> Result<(DatabaseUrl, u32), String> {
        let mut owner = database.clone();
        if self.is_set(DATABASE_OWNER_URL)? {
            owner = self
                .value(DATABASE_OWNER_URL, String::new)?
                .parse()
                .map_err(|error| format!("PREP_DATABASE_OWNER_URL: {error}"))?;
        }
        let default = || central::store::CONNECTIONS.to_string();
        let connections = self.value(DATABASE_CONNECTIONS, default)?;
        match connections.parse() {
            Ok(number @ 1..=500) => Ok((owner, number)),
            Ok(_) | Err(_) => Err(format!(
                "PREP_DATABASE_CONNECTIONS: «{connections}» no es un número de 1 a 500"
            )),
        }
    }

    fn is_set(&self, setting: Setting) -> Result<bool, String> {
        Ok(env::var_os(setting.name).is_some() || self.in_file(setting)?.is_some())
    }

    fn in_file(&self, setting: Setting) -> Result<Option<(PathBuf, String)>, String> {
        let Some((path, SettingsFile(table))) = &self.file else {
            return Ok(None);
        };
        match table.get(&key(setting)) {
            None => Ok(None),
            Some(toml::Value::String(value)) => Ok(Some((path.clone(), value.clone()))),
            Some(_) => Err(format!(
                "{}: {} se escribe entre comillas",
                path.display(),
                key(setting)
            )),
        }
    }

    fn refuse_unknown(&self) -> Result<(), String> {
        let Some((path, SettingsFile(table))) = &self.file else {
            return Ok(());
        };
        let known = SETTINGS.map(key);
        match table.keys().find(|name| !known.contains(name)) {
            Some(name) => Err(format!(
                "{}: «{name}» no es un ajuste; son {}",
                path.display(),
                known.join(", ")
            )),
            None => Ok(()),
        }
    }
}

/// `listen` for `PREP_LISTEN`.
fn key(setting: Setting) -> String {
    setting.name.trim_start_matches("PREP_").to_lowercase()
}

/// An address without the password it may hold.
fn redacted(value: &str) -> String {
    let Some((scheme, rest)) = value.split_once("://") else {
        return value.to_owned();
    };
    // A password may also stand among what follows the question mark.
    let rest = match scheme {
        "postgres" | "postgresql" => rest.split('?').next().unwrap_or_default(),
        _ => rest,
    };
    match rest.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://***@{host}"),
        None => format!("{scheme}://{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_shown() {
        assert_eq!(
            redacted("postgres://prep:secreto@db:5432/prep"),
            "postgres://***@db:5432/prep"
        );
        assert_eq!(
            redacted("postgres://db/prep?password=secreto"),
            "postgres://db/prep"
        );
        assert_eq!(
            redacted("sqlite://var/prep/prep.db"),
            "sqlite://var/prep/prep.db"
        );
    }

    #[test]
    fn names_in_a_file_are_those_of_the_environment() {
        assert_eq!(
            SETTINGS.map(key),
            [
                "listen",
                "public_url",
                "trusted_proxies",
                "data_dir",
                "database_url",
                "database_owner_url",
                "database_connections",
                "objects_url",
                "cortes_dir",
                "cortes_copy"
            ]
        );
    }
}
