use std::fmt;
use std::str::FromStr;

use prep_model::contract::{HttpUrl, HttpUrlError};

/// The URL under which clients reach this installation (`PREP_PUBLIC_URL`), without the final `/`:
/// what tokens are issued by, proofs are made for, and labels of enrolment carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// The URL of a path of ours; `path` begins with `/`.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// The same for checks of proofs.
    pub fn http_url(&self, path: &str) -> Result<HttpUrl, HttpUrlError> {
        self.join(path).parse()
    }

    /// Where devices ask for tokens: also the audience of their assertions.
    pub fn token_url(&self) -> String {
        self.join("/v1/tokens")
    }

    /// The URL as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True if `url` names this installation.
    pub fn is(&self, url: &str) -> bool {
        url.parse::<Self>().as_ref() == Ok(self)
    }
}

impl FromStr for PublicUrl {
    type Err = HttpUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url: HttpUrl = text.parse()?;
        Ok(Self(url.to_string().trim_end_matches('/').to_owned()))
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
