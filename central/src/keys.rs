//! The server's own keys: one for acuses, one for cortes, and the secret behind nonces.

use std::fs;
use std::io::Write;
use std::path::Path;

use p256::SecretKey;
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use prep_model::contract::{KeyPurpose, PublicKey, ServerKey, ServerKeys, Signer, SoftwareSigner};

use crate::entropy::Entropy;

/// The private keys of an installation. `Debug` shows thumbprints only.
#[derive(Debug, Clone)]
pub struct Keys {
    /// Signs acuses.
    pub acuse: SoftwareSigner,
    /// Signs manifests of cortes and attestations.
    pub corte: SoftwareSigner,
}

impl Keys {
    /// Reads the keys of `folder`, making those that are missing, readable by the owner alone.
    ///
    /// Errors are sentences in Spanish that name the file and what to do.
    pub fn open(folder: &Path, entropy: &dyn Entropy) -> Result<Self, String> {
        fs::create_dir_all(folder).map_err(|error| {
            format!("no se puede crear la carpeta {}: {error}", folder.display())
        })?;
        Ok(Self {
            acuse: read_or_make(&folder.join("acuse.pem"), entropy)?,
            corte: read_or_make(&folder.join("corte.pem"), entropy)?,
        })
    }

    /// Keys that no disk has seen, for tests.
    pub fn ephemeral(entropy: &dyn Entropy) -> Self {
        Self {
            acuse: SoftwareSigner::new(make(entropy).into()),
            corte: SoftwareSigner::new(make(entropy).into()),
        }
    }

    /// The public halves, as devices pin them and the institute publishes them.
    pub fn published(&self) -> ServerKeys {
        let key = |purpose, jwk: PublicKey| ServerKey { purpose, jwk };
        ServerKeys(vec![
            key(KeyPurpose::Acuse, self.acuse.public_key()),
            key(KeyPurpose::Corte, self.corte.public_key()),
        ])
    }
}

fn make(entropy: &dyn Entropy) -> SecretKey {
    loop {
        // All but one in 2^32 of the numbers of 32 bytes are keys of the curve.
        if let Ok(key) = SecretKey::from_slice(&entropy.bytes::<32>()) {
            return key;
        }
    }
}

fn read_or_make(path: &Path, entropy: &dyn Entropy) -> Result<SoftwareSigner, String> {
    let failed = |what: &str, error: &dyn std::fmt::Display| {
        format!("no se puede {what} la llave {}: {error}", path.display())
    };
    let key = if path.exists() {
        let pem = fs::read_to_string(path).map_err(|error| failed("leer", &error))?;
        SecretKey::from_pkcs8_pem(&pem).map_err(|error| failed("interpretar", &error))?
    } else {
        let key = make(entropy);
        let pem = key
            .to_pkcs8_pem(LineEnding::LF)
            .map_err(|error| failed("escribir", &error))?;
        write_private(path, pem.as_bytes()).map_err(|error| failed("escribir", &error))?;
        key
    };
    Ok(SoftwareSigner::new(key.into()))
}

/// Writes beside the path and renames, so that a key is never there by half.
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let temporary = path.with_extension("tmp");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(temporary, path)
}
