//! A form of the usual length: what most of every acta's print looks like from afar.

use prep_model::claves::TipoActa;
use prep_model::elecciones::{AmbitoTipo, Campo, CampoId, CampoRole, Modalidad};

use super::drawing::Drawing;
use super::{Emblem, FormLayout, FormSpec, SpecField, printed};

/// Parties on it.
const PARTIES: u8 = 12;

/// The print of an acta of an ordinary casilla with twelve parties.
pub(crate) fn usual() -> Drawing {
    let spec = spec();
    let layout = FormLayout::of(&spec).expect("the usual form has a place for everything");
    printed(&spec, &layout)
}

fn spec() -> FormSpec {
    let fixed = |role: CampoRole| {
        let name = role.fixed_id().unwrap_or("PARTIDO");
        field(name, role)
    };
    let before = [
        CampoRole::BoletasSobrantes,
        CampoRole::PersonasVotaron,
        CampoRole::RepresentantesVotaron,
        CampoRole::VotosSacados,
    ];
    let after = [
        CampoRole::NoRegistradas,
        CampoRole::Nulos,
        CampoRole::TotalAsentado,
    ];
    let parties = (0..PARTIES).map(|nth| {
        let mut party = field(&format!("P{nth}"), CampoRole::Contendiente);
        party.emblems = vec![Emblem {
            text: format!("P{nth}"),
            rgb: [0x6b, 0x6b, 0x6b],
        }];
        party
    });
    FormSpec {
        proceso: "Proceso electoral local ordinario".to_owned(),
        entidad: "Entidad".to_owned(),
        eleccion: "Diputaciones locales".to_owned(),
        ambito_tipo: AmbitoTipo::Distrito,
        ambito: "Distrito 1".to_owned(),
        tipo_acta: "A03".parse::<TipoActa>().expect("a code of 2024"),
        modalidad: Modalidad::Ordinaria,
        principio: None,
        fields: before
            .into_iter()
            .map(fixed)
            .chain(parties)
            .chain(after.into_iter().map(fixed))
            .collect(),
        drill: None,
    }
}

fn field(id: &str, role: CampoRole) -> SpecField {
    SpecField {
        label: id.to_owned(),
        campo: Campo {
            id: CampoId::new(id).expect("letters and digits"),
            role,
            digits: 3,
        },
        emblems: Vec::new(),
        coalicion: false,
    }
}
