//! The signed contract between devices, servers and the public.
