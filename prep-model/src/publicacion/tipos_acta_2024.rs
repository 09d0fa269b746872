use crate::claves::TipoActa;
use crate::contract::TipoDocumento;
use crate::elecciones::{AmbitoTipo, CampoRole, Modalidad, Principio, TipoActaDef};

/// Fields of the acta of a mesa M, A or P: what the LEEME marks N/A is not printed.
const CAMPOS_MESA: [CampoRole; 4] = [
    CampoRole::Contendiente,
    CampoRole::NoRegistradas,
    CampoRole::Nulos,
    CampoRole::TotalAsentado,
];

/// Fields that an urna electrónica prints: those of the LEEME's minimum and «personas que votaron».
const CAMPOS_URNA: [CampoRole; 5] = [
    CampoRole::PersonasVotaron,
    CampoRole::Contendiente,
    CampoRole::NoRegistradas,
    CampoRole::Nulos,
    CampoRole::TotalAsentado,
];

type Row = (&'static str, Modalidad, Option<Principio>);

const MR: Option<Principio> = Some(Principio::MayoriaRelativa);
const RP: Option<Principio> = Some(Principio::RepresentacionProporcional);

/// Jefatura de Gobierno, in the order of the LEEME (G, variable 11).
const GUBERNATURA: [Row; 6] = [
    ("A02", Modalidad::Ordinaria, None),
    ("A02E", Modalidad::Especial, None),
    ("A01VA", Modalidad::Anticipado, None),
    ("A01PPP", Modalidad::Prision, None),
    ("A01", Modalidad::Extranjero, None),
    ("A04UE", Modalidad::UrnaElectronica, None),
];

/// Diputaciones: casillas especiales have one acta for MR and one for RP (LEEME D, variable 11).
const DIPUTACIONES: [Row; 8] = [
    ("A03", Modalidad::Ordinaria, None),
    ("A03EMR", Modalidad::Especial, MR),
    ("A03ERP", Modalidad::Especial, RP),
    ("A02VA", Modalidad::Anticipado, None),
    ("A02PPP", Modalidad::Prision, None),
    ("A02", Modalidad::Extranjero, None),
    ("A05UEMR", Modalidad::UrnaElectronica, MR),
    ("A05UERP", Modalidad::UrnaElectronica, RP),
];

/// Alcaldías: nobody votes for them from abroad (LEEME A, variable 12).
const MUNICIPIO: [Row; 5] = [
    ("A04", Modalidad::Ordinaria, None),
    ("A04E", Modalidad::Especial, None),
    ("A03VA", Modalidad::Anticipado, None),
    ("A03PPP", Modalidad::Prision, None),
    ("A06UE", Modalidad::UrnaElectronica, None),
];

/// The printed codes of the Ciudad de México in 2024 for a kind of elección (DOMAIN 2.5).
///
/// Fields have three boxes, as on the ordinary acta; the total of a casilla especial has four,
/// since a thousand ballots and the representatives fit in no less; actas from abroad have five
/// (one of them carried 19,947 votes for a party and 38,707 in all).
pub fn tipos_acta_2024(ambito_tipo: AmbitoTipo) -> Vec<TipoActaDef> {
    let rows: &[Row] = match ambito_tipo {
        AmbitoTipo::Entidad => &GUBERNATURA,
        AmbitoTipo::Distrito => &DIPUTACIONES,
        AmbitoTipo::Municipio => &MUNICIPIO,
    };
    rows.iter().map(|row| tipo_acta(*row)).collect()
}

fn tipo_acta((codigo, modalidad, principio): Row) -> TipoActaDef {
    let campos = match modalidad {
        Modalidad::Ordinaria | Modalidad::Especial => TipoActaDef::CAMPOS.to_vec(),
        Modalidad::UrnaElectronica => CAMPOS_URNA.to_vec(),
        Modalidad::Extranjero | Modalidad::Anticipado | Modalidad::Prision => CAMPOS_MESA.to_vec(),
    };
    let (digits, total_digits) = match modalidad {
        Modalidad::Ordinaria | Modalidad::Anticipado | Modalidad::Prision => (3, 3),
        Modalidad::Especial | Modalidad::UrnaElectronica => (3, 4),
        Modalidad::Extranjero => (5, 5),
    };
    TipoActaDef {
        codigo: TipoActa::new(codigo).expect("the codes of the table have the form of one"),
        modalidad,
        principio,
        campos,
        digits,
        total_digits,
        omits: Vec::new(),
        prints: None,
    }
}

/// The TIPO_DOCUMENTO of the acta itself, where it is not a copy from somebody else (LEEME,
/// variable 46).
pub fn tipo_documento(modalidad: Modalidad) -> TipoDocumento {
    match modalidad {
        Modalidad::Ordinaria | Modalidad::Especial => TipoDocumento::ActaPrep,
        Modalidad::UrnaElectronica => TipoDocumento::ActaUe,
        Modalidad::Extranjero => TipoDocumento::ActaVrme,
        Modalidad::Anticipado => TipoDocumento::ActaVa,
        Modalidad::Prision => TipoDocumento::ActaVppp,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const TIPOS: [AmbitoTipo; 3] = [
        AmbitoTipo::Entidad,
        AmbitoTipo::Distrito,
        AmbitoTipo::Municipio,
    ];

    fn modalidad(tipo: AmbitoTipo, codigo: &str) -> Option<Modalidad> {
        let defs = tipos_acta_2024(tipo);
        defs.iter()
            .find(|def| def.codigo.as_str() == codigo)
            .map(|def| def.modalidad)
    }

    /// DOMAIN 2.5: the code is unique only with the elección.
    #[test]
    fn a02_is_an_ordinary_acta_of_gobierno_and_one_of_diputaciones_from_abroad() {
        assert_eq!(
            modalidad(AmbitoTipo::Entidad, "A02"),
            Some(Modalidad::Ordinaria)
        );
        assert_eq!(
            modalidad(AmbitoTipo::Distrito, "A02"),
            Some(Modalidad::Extranjero)
        );
        assert_eq!(modalidad(AmbitoTipo::Municipio, "A02"), None);
    }

    #[test]
    fn every_code_is_once_in_its_eleccion_and_every_acta_has_votes_and_a_total() {
        for tipo in TIPOS {
            let defs = tipos_acta_2024(tipo);
            let codes: BTreeSet<_> = defs.iter().map(|def| def.codigo.clone()).collect();
            assert_eq!(codes.len(), defs.len());
            for def in &defs {
                assert!(
                    def.campos.contains(&CampoRole::Contendiente),
                    "{}",
                    def.codigo
                );
                assert!(
                    def.campos.contains(&CampoRole::TotalAsentado),
                    "{}",
                    def.codigo
                );
            }
        }
    }

    /// Only diputaciones in casillas especiales have an acta for each principio.
    #[test]
    fn mr_and_rp_are_told_apart_in_casillas_especiales_of_diputaciones() {
        for tipo in TIPOS {
            for def in tipos_acta_2024(tipo) {
                let especial = matches!(
                    def.modalidad,
                    Modalidad::Especial | Modalidad::UrnaElectronica
                );
                let told = tipo == AmbitoTipo::Distrito && especial;
                assert_eq!(def.principio.is_some(), told, "{}", def.codigo);
            }
        }
    }

    #[test]
    fn leeme_46_the_acta_of_each_modalidad_has_its_tipo_documento() {
        let texts = tipos_acta_2024(AmbitoTipo::Entidad).into_iter();
        let texts: Vec<_> = texts
            .map(|def| tipo_documento(def.modalidad).as_str())
            .collect();
        assert_eq!(
            texts,
            [
                "ACTA PREP",
                "ACTA PREP",
                "ACTA VA",
                "ACTA VPPP",
                "ACTA VRME",
                "ACTA UE"
            ]
        );
    }
}
