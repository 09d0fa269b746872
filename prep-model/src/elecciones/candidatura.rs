use super::ContendienteId;

/// Who runs in an ámbito, and the contendientes whose votes add up for them (LGIPE 12.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidatura {
    /// The parties or independent that register the candidatura, at least one.
    pub contendientes: Vec<ContendienteId>,
    /// Name of the person.
    pub propietaria: String,
    /// Name of the substitute, where the elección has them.
    pub suplente: Option<String>,
}
