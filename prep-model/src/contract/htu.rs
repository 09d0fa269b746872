use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// An absolute http or https URL without query and fragment, normalised as RFC 3986 sections
/// 6.2.2 and 6.2.3 say, so that two writings of one URL compare equal: scheme and host in lower
/// case, no default port, no dot segments, `/` for an empty path, unreserved characters unescaped,
/// other escapes in upper case. The `htu` of a DPoP proof is compared in this form (RFC 9449, 4.3).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HttpUrl {
    secure: bool,
    authority: String,
    path: String,
}

/// The text is not a URL we accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("no es una dirección http o https absoluta, sin usuario y de hasta 512 caracteres")]
pub struct HttpUrlError;

impl HttpUrl {
    /// Longest text accepted, in bytes.
    pub const MAX_LEN: usize = 512;

    /// True for https.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// The host, without its port; an IPv6 address keeps its brackets.
    pub fn host(&self) -> &str {
        match self.authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => host,
            _ => &self.authority,
        }
    }

    /// The path, which begins with `/`.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl FromStr for HttpUrl {
    type Err = HttpUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > Self::MAX_LEN || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(HttpUrlError);
        }
        let (scheme, rest) = text.split_once("://").ok_or(HttpUrlError)?;
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(HttpUrlError),
        };
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let authority = parse_authority(authority, secure)?;
        Ok(Self {
            secure,
            authority,
            path: normal_path(path)?,
        })
    }
}

impl fmt::Display for HttpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.secure { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority, self.path)
    }
}

fn parse_authority(text: &str, secure: bool) -> Result<String, HttpUrlError> {
    let text = text.to_ascii_lowercase();
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port),
        _ => (text.as_str(), ""),
    };
    let inside = host.strip_prefix('[').map(|rest| rest.strip_suffix(']'));
    let valid = match inside {
        Some(Some(address)) => {
            !address.is_empty()
                && address
                    .bytes()
                    .all(|b| b.is_ascii_hexdigit() || b":.".contains(&b))
        }
        Some(None) => false,
        None => {
            !host.is_empty()
                && host
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b))
        }
    };
    if !valid {
        return Err(HttpUrlError);
    }
    if port.is_empty() {
        return Ok(host.to_owned());
    }
    if !port.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(HttpUrlError);
    }
    let port: u16 = port.parse().map_err(|_| HttpUrlError)?;
    let default = if secure { 443 } else { 80 };
    Ok(if port == default {
        host.to_owned()
    } else {
        format!("{host}:{port}")
    })
}

fn normal_path(path: &str) -> Result<String, HttpUrlError> {
    let escaped = normal_escapes(path)?;
    let mut segments: Vec<&str> = Vec::new();
    let mut parts = escaped.split('/').skip(1).peekable();
    while let Some(part) = parts.next() {
        let last = parts.peek().is_none();
        match part {
            "." | ".." => {
                if part == ".." {
                    segments.pop();
                }
                if last {
                    segments.push("");
                }
            }
            _ => segments.push(part),
        }
    }
    Ok(format!("/{}", segments.join("/")))
}

fn normal_escapes(path: &str) -> Result<String, HttpUrlError> {
    let mut normal = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('%') {
        normal.push_str(before);
        let (digits, after) = after.split_at_checked(2).ok_or(HttpUrlError)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(HttpUrlError);
        }
        let byte = u8::from_str_radix(digits, 16).map_err(|_| HttpUrlError)?;
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            normal.push(char::from(byte));
        } else {
            normal.push('%');
            normal.push_str(&digits.to_ascii_uppercase());
        }
        rest = after;
    }
    normal.push_str(rest);
    Ok(normal)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn normal(text: &str) -> String {
        text.parse::<HttpUrl>().unwrap().to_string()
    }

    #[test]
    fn writings_of_one_url_become_the_same() {
        for text in [
            "https://prep.example.mx/v1/uploads/a~b",
            "HTTPS://PREP.Example.MX:443/v1/uploads/a~b",
            "https://prep.example.mx/v1/./x/../uploads/a%7eb?token=1#top",
            "https://prep.example.mx:/v1/uploads/%61~b",
        ] {
            assert_eq!(normal(text), "https://prep.example.mx/v1/uploads/a~b");
        }
        assert_eq!(normal("http://localhost:80"), "http://localhost/");
        assert_eq!(normal("http://[::1]:8080/a/.."), "http://[::1]:8080/");
        assert_eq!(normal("https://h/a/b/."), "https://h/a/b/");
        assert_eq!(normal("https://h/%2f%3A"), "https://h/%2F%3A");
        assert_eq!(normal("https://h/../../a"), "https://h/a");
    }

    #[test]
    fn different_urls_stay_different() {
        for (a, b) in [
            ("https://h/a", "http://h/a"),
            ("https://h/a", "https://h/a/"),
            ("https://h/a", "https://h/A"),
            ("https://h/a%2Fb", "https://h/a/b"),
            ("https://h:8443/a", "https://h/a"),
        ] {
            assert_ne!(normal(a), normal(b));
        }
    }

    #[test]
    fn the_host_is_without_port() {
        assert_eq!(
            "https://[::1]:8/".parse::<HttpUrl>().unwrap().host(),
            "[::1]"
        );
        assert_eq!("https://[::1]/".parse::<HttpUrl>().unwrap().host(), "[::1]");
        assert_eq!("https://h:8/".parse::<HttpUrl>().unwrap().host(), "h");
    }

    #[test]
    fn other_texts_are_refused() {
        let long = format!("https://h/{}", "a".repeat(600));
        for text in [
            "",
            "h/a",
            "ftp://h/a",
            "https://",
            "https:///a",
            "https://u@h/a",
            "https://h:x/",
            "https://h:99999/",
            "https://h/%4",
            "https://h/%zz",
            "https://h/ñ",
            "https://h/a b",
            "https://[::1/",
            "https://[]/",
            "https://h/%é",
            &long,
        ] {
            assert!(text.parse::<HttpUrl>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(path in "(/|\\.|a|%2[eEfF]|%41|~|\\?|#|:|%)*") {
            if let Ok(url) = format!("https://h{path}").parse::<HttpUrl>() {
                prop_assert_eq!(url.to_string().parse::<HttpUrl>().unwrap(), url);
            }
        }

        #[test]
        fn any_text_is_a_url_or_a_reason(text in "(https://)?\\PC{0,40}") {
            let _ = text.parse::<HttpUrl>();
        }
    }
}
