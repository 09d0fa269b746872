use std::sync::Arc;

use central::Central;

use crate::uploads::UploadLocks;
use crate::{IngestConfig, Process};

/// What every handler is given.
#[derive(Clone)]
pub(crate) struct IngestState {
    pub(crate) central: Central,
    pub(crate) config: Arc<IngestConfig>,
    pub(crate) locks: UploadLocks,
    pub(crate) process: Process,
}

impl IngestState {
    pub(crate) fn new(central: Central, config: IngestConfig) -> Self {
        Self {
            central,
            config: Arc::new(config),
            locks: UploadLocks::default(),
            process: Process::serving(),
        }
    }
}
