//! The folder format: reading, checking, writing.
