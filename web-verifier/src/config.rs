use central::ejercicios::Environment;
use thiserror::Error;
use time::UtcOffset;

use crate::proxies::TrustedProxies;

/// How the pages are reached from outside.
#[derive(Debug, Clone)]
pub struct WebConfig {
    /// Scheme, host and port as browsers write them, without a path.
    origin: String,
    is_https: bool,
    /// Who is believed when they say whose request they pass on. Addresses decide who waits after
    /// failed attempts to enter; serve with `into_make_service_with_connect_info::<SocketAddr>()`.
    pub proxies: TrustedProxies,
    /// The entidad's hour, in which pages tell moments.
    pub utc_offset: UtcOffset,
    /// Finds out what the program runs with, for a puesta en ceros: it reads the whole program, so
    /// only when one is made. `None` where ejercicios do not begin at a page.
    pub environment: Option<fn() -> Result<Environment, String>>,
}

/// Why pages cannot be served at an address.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WebConfigError {
    /// Not an address of ours.
    #[error(
        "«{0}» no es una dirección: escriba https://SERVIDOR o http://127.0.0.1:8080, sin ruta"
    )]
    Address(String),
    /// Sessions would travel in the clear.
    #[error(
        "«{0}» no está cifrada: las páginas se sirven por https; http solo se admite en esta máquina \
         (localhost, 127.0.0.1)"
    )]
    Plain(String),
}

impl WebConfig {
    /// Pages at `public_url`, which must be https unless it is this machine's own.
    pub fn new(public_url: &str) -> Result<Self, WebConfigError> {
        let origin = public_url.trim_end_matches('/').to_lowercase();
        let refused = || WebConfigError::Address(public_url.to_owned());
        let (scheme, host) = origin.split_once("://").ok_or_else(refused)?;
        let plain = |b: u8| b.is_ascii_alphanumeric() || b".-:[]".contains(&b);
        if host.is_empty() || !host.bytes().all(plain) {
            return Err(refused());
        }
        let is_https = match scheme {
            "https" => true,
            "http" if is_loopback(host) => false,
            "http" => return Err(WebConfigError::Plain(public_url.to_owned())),
            _ => return Err(refused()),
        };
        Ok(Self {
            origin,
            is_https,
            proxies: TrustedProxies::default(),
            utc_offset: UtcOffset::from_hms(-6, 0, 0).expect("six hours are an offset"),
            environment: None,
        })
    }

    /// Scheme, host and port by which people and devices reach the servers.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// True if browsers reach the pages encrypted.
    pub fn is_https(&self) -> bool {
        self.is_https
    }

    /// True if `origin`, as a browser sent it, is a page of ours. On this machine any of its names
    /// will do, as long as it is the one that was asked for.
    pub(crate) fn accepts_origin(&self, origin: &str, host: Option<&str>) -> bool {
        let same_host = || match (origin.strip_prefix("http://"), host) {
            (Some(from), Some(host)) => from == host && is_loopback(host),
            _ => false,
        };
        origin == self.origin || (!self.is_https && same_host())
    }
}

fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine_only() {
        assert!(
            WebConfig::new("https://prep.example.mx/")
                .unwrap()
                .is_https()
        );
        for url in [
            "http://127.0.0.1:8080",
            "http://localhost",
            "http://[::1]:8080",
        ] {
            assert!(!WebConfig::new(url).unwrap().is_https(), "{url}");
        }
        for url in ["http://10.0.0.8:8080", "http://localhost.example.mx"] {
            assert!(
                matches!(WebConfig::new(url), Err(WebConfigError::Plain(_))),
                "{url}"
            );
        }
        for url in [
            "",
            "prep.example.mx",
            "ftp://x",
            "https://",
            "https://x/ruta",
            "https://x y",
        ] {
            assert!(
                matches!(WebConfig::new(url), Err(WebConfigError::Address(_))),
                "{url}"
            );
        }
    }

    #[test]
    fn forms_come_from_our_own_pages() {
        let public = WebConfig::new("https://prep.example.mx").unwrap();
        assert!(public.accepts_origin("https://prep.example.mx", None));
        assert!(!public.accepts_origin("https://otro.example", Some("otro.example")));
        assert!(!public.accepts_origin("null", Some("prep.example.mx")));
        let local = WebConfig::new("http://127.0.0.1:8080").unwrap();
        assert!(local.accepts_origin("http://localhost:9000", Some("localhost:9000")));
        assert!(!local.accepts_origin("http://localhost:9000", Some("127.0.0.1:8080")));
        assert!(!local.accepts_origin("http://malo.example", Some("malo.example")));
    }
}
