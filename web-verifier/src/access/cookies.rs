//! The three cookies, by short names; over https they carry the prefix that keeps every other host
//! and every plain connection from setting them.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

use crate::config::WebConfig;

/// The secret of a session.
pub(crate) const COOKIE_SESION: &str = "sesion";
/// The secret behind the forms of whoever is not in yet.
pub(crate) const COOKIE_ENTRADA: &str = "entrada";
/// The theme that was chosen.
pub(crate) const COOKIE_TEMA: &str = "tema";

/// Reads and writes cookies as `config` asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cookies<'a>(pub &'a WebConfig);

impl Cookies<'_> {
    fn full_name(self, name: &str) -> String {
        let prefix = if self.0.is_https() { "__Host-" } else { "" };
        format!("{prefix}{name}")
    }

    /// The value of a cookie in a request.
    pub(crate) fn find<'h>(self, headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
        let name = self.full_name(name);
        let lines = headers.get_all(COOKIE).into_iter();
        let pairs = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'));
        let mut pairs = pairs.filter_map(|pair| pair.trim().split_once('='));
        pairs
            .find(|(found, _)| *found == name)
            .map(|(_, value)| value)
    }

    /// The `Set-Cookie` of a cookie that lives as long as the browser, or `max_age_seconds`.
    pub(crate) fn set(self, name: &str, value: &str, max_age_seconds: Option<u32>) -> HeaderValue {
        let secure = if self.0.is_https() { "; Secure" } else { "" };
        let max_age = max_age_seconds
            .map(|seconds| format!("; Max-Age={seconds}"))
            .unwrap_or_default();
        let name = self.full_name(name);
        let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{max_age}");
        HeaderValue::from_str(&text).expect("names and values of ours are plain ASCII")
    }

    /// The `Set-Cookie` that takes a cookie away.
    pub(crate) fn clear(self, name: &str) -> HeaderValue {
        self.set(name, "", Some(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_https_cookies_are_bound_to_host_and_encryption() {
        let config = WebConfig::new("https://prep.example.mx").unwrap();
        let set = Cookies(&config).set(COOKIE_SESION, "ab12", None);
        assert_eq!(
            set,
            "__Host-sesion=ab12; Path=/; HttpOnly; SameSite=Strict; Secure"
        );
        let local = WebConfig::new("http://127.0.0.1:8080").unwrap();
        let cleared = Cookies(&local).clear(COOKIE_SESION);
        assert_eq!(
            cleared,
            "sesion=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"
        );
    }

    #[test]
    fn a_cookie_without_the_prefix_is_not_ours_over_https() {
        let config = WebConfig::new("https://prep.example.mx").unwrap();
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("sesion=malo; tema=oscuro"));
        headers.append(COOKIE, HeaderValue::from_static("a=b;__Host-sesion=bueno"));
        assert_eq!(
            Cookies(&config).find(&headers, COOKIE_SESION),
            Some("bueno")
        );
        assert_eq!(Cookies(&config).find(&headers, COOKIE_TEMA), None);
    }
}
