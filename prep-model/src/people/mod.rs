//! Who works on the night.
