//! Requests and answers as the platform's HTTP takes and brings them.

use mobile_core::uploader::{self, Body};

/// A request to be performed. Redirects are not followed; nothing is retried below this.
#[derive(Debug, uniffi::Record)]
pub struct HttpRequest {
    /// Goes back with the answer, so that a late one is told from the one that is waited for.
    pub ticket: u64,
    /// The method, in capitals. Where the platform cannot send `PATCH`, `POST` with
    /// `X-HTTP-Method-Override: PATCH` is the same.
    pub method: String,
    /// The absolute URL.
    pub url: String,
    /// In any order.
    pub headers: Vec<HttpHeader>,
    /// What is sent.
    pub body: HttpBody,
}

/// One header.
#[derive(Debug, uniffi::Record)]
pub struct HttpHeader {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// The body of a request.
#[derive(Debug, uniffi::Enum)]
pub enum HttpBody {
    /// Nothing, with `Content-Length: 0` where the method has a body.
    Empty,
    /// These bytes.
    Bytes {
        /// The bytes.
        bytes: Vec<u8>,
    },
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
#[derive(Debug, uniffi::Record)]
pub struct HttpResponse {
    /// The status.
    pub status: u16,
    /// In any order, names in any case.
    pub headers: Vec<HttpHeader>,
    /// At most 32 MiB; a longer body is cut there.
    pub body: Vec<u8>,
}

impl From<uploader::HttpRequest> for HttpRequest {
    fn from(request: uploader::HttpRequest) -> Self {
        Self {
            ticket: request.ticket,
            method: request.method.to_owned(),
            url: request.url,
            headers: request.headers.into_iter().map(HttpHeader::from).collect(),
            body: match request.body {
                Body::Empty => HttpBody::Empty,
                Body::Bytes(bytes) => HttpBody::Bytes { bytes },
                Body::File {
                    path,
                    offset,
                    length,
                } => HttpBody::File {
                    path,
                    offset,
                    length,
                },
            },
        }
    }
}

impl From<(&'static str, String)> for HttpHeader {
    fn from((name, value): (&'static str, String)) -> Self {
        Self {
            name: name.to_owned(),
            value,
        }
    }
}

impl From<HttpResponse> for uploader::HttpResponse {
    fn from(response: HttpResponse) -> Self {
        let headers = response.headers.into_iter();
        Self {
            status: response.status,
            headers: headers.map(|one| (one.name, one.value)).collect(),
            body: response.body,
        }
    }
}
