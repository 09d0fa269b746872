//! How a Bolsa PREP arrives: the acopiador's tablet signs what it received, and here its actas become
//! acopiadas, each stamped with the moment at which the bag was received (LEEME, variable 41).
//!
//! A reception is stored whole or not at all; repeated, it gets the same receipt. What a device
//! signed is never refused for what it says of the world: a second bag of a casilla, one of another
//! distrito, an acta that was photographed before are stored and said.
//!
//! * [`receive_bolsa()`] — a reception arrives.
//! * [`list_quarantined_bolsas()`], [`release_bolsa()`], [`reject_bolsa()`] — what revoked devices sent.

mod papers;
mod quarantine;
mod receive_bolsa;
#[cfg(test)]
mod tests;

pub use quarantine::{
    BolsaQuarantineRefusal, list_quarantined_bolsas, reject_bolsa, release_bolsa,
};
pub use receive_bolsa::{BolsaReception, BolsaRefusal, receive_bolsa};
