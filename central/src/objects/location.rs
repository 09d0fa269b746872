use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where objects are kept, as `PREP_OBJECTS_URL` and `prep backup` write it. It holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ObjectsUrl {
    /// `file://FOLDER`: a folder, made if it is not there.
    Folder(PathBuf),
    /// `s3://BUCKET[/PREFIX]?endpoint=…&region=…&path_style=1`
    S3(S3Location),
}

/// Where in which S3 store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct S3Location {
    /// The bucket; it must be there.
    pub bucket: String,
    /// What every key begins with; empty, or ending in `/`.
    pub prefix: String,
    /// `http://` or `https://` address of the store; `None` for AWS.
    pub endpoint: Option<String>,
    /// Its region. Stores that have none still sign it: any word both sides agree on.
    pub region: String,
    /// True if the bucket stands in the path (`https://host/bucket/key`) and not in the host name.
    pub path_style: bool,
}

/// Who we are for an S3 store. `Debug` shows no secret.
#[derive(Clone, PartialEq, Eq)]
pub struct S3Credentials {
    /// `AWS_ACCESS_KEY_ID`.
    pub access_key: String,
    /// `AWS_SECRET_ACCESS_KEY`.
    pub secret_key: String,
    /// `AWS_SESSION_TOKEN`, for credentials that end.
    pub session_token: Option<String>,
}

impl fmt::Debug for S3Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("S3Credentials");
        shown
            .field("access_key", &self.access_key)
            .finish_non_exhaustive()
    }
}

/// How an address is written, for every message that refuses one.
const FORMS: &str = "se escribe file://CARPETA o \
                     s3://DEPÓSITO?endpoint=https://SERVIDOR&region=REGIÓN&path_style=1";

impl FromStr for ObjectsUrl {
    type Err = String;

    /// Errors are sentences in Spanish that say what is wrong and how it is written.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once("://") {
            Some(("file", folder)) if !folder.is_empty() => Ok(Self::Folder(folder.into())),
            Some(("s3", rest)) => S3Location::parse(rest).map(Self::S3),
            _ => Err(format!("«{text}» no es una dirección de imágenes: {FORMS}")),
        }
    }
}

impl fmt::Display for ObjectsUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "file://{}", folder.display()),
            Self::S3(place) => write!(f, "s3://{}/{}", place.bucket, place.prefix),
        }
    }
}

impl S3Location {
    fn parse(rest: &str) -> Result<Self, String> {
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (bucket, prefix) = path.split_once('/').unwrap_or((path, ""));
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c);
        if !(3..=63).contains(&bucket.len()) || !bucket.chars().all(fits) {
            return Err(format!(
                "«{bucket}» no es el nombre de un depósito (de 3 a 63 minúsculas, cifras, puntos \
                 o guiones): {FORMS}"
            ));
        }
        let prefix = prefix.trim_matches('/');
        let mut place = Self {
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned() + if prefix.is_empty() { "" } else { "/" },
            endpoint: None,
            region: "us-east-1".to_owned(),
            path_style: false,
        };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            place.set(name, &percent_decoded(value)?)?;
        }
        Ok(place)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let authority = value
            .strip_prefix("http://")
            .or_else(|| value.strip_prefix("https://"));
        match (name, value) {
            ("endpoint", _) if authority.is_some_and(is_authority) => {
                self.endpoint = Some(value.trim_end_matches('/').to_owned());
            }
            ("endpoint", _) => {
                return Err(format!(
                    "endpoint=«{value}» no es http://SERVIDOR ni https://SERVIDOR, sin usuario ni \
                     contraseña: las credenciales van en AWS_ACCESS_KEY_ID y AWS_SECRET_ACCESS_KEY"
                ));
            }
            ("region", region) if !region.is_empty() => region.clone_into(&mut self.region),
            ("path_style", "1") => self.path_style = true,
            ("path_style", "0") => self.path_style = false,
            ("region", _) => return Err("region= está vacía".to_owned()),
            ("path_style", _) => return Err(format!("path_style=«{value}» es 0 o 1")),
            _ => {
                return Err(format!(
                    "«{name}» no es un parámetro; son endpoint, region y path_style"
                ));
            }
        }
        Ok(())
    }
}

/// A host with or without port, and nothing that could be a credential.
fn is_authority(text: &str) -> bool {
    let host = text.trim_end_matches('/');
    let forbidden = |c: char| c.is_whitespace() || c.is_control() || "/?#@\\".contains(c);
    !host.is_empty() && !host.contains(forbidden)
}

fn percent_decoded(text: &str) -> Result<String, String> {
    let wrong = || format!("«{text}» tiene un % que no va seguido de dos cifras hexadecimales");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        if *first != b'%' {
            bytes.push(*first);
            rest = after;
            continue;
        }
        let [high, low, after @ ..] = after else {
            return Err(wrong());
        };
        let digit = |c: &u8| {
            char::from(*c)
                .to_digit(16)
                .and_then(|n| u8::try_from(n).ok())
        };
        let (Some(high), Some(low)) = (digit(high), digit(low)) else {
            return Err(wrong());
        };
        bytes.push(high * 16 + low);
        rest = after;
    }
    String::from_utf8(bytes).map_err(|_| format!("«{text}» no es texto UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_a_bucket_is_read() {
        let text =
            "s3://actas/cdmx?endpoint=http%3A%2F%2F127.0.0.1:9000/&region=garage&path_style=1";
        let place = S3Location {
            bucket: "actas".to_owned(),
            prefix: "cdmx/".to_owned(),
            endpoint: Some("http://127.0.0.1:9000".to_owned()),
            region: "garage".to_owned(),
            path_style: true,
        };
        assert_eq!(text.parse(), Ok(ObjectsUrl::S3(place)));
        let ObjectsUrl::S3(aws) = "s3://actas".parse().unwrap() else {
            panic!("it is of S3");
        };
        assert_eq!((aws.prefix.as_str(), aws.endpoint), ("", None));
    }

    #[test]
    fn what_is_no_address_is_refused_with_how_it_is_written() {
        for text in [
            "",
            "file://",
            "gs://x",
            "s3://",
            "s3://ab",
            "s3://Actas",
            "s3://actas?endpoint=127.0.0.1:9000",
            "s3://actas?endpoint=http://yo:secreto@host",
            "s3://actas?path_style=sí",
            "s3://actas?region=",
            "s3://actas?region=%zz",
            "s3://actas?region=%4",
            "s3://actas?secret=x",
        ] {
            let refused = text.parse::<ObjectsUrl>();
            assert!(refused.is_err(), "{text}");
        }
    }

    #[test]
    fn credentials_are_not_shown() {
        let credentials = S3Credentials {
            access_key: "GK1".to_owned(),
            secret_key: "secreto".to_owned(),
            session_token: Some("también".to_owned()),
        };
        assert_eq!(
            format!("{credentials:?}"),
            "S3Credentials { access_key: \"GK1\", .. }"
        );
    }
}
