use serde::{Deserialize, Serialize};

use super::document::BrokenRule;
use super::{PublicKey, Thumbprint};

/// What a server key may sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyPurpose {
    /// Receipts ([`super::Receipt`]).
    Acuse,
    /// Manifests of cortes.
    Corte,
}

/// One public key of the server with what it may sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerKey {
    /// What it may sign.
    pub purpose: KeyPurpose,
    /// The key.
    pub jwk: PublicKey,
}

/// The server's keys, pinned by a device at enrolment and published before the day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ServerKeys(pub Vec<ServerKey>);

impl ServerKeys {
    /// Most keys a device keeps: the current and the next of each purpose, and room for a mishap.
    pub const MAX: usize = 8;

    /// The key with this thumbprint, if it may sign for `purpose`.
    pub fn find(&self, purpose: KeyPurpose, kid: Thumbprint) -> Option<&PublicKey> {
        self.0
            .iter()
            .find(|key| key.purpose == purpose && key.jwk.thumbprint() == kid)
            .map(|key| &key.jwk)
    }

    pub(super) fn check(&self) -> Result<(), BrokenRule> {
        let acuse = self.0.iter().any(|key| key.purpose == KeyPurpose::Acuse);
        if acuse && self.0.len() <= Self::MAX {
            return Ok(());
        }
        Err(BrokenRule {
            code: "server_keys",
            text: "el servidor entrega de 1 a 8 llaves y al menos una es de acuses",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Signer, SoftwareSigner};

    #[test]
    fn a_key_is_found_only_for_its_purpose() {
        let jwk = SoftwareSigner::from_secret_bytes(&[5; 32])
            .unwrap()
            .public_key();
        let keys = ServerKeys(vec![ServerKey {
            purpose: KeyPurpose::Corte,
            jwk,
        }]);
        assert_eq!(keys.find(KeyPurpose::Corte, jwk.thumbprint()), Some(&jwk));
        assert_eq!(keys.find(KeyPurpose::Acuse, jwk.thumbprint()), None);
        assert_eq!(keys.check().unwrap_err().code, "server_keys");
    }
}
