use prep_model::contract::{Sha256Digest, Signer};
use prep_model::time::Timestamp;

use crate::Central;

/// How long a nonce is handed out, in seconds; it is accepted for as long again.
pub const NONCE_SECONDS: i64 = 300;

/// The nonce that DPoP proofs should carry from now on.
///
/// It follows from the server's key and the hour, so every process gives and accepts the same ones
/// without asking the database: the key's signature is deterministic, and nobody else can make it.
pub fn current_nonce(central: &Central) -> String {
    nonce(central, central.now())
}

/// The nonces accepted at `now`: the current one and the one before.
pub(super) fn accepted_nonces(central: &Central, now: Timestamp) -> [String; 2] {
    let before = now.plus_seconds(-NONCE_SECONDS);
    [nonce(central, now), nonce(central, before)]
}

fn nonce(central: &Central, at: Timestamp) -> String {
    let window = at.unix_seconds() / NONCE_SECONDS;
    let text = format!("prep dpop nonce v1\n{window}");
    let signature = central.keys.acuse.sign(text.as_bytes());
    let signature = signature.expect("a key in memory always signs");
    let mut digest = Sha256Digest::of(&signature).to_string();
    digest.truncate(32);
    digest
}
