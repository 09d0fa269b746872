//! The eye of the tablet, and the layout of the form it looks at. Pure: bytes and values in,
//! values out; no file, no clock, no randomness.

pub mod layout;
