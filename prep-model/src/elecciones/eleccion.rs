use std::collections::BTreeMap;

use super::{
    ActaForm, Ambito, AmbitoId, AmbitoTipo, Campo, CampoId, CampoRole, Contendiente,
    ContendienteId, Modalidad, Principio,
};
use crate::claves::{EleccionId, TipoActa, TipoCasilla};

/// An elección of a proceso, with everything that is printed on its actas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Eleccion {
    /// Short name used in keys and file names.
    pub id: EleccionId,
    /// Name for people, as published in the first line of its database.
    pub nombre: String,
    /// Kind of its ámbitos.
    pub ambito_tipo: AmbitoTipo,
    /// Its ámbitos by number; exactly one, number 0, if the kind is the entidad.
    pub ambitos: BTreeMap<AmbitoId, Ambito>,
    /// Every contendiente that some acta prints, in the order of the published columns.
    pub contendientes: Vec<Contendiente>,
    /// The printed codes, each once.
    pub tipos_acta: Vec<TipoActaDef>,
    /// Number of actas esperadas that the institute declares, where it differs from the catalogue.
    pub esperadas_declaradas: Option<u32>,
}

/// What one printed code means and which fields that acta carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TipoActaDef {
    /// The code.
    pub codigo: TipoActa,
    /// How its votes were cast.
    pub modalidad: Modalidad,
    /// MR or RP, where the modalidad has an acta for each.
    pub principio: Option<Principio>,
    /// Which fields besides the votes are printed, in printed order before and after them.
    pub campos: Vec<CampoRole>,
    /// Boxes for digits in each field.
    pub digits: u8,
    /// Boxes in the total, where they differ.
    pub total_digits: u8,
    /// Contendientes that this code never prints although the ámbito does.
    pub omits: Vec<ContendienteId>,
    /// What this code prints in every ámbito, in printed order, instead of the ámbito's list.
    ///
    /// An acta of RP carries the lists of the parties everywhere, also where the other actas print
    /// a candidatura común in their place. Never together with `omits`.
    pub prints: Option<Vec<ContendienteId>>,
}

impl Eleccion {
    /// The definition of a printed code.
    pub fn tipo_acta(&self, codigo: &TipoActa) -> Option<&TipoActaDef> {
        self.tipos_acta.iter().find(|def| def.codigo == *codigo)
    }

    /// The contendiente with this name.
    pub fn contendiente(&self, id: &ContendienteId) -> Option<&Contendiente> {
        self.contendientes
            .iter()
            .find(|contendiente| contendiente.id == *id)
    }

    /// The printed codes that a casilla of `tipo` can produce on paper.
    pub fn tipos_acta_of(&self, tipo: TipoCasilla) -> impl Iterator<Item = &TipoActaDef> {
        self.tipos_acta
            .iter()
            .filter(move |def| def.modalidad == Modalidad::of_casilla(tipo))
    }

    /// The fields printed on the actas `codigo` of `ambito`; `None` if either does not exist.
    pub fn form(&self, codigo: &TipoActa, ambito: AmbitoId) -> Option<ActaForm> {
        let def = self.tipo_acta(codigo)?;
        let ambito = self.ambitos.get(&ambito)?;
        let campos = def.campos.iter().flat_map(|role| match role.fixed_id() {
            Some(_) => fixed_campo(*role, def).into_iter().collect::<Vec<_>>(),
            None => contendiente_campos(ambito, def),
        });
        Some(ActaForm {
            eleccion: self.id.clone(),
            tipo_acta: codigo.clone(),
            campos: campos.collect(),
        })
    }
}

fn fixed_campo(role: CampoRole, def: &TipoActaDef) -> Option<Campo> {
    let digits = if role == CampoRole::TotalAsentado {
        def.total_digits
    } else {
        def.digits
    };
    let id = CampoId::new(role.fixed_id()?).expect("the fixed names have the form of a CampoId");
    Some(Campo { id, role, digits })
}

fn contendiente_campos(ambito: &Ambito, def: &TipoActaDef) -> Vec<Campo> {
    def.printed(ambito)
        .map(|id| Campo {
            id: CampoId::new(id.as_str()).expect("a ContendienteId has the form of a CampoId"),
            role: CampoRole::Contendiente,
            digits: def.digits,
        })
        .collect()
}

impl TipoActaDef {
    /// The fields of an ordinary acta in printed order (AEC of 2024, numerals 2 to 7).
    pub const CAMPOS: [CampoRole; 8] = [
        CampoRole::BoletasSobrantes,
        CampoRole::PersonasVotaron,
        CampoRole::RepresentantesVotaron,
        CampoRole::Contendiente,
        CampoRole::NoRegistradas,
        CampoRole::Nulos,
        CampoRole::TotalAsentado,
        CampoRole::VotosSacados,
    ];

    /// The contendientes on an acta of this code in `ambito`, in printed order.
    pub fn printed<'a>(&'a self, ambito: &'a Ambito) -> impl Iterator<Item = &'a ContendienteId> {
        let list = self.prints.as_ref().unwrap_or(&ambito.printed);
        list.iter().filter(|id| !self.omits.contains(id))
    }
}
