use central::devices::PublicUrl;

/// What the interface is told by whoever mounts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IngestConfig {
    /// The URL under which clients reach it: upload URLs begin with it, proofs are made for it.
    pub public_url: PublicUrl,
}
