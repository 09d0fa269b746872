use std::sync::Arc;

use prep_model::time::Timestamp;

use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::keys::Keys;
use crate::objects::Objects;
use crate::store::Store;

/// What every use case is given. Cheap to clone; nothing in it is state that another process could
/// not pick up.
#[derive(Clone)]
pub struct Central {
    /// The database.
    pub store: Store,
    /// The images.
    pub objects: Objects,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// The server's keys.
    pub keys: Arc<Keys>,
}

impl Central {
    /// The moment now; a use case asks once.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
