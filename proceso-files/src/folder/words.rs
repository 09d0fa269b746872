//! The words by which the files name closed lists.

use prep_model::elecciones::{AmbitoTipo, CampoRole, Modalidad, Principio};

pub(super) const AMBITO_TIPOS: &[(&str, AmbitoTipo)] = &[
    ("entidad", AmbitoTipo::Entidad),
    ("distrito", AmbitoTipo::Distrito),
    ("municipio", AmbitoTipo::Municipio),
];

pub(super) const MODALIDADES: &[(&str, Modalidad)] = &[
    ("ordinaria", Modalidad::Ordinaria),
    ("especial", Modalidad::Especial),
    ("urna_electronica", Modalidad::UrnaElectronica),
    ("extranjero", Modalidad::Extranjero),
    ("anticipado", Modalidad::Anticipado),
    ("prision", Modalidad::Prision),
];

pub(super) const PRINCIPIOS: &[(&str, Principio)] = &[
    ("MR", Principio::MayoriaRelativa),
    ("RP", Principio::RepresentacionProporcional),
];

pub(super) const CAMPOS: &[(&str, CampoRole)] = &[
    ("boletas_sobrantes", CampoRole::BoletasSobrantes),
    ("personas_votaron", CampoRole::PersonasVotaron),
    ("representantes_votaron", CampoRole::RepresentantesVotaron),
    ("votos_sacados", CampoRole::VotosSacados),
    ("contendiente", CampoRole::Contendiente),
    ("no_registradas", CampoRole::NoRegistradas),
    ("nulos", CampoRole::Nulos),
    ("total_asentado", CampoRole::TotalAsentado),
];

/// The word for `value`; empty if the list lacks it, which a test rules out.
pub(super) fn word_of<T: Copy + PartialEq>(words: &[(&'static str, T)], value: T) -> &'static str {
    let found = words.iter().find(|(_, candidate)| *candidate == value);
    found.map_or("", |(word, _)| *word)
}
