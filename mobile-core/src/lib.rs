//! The tablet: outbox, sans-I/O uploader, envelope building; no async, no TLS.
