//! What keeps cookies, follows redirections and sends forms.

use std::collections::BTreeMap;
use std::time::Duration;

use mobile_core::platform::Clock as _;
use ureq::http::{Request, Response, header};
use ureq::{Agent, Body};

use super::error::DeskError;
use super::page::Page;
use super::timings::{Step, Timings};
use crate::platform::SystemClock;

/// Most redirections in a row.
const MAX_REDIRECTIONS: usize = 5;
/// Largest page or image read.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// A browser of one person.
pub(crate) struct Browser {
    agent: Agent,
    server: String,
    cookies: BTreeMap<String, String>,
    /// How long each step took.
    pub(crate) timings: Timings,
}

/// What came back to a form that is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Status(pub(crate) u16);

impl Browser {
    /// A browser without cookies for the server at this address.
    pub(crate) fn new(server: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .timeout_connect(Some(Duration::from_secs(10)))
            .timeout_global(Some(Duration::from_mins(2)))
            .user_agent(concat!("prep-sim/", env!("CARGO_PKG_VERSION")))
            .accept("text/html")
            .build();
        Self {
            agent: config.new_agent(),
            server: server.trim_end_matches('/').to_owned(),
            cookies: BTreeMap::new(),
            timings: Timings::default(),
        }
    }

    /// The page at `path`, wherever it is redirected to.
    pub(crate) fn open(&mut self, path: &str) -> Result<(Status, Page), DeskError> {
        let answer = self.timed(Step::Page, |own| own.get(path))?;
        self.follow(path, answer)
    }

    /// Sends a form and gives the page that follows.
    pub(crate) fn submit(
        &mut self,
        step: Step,
        action: &str,
        fields: &[(String, String)],
    ) -> Result<(Status, Page), DeskError> {
        let answer = self.timed(step, |own| own.post(action, fields))?;
        self.follow(action, answer)
    }

    /// Sends a form as a script does: only its status counts.
    pub(crate) fn send(
        &mut self,
        step: Step,
        action: &str,
        fields: &[(String, String)],
    ) -> Result<Status, DeskError> {
        let answer = self.timed(step, |own| own.post(action, fields))?;
        self.read(answer).map(|(status, _)| status)
    }

    /// The bytes at `path`.
    pub(crate) fn bytes(&mut self, path: &str) -> Result<(Status, Vec<u8>), DeskError> {
        let begun = SystemClock.now();
        let answer = self.get(path)?;
        let (status, bytes) = self.read(answer)?;
        self.timings
            .note(Step::Image, SystemClock.now().micros_since(begun));
        Ok((status, bytes))
    }

    fn timed(
        &mut self,
        step: Step,
        request: impl FnOnce(&mut Self) -> Result<Response<Body>, DeskError>,
    ) -> Result<Response<Body>, DeskError> {
        let begun = SystemClock.now();
        let answer = request(self)?;
        self.timings
            .note(step, SystemClock.now().micros_since(begun));
        Ok(answer)
    }

    fn follow(
        &mut self,
        path: &str,
        mut answer: Response<Body>,
    ) -> Result<(Status, Page), DeskError> {
        let mut path = path.to_owned();
        for _ in 0..MAX_REDIRECTIONS {
            let to = answer.headers().get(header::LOCATION);
            let to = to.and_then(|to| to.to_str().ok()).map(str::to_owned);
            let Some(to) = to.filter(|_| answer.status().is_redirection()) else {
                let (status, bytes) = self.read(answer)?;
                let html = String::from_utf8_lossy(&bytes);
                return Ok((status, Page::read(path, &html)));
            };
            self.read(answer)?;
            path = self.local(&to)?;
            answer = self.timed(Step::Page, |own| own.get(&path))?;
        }
        Err(DeskError::page(path, "redirige sin fin"))
    }

    /// The path of an address on this server.
    fn local(&self, address: &str) -> Result<String, DeskError> {
        let path = address.strip_prefix(&self.server).unwrap_or(address);
        if path.starts_with('/') && !path.starts_with("//") {
            return Ok(path.to_owned());
        }
        Err(DeskError::page(address, "está en otro servidor"))
    }

    fn get(&mut self, path: &str) -> Result<Response<Body>, DeskError> {
        let path = self.local(path)?;
        let request =
            Request::get(format!("{}{path}", self.server)).header(header::COOKIE, self.cookie());
        let request = request.body(()).map_err(DeskError::line)?;
        let answer = self.agent.run(request).map_err(DeskError::line)?;
        self.keep_cookies(&answer);
        Ok(answer)
    }

    fn post(
        &mut self,
        path: &str,
        fields: &[(String, String)],
    ) -> Result<Response<Body>, DeskError> {
        let path = self.local(path)?;
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        let request = Request::post(format!("{}{path}", self.server))
            .header(header::COOKIE, self.cookie())
            .header(header::ORIGIN, &self.server)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(pairs.join("&"))
            .map_err(DeskError::line)?;
        let answer = self.agent.run(request).map_err(DeskError::line)?;
        self.keep_cookies(&answer);
        Ok(answer)
    }

    /// Reads to the end, so that the line can be used again.
    fn read(&self, mut answer: Response<Body>) -> Result<(Status, Vec<u8>), DeskError> {
        let status = Status(answer.status().as_u16());
        let body = answer.body_mut().with_config().limit(MAX_BYTES);
        let bytes = body.read_to_vec().map_err(DeskError::line)?;
        if status.0 >= 500 {
            return Err(DeskError::Line(format!(
                "{} respondió {}",
                self.server, status.0
            )));
        }
        Ok((status, bytes))
    }

    fn cookie(&self) -> String {
        let pairs = self.cookies.iter();
        let pairs: Vec<String> = pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }

    fn keep_cookies(&mut self, answer: &Response<Body>) {
        for line in answer.headers().get_all(header::SET_COOKIE) {
            let pair = line.to_str().ok().and_then(|line| line.split(';').next());
            if let Some((name, value)) = pair.and_then(|pair| pair.split_once('=')) {
                if value.is_empty() {
                    self.cookies.remove(name.trim());
                } else {
                    let name = name.trim().to_owned();
                    self.cookies.insert(name, value.trim().to_owned());
                }
            }
        }
    }
}

/// As forms are sent: whatever is not plain is escaped.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.*".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let digit = |nibble: u8| char::from(b"0123456789ABCDEF"[usize::from(nibble)]);
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_escaped() {
        assert_eq!(encoded("a b&c=/ñ*"), "a%20b%26c%3D%2F%C3%B1*");
    }

    #[test]
    fn nobody_is_led_to_another_server() {
        let browser = Browser::new("http://127.0.0.1:1/");
        assert_eq!(browser.local("/captura?a=b").unwrap(), "/captura?a=b");
        assert_eq!(browser.local("http://127.0.0.1:1/x").unwrap(), "/x");
        for bad in ["//otro.example/", "http://otro.example/", "captura", ""] {
            assert!(browser.local(bad).is_err(), "{bad}");
        }
    }
}
