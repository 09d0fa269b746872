//! Performs the tablet's requests over plain HTTP, to this machine only.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek as _, SeekFrom};
use std::time::Duration;

use mobile_core::uploader::{Body, HttpRequest, HttpResponse};
use prep_model::contract::HttpUrl;
use ureq::http::{Request, header};
use ureq::{Agent, SendBody};

use crate::failure::Failure;

/// The line to the server, which may be told to break once.
pub(crate) struct Transport {
    agent: Agent,
    cut_after: Option<u64>,
}

/// Refuses a server that plain HTTP must not reach.
pub(crate) fn require_loopback(url: &str) -> Result<HttpUrl, Failure> {
    let refused = || Failure::NotLoopback(url.to_owned());
    let parsed: HttpUrl = url.parse().map_err(|_| refused())?;
    let is_local = ["127.0.0.1", "localhost", "[::1]"].contains(&parsed.host());
    if is_local && !parsed.is_secure() {
        Ok(parsed)
    } else {
        Err(refused())
    }
}

impl Transport {
    /// A line that works.
    pub(crate) fn new() -> Self {
        Self::with_cut(None)
    }

    /// A line that breaks after so many bytes of the first upload.
    pub(crate) fn with_cut(cut_after: Option<u64>) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .timeout_connect(Some(Duration::from_secs(10)))
            .timeout_per_read(Some(Duration::from_mins(1)))
            .timeout_per_write(Some(Duration::from_mins(1)))
            .user_agent(concat!("prep-sim/", env!("CARGO_PKG_VERSION")))
            .accept("*/*")
            .build();
        Self {
            agent: config.new_agent(),
            cut_after,
        }
    }

    /// Performs the request; the error says why no answer came.
    pub(crate) fn perform(&mut self, request: &HttpRequest) -> Result<HttpResponse, String> {
        require_loopback(&request.url).map_err(|failure| failure.to_string())?;
        let mut builder = Request::builder().method(request.method).uri(&request.url);
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        let mut body = self.body(request).map_err(|error| error.to_string())?;
        let answer = if request.method == "GET" {
            let built = builder.body(()).map_err(|error| error.to_string())?;
            self.agent.run(built)
        } else {
            // With its length announced, a body that ends early is a broken line and not a short one.
            let builder = builder.header(header::CONTENT_LENGTH, body.length);
            let built = builder
                .body(SendBody::from_reader(&mut body.reader))
                .map_err(|error| error.to_string())?;
            self.agent.run(built)
        };
        let mut answer = answer.map_err(|error| error.to_string())?;
        let headers = answer.headers().iter().filter_map(|(name, value)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        });
        let headers = headers.collect();
        let limit = u64::try_from(HttpResponse::MAX_BODY).unwrap_or(u64::MAX);
        let read = answer.body_mut().with_config().limit(limit).read_to_vec();
        let body = read.map_err(|error| error.to_string())?;
        Ok(HttpResponse {
            status: answer.status().as_u16(),
            headers,
            body,
        })
    }

    fn body(&mut self, request: &HttpRequest) -> io::Result<Outgoing> {
        let (reader, length): (Box<dyn Read>, _) = match &request.body {
            Body::Empty => (Box::new(io::empty()), 0),
            Body::Bytes(bytes) => {
                let length = u64::try_from(bytes.len()).map_err(io::Error::other)?;
                (Box::new(Cursor::new(bytes.clone())), length)
            }
            Body::File {
                path,
                offset,
                length,
            } => {
                let mut file = File::open(path)?;
                file.seek(SeekFrom::Start(*offset))?;
                (Box::new(file.take(*length)), *length)
            }
        };
        let is_upload = request.method == "PATCH";
        let reader: Box<dyn Read> = match self.cut_after.take_if(|_| is_upload) {
            Some(bytes) => Box::new(Cut {
                inner: reader.take(bytes),
            }),
            None => reader,
        };
        Ok(Outgoing { reader, length })
    }
}

struct Outgoing {
    reader: Box<dyn Read>,
    length: u64,
}

/// Gives what it has, then breaks.
struct Cut {
    inner: io::Take<Box<dyn Read>>,
}

impl Read for Cut {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.inner.read(buffer)? {
            0 => Err(io::Error::new(
                io::ErrorKind::ConnectionAborted,
                "corte simulado de la red",
            )),
            count => Ok(count),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_reached_and_never_over_https() {
        for good in [
            "http://127.0.0.1:8080",
            "http://localhost",
            "http://[::1]:1/",
        ] {
            assert!(require_loopback(good).is_ok(), "{good}");
        }
        for bad in [
            "https://127.0.0.1",
            "http://prep.example.mx",
            "127.0.0.1:8080",
            "",
        ] {
            let refusal = require_loopback(bad).unwrap_err().to_string();
            assert!(refusal.contains("https"), "{refusal}");
        }
    }
}
