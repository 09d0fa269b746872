use prep_model::contract::PublicKey;
use prep_model::perfiles::Perfil;
use proceso_files::published::table::FechaHora;

/// Against what something is checked.
#[derive(Debug, Clone, Default)]
pub struct CheckOptions {
    /// The names, texts and forms of an institute. Without one, only what holds for every PREP is
    /// checked, and columns are known by the names that they have been published under.
    pub perfil: Option<Perfil>,
    /// When the PREP operated, by the clock of the entidad. Without it no shift of hours can be found.
    pub ventana: Option<Ventana>,
    /// The public keys that may sign cortes. Without any, signatures are not verified and the report
    /// says so.
    pub llaves: Vec<PublicKey>,
}

/// The operating window, both ends in it, by the clock of the entidad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ventana {
    /// Its first moment.
    pub from: FechaHora,
    /// Its last moment.
    pub to: FechaHora,
}

impl CheckOptions {
    /// Examples kept of each defect.
    pub const EXAMPLES: usize = 3;

    /// Against a perfil and nothing else.
    pub fn with_perfil(perfil: Perfil) -> Self {
        Self {
            perfil: Some(perfil),
            ..Self::default()
        }
    }
}
