//! The interface through its router, over a real data centre in a temporary folder.

mod bad_images;
mod connections;
mod devices;
mod ietf;
mod pages;
mod recovery;
mod repeats;
mod support;
mod tus;
