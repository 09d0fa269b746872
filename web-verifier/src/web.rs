use std::sync::Arc;

use central::Central;

use crate::access::RouteRule;
use crate::assets::Assets;
use crate::config::WebConfig;

/// What every handler is given. Nothing in it changes while the program runs.
#[derive(Clone)]
pub(crate) struct Web {
    /// The use cases' ground.
    pub central: Central,
    /// How the pages are reached.
    pub config: Arc<WebConfig>,
    /// Stylesheet and icons.
    pub assets: Arc<Assets>,
    /// Every route with who may use it.
    pub table: Arc<[RouteRule]>,
}
