//! A request as the platform performs it, and the answer as it brings it back. No redirect is
//! followed: our server sends none.

/// An HTTP request to be performed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// Goes back with the answer, so that a late one is told from the one that is waited for.
    pub ticket: u64,
    /// The method, in capitals.
    pub method: &'static str,
    /// The absolute URL.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(&'static str, String)>,
    /// What is sent.
    pub body: Body,
}

/// The body of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Nothing, with `Content-Length: 0` where the method has a body.
    Empty,
    /// These bytes.
    Bytes(Vec<u8>),
    /// Part of a file, which a phone's background transfer reads by itself.
    File {
        /// Where it is.
        path: String,
        /// First byte to send.
        offset: u64,
        /// How many bytes.
        length: u64,
    },
}

/// The answer to a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status.
    pub status: u16,
    /// Names, in any case, and values.
    pub headers: Vec<(String, String)>,
    /// The body, of at most [`HttpResponse::MAX_BODY`] bytes; a longer one is cut there.
    pub body: Vec<u8>,
}

impl HttpResponse {
    /// Most bytes of an answer that the platform keeps: a catalogue of the largest entidad.
    pub const MAX_BODY: usize = 32 * 1024 * 1024;

    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// True for 200 to 299.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// The URL of `path`, which begins with `/`, on a server.
pub(crate) fn join(server: &str, path: &str) -> String {
    format!("{}{path}", server.trim_end_matches('/'))
}
