use std::sync::Arc;

use central::Central;
use central::avisos::StandingAvisos;

use crate::access::RouteRule;
use crate::assets::Assets;
use crate::config::WebConfig;
use crate::monitor::flow::Written;

/// What every handler is given. Nothing in it but figures of the monitors and avisos, both remembered for
/// seconds, changes while the program runs.
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
    /// The figures of the monitors, computed and written once for all who look.
    pub monitor: Arc<Written>,
    /// What stands above pages until its person acknowledges it.
    pub avisos: StandingAvisos,
}
