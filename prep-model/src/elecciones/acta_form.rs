use super::{Campo, CampoId, CampoRole};
use crate::claves::{EleccionId, TipoActa};

/// The fields printed on one tipo de acta of one elección in one ámbito, in printed order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActaForm {
    /// The elección.
    pub eleccion: EleccionId,
    /// The code printed on the acta.
    pub tipo_acta: TipoActa,
    /// Its fields, each id once.
    pub campos: Vec<Campo>,
}

impl ActaForm {
    /// The field with this name.
    pub fn campo(&self, id: &CampoId) -> Option<&Campo> {
        self.campos.iter().find(|campo| campo.id == *id)
    }

    /// The fields whose sum is the calculated total.
    pub fn votos(&self) -> impl Iterator<Item = &Campo> {
        self.campos.iter().filter(|campo| campo.role.is_voto())
    }

    /// The one field that holds `role`, if this acta prints it. Not for contendientes.
    pub fn campo_with_role(&self, role: CampoRole) -> Option<&Campo> {
        self.campos.iter().find(|campo| campo.role == role)
    }
}
