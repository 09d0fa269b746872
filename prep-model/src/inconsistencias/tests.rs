use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::actas::{ActaValues, CampoValue, SinActa};
use crate::casillas::{Casilla, Ubicacion};
use crate::elecciones::{ActaForm, Campo, CampoId, CampoRole};
use crate::perfiles::Perfil;

const VOTOS: [&str; 4] = ["PAN", "PRI", "NO_REGISTRADAS", "NULOS"];

fn campo(id: &str, role: CampoRole) -> Campo {
    Campo {
        id: CampoId::new(id).unwrap(),
        role,
        digits: 9,
    }
}

fn form() -> ActaForm {
    ActaForm {
        eleccion: "GUB".parse().unwrap(),
        tipo_acta: "A02".parse().unwrap(),
        campos: vec![
            campo("TOTAL_PERSONAS_VOTARON", CampoRole::PersonasVotaron),
            campo("PAN", CampoRole::Contendiente),
            campo("PRI", CampoRole::Contendiente),
            campo("NO_REGISTRADAS", CampoRole::NoRegistradas),
            campo("NULOS", CampoRole::Nulos),
            campo("TOTAL_VOTOS_ASENTADO", CampoRole::TotalAsentado),
        ],
    }
}

fn casilla(clave: &str, lista_nominal: u32, representantes: Option<u32>) -> Casilla {
    Casilla {
        clave: clave.parse().unwrap(),
        distrito: None,
        municipio: None,
        ubicacion: Ubicacion::Urbana,
        lista_nominal,
        boletas_maximas: None,
        representantes,
        mecanismo_traslado: None,
        actas: Vec::new(),
    }
}

fn basica() -> Casilla {
    casilla("090001B0100", 100, Some(10))
}

/// The votes in the order of [`VOTOS`]; everything else is SIN DATO.
fn values(votos: [CampoValue; 4]) -> ActaValues {
    let votos = VOTOS.into_iter().zip(votos);
    let others =
        ["TOTAL_PERSONAS_VOTARON", "TOTAL_VOTOS_ASENTADO"].map(|id| (id, CampoValue::SinDato));
    let all = votos
        .chain(others)
        .map(|(id, value)| (CampoId::new(id).unwrap(), value));
    ActaValues::new(&form(), all.collect()).unwrap()
}

fn read(votos: [CampoValue; 4], casilla: &Casilla, perfil: &Perfil) -> Clasificacion {
    let acta = ActaRegistrada::Leida {
        form: &form(),
        values: &values(votos),
        casilla,
    };
    classify(acta, perfil)
}

fn iecm() -> Perfil {
    Perfil::built_in("iecm-2024").unwrap()
}

fn with_excede(mode: &str) -> Perfil {
    let text = format!("base = \"iecm-2024\"\ncontabilizacion.excede = \"{mode}\"");
    Perfil::from_toml(&text).unwrap()
}

use CampoValue::{Ilegible, Number, SinDato};

fn told(clasificacion: &Clasificacion) -> (u8, Option<u64>, &str, Vec<u8>) {
    (
        clasificacion.contabilizada.code(),
        clasificacion.total_calculado,
        clasificacion.observaciones.as_str(),
        clasificacion.inconsistencias.iecm_codes(),
    )
}

#[test]
fn leeme_6_an_acta_whose_votes_are_all_legible_counts_without_observaciones() {
    let acta = read(
        [Number(60), Number(30), Number(0), Number(20)],
        &basica(),
        &iecm(),
    );
    assert_eq!(told(&acta), (1, Some(110), "", vec![]));
}

/// All zeros are legible data: nobody voted, and that is what the acta says.
#[test]
fn leeme_6_an_acta_of_zeros_counts() {
    let acta = read([Number(0); 4], &basica(), &iecm());
    assert_eq!(told(&acta), (1, Some(0), "", vec![]));
}

#[test]
fn leeme_9_one_vote_more_than_lista_nominal_and_representatives_exceeds_and_shows_its_total() {
    let acta = read(
        [Number(60), Number(30), Number(1), Number(20)],
        &basica(),
        &iecm(),
    );
    assert_eq!(told(&acta), (0, Some(111), "EXCEDE LISTA NOMINAL", vec![3]));
    assert_eq!(acta.total_calculado_text(&iecm()), "111");
}

/// Special casillas have no lista nominal but a maximum of ballots; M, A and P have no
/// representatives (DOMAIN 6, decision 15).
#[test]
fn leeme_9_the_maximum_of_especiales_and_mesas_is_their_own() {
    let mut especial = casilla("090001S0100", 0, Some(10));
    especial.boletas_maximas = Some(1_000);
    assert_eq!(excede_lista_nominal::maximo_de_votos(&especial), 1_010);
    assert!(!excede_lista_nominal::excede(&especial, 1_010));
    assert!(excede_lista_nominal::excede(&especial, 1_011));
    let mesa = casilla("090000M0100", 738, None);
    assert_eq!(excede_lista_nominal::maximo_de_votos(&mesa), 738);
    let most = casilla("090001B0100", u32::MAX, Some(u32::MAX));
    assert_eq!(
        excede_lista_nominal::maximo_de_votos(&most),
        2 * u64::from(u32::MAX)
    );
}

#[test]
fn leeme_37_one_legible_vote_makes_an_acta_count() {
    for (votos, codes) in [
        ([Number(5), Ilegible, Ilegible, Ilegible], vec![1]),
        ([SinDato, SinDato, Number(5), SinDato], vec![2]),
        ([SinDato, Ilegible, SinDato, Number(5)], vec![1, 2]),
    ] {
        let acta = read(votos, &basica(), &iecm());
        assert_eq!(
            told(&acta),
            (1, Some(5), "ALGÚN CAMPO ILEGIBLE O SIN DATO", codes)
        );
    }
}

#[test]
fn leeme_37_without_a_legible_vote_an_acta_does_not_count_and_its_total_is_0() {
    for (votos, codes) in [
        ([Ilegible; 4], vec![6]),
        ([SinDato; 4], vec![7]),
        ([Ilegible, SinDato, SinDato, Ilegible], vec![6, 7]),
    ] {
        let acta = read(votos, &basica(), &iecm());
        assert_eq!(
            told(&acta),
            (0, Some(0), "TODOS ILEGIBLES O SIN DATO", codes)
        );
        assert_eq!(acta.total_calculado_text(&iecm()), "0");
    }
}

/// DOMAIN 6: in the sample acta of the project's data, fields 2 to 5 and 7 are blank.
#[test]
fn leeme_37_blank_fields_that_hold_no_votes_decide_nothing() {
    let acta = read(
        [Number(1), Number(2), Number(0), Number(0)],
        &basica(),
        &iecm(),
    );
    assert!(acta.inconsistencias.is_empty() && acta.is_contabilizada());
}

/// «Siempre prevalecerá», or both are said together, or each is listed: the perfil's choice.
#[test]
fn leeme_37_excede_prevails_combines_or_is_listed_as_the_perfil_says() {
    let votos = [Number(500), Ilegible, SinDato, Number(0)];
    for (perfil, text) in [
        (iecm(), "EXCEDE LISTA NOMINAL"),
        (
            with_excede("combina"),
            "EXCEDE LISTA NOMINAL CON CAMPO ILEGIBLE O SIN DATO",
        ),
        (
            with_excede("lista"),
            "EXCEDE LISTA NOMINAL, ILEGIBLE, SIN DATO",
        ),
        (
            Perfil::built_in("ine").unwrap(),
            "Excede Lista Nominal, Ilegible, Sin dato",
        ),
    ] {
        let acta = read(votos, &basica(), &perfil);
        assert_eq!(told(&acta), (0, Some(500), text, vec![1, 2, 3]));
    }
}

#[test]
fn a_list_names_todos_once_and_nothing_when_there_is_nothing() {
    let perfil = with_excede("lista");
    let mixed = read([Ilegible, SinDato, SinDato, SinDato], &basica(), &perfil);
    assert_eq!(mixed.observaciones, "TODOS ILEGIBLES O SIN DATO");
    assert_eq!(read([Number(0); 4], &basica(), &perfil).observaciones, "");
    let alone = read(
        [Number(500), Number(0), Number(0), Number(0)],
        &basica(),
        &perfil,
    );
    assert_eq!(alone.observaciones, "EXCEDE LISTA NOMINAL");
}

#[test]
fn leeme_34_and_37_sin_acta_has_four_reasons_no_total_and_does_not_count() {
    let codes = SinActa::ALL.map(|reason| {
        let acta = classify(ActaRegistrada::SinActa(reason), &iecm());
        assert_eq!(acta.contabilizada, Contabilizada::NoContabilizada);
        assert_eq!(acta.observaciones, reason.text());
        assert_eq!(acta.total_calculado_text(&iecm()), "SIN ACTA");
        assert!(!acta.inconsistencias.count_for_percentage());
        acta.inconsistencias.iecm_codes()
    });
    assert_eq!(codes.concat(), [11, 12, 13, 14]);
}

#[test]
fn leeme_38_fuera_de_catalogo_is_2_and_enters_no_percentage() {
    let acta = classify(ActaRegistrada::FueraDeCatalogo, &iecm());
    assert_eq!(told(&acta), (2, None, "FUERA DE CATÁLOGO", vec![5]));
    assert!(!acta.inconsistencias.count_for_percentage());
    assert_eq!(acta.total_calculado_text(&iecm()), "-");
}

fn value() -> impl Strategy<Value = CampoValue> {
    prop_oneof![
        4 => (0u32..200).prop_map(Number),
        1 => (0u32..=999_999_999).prop_map(Number),
        2 => Just(Ilegible),
        2 => Just(SinDato),
    ]
}

proptest! {
    /// Whatever can be typed is classified, and the parts agree with each other.
    #[test]
    fn every_reading_is_classified_consistently(
        votos in prop::array::uniform4(value()),
        lista_nominal in 0u32..1_000,
        representantes in prop::option::of(0u32..20),
    ) {
        let casilla = casilla("090001B0100", lista_nominal, representantes);
        let acta = read(votos, &casilla, &iecm());
        let sum: u64 = votos.iter().filter_map(|v| v.number()).map(u64::from).sum();
        let most = u64::from(lista_nominal) + u64::from(representantes.unwrap_or(0));
        let legible = votos.iter().any(|v| v.number().is_some());
        prop_assert_eq!(acta.total_calculado, Some(sum));
        prop_assert_eq!(acta.is_contabilizada(), legible && sum <= most);
        let clean = votos.iter().all(|v| v.number().is_some()) && sum <= most;
        prop_assert_eq!(acta.inconsistencias.is_empty(), clean);
        prop_assert_eq!(acta.inconsistencias.count_for_percentage(), !clean);
        prop_assert_eq!(acta.observaciones.is_empty(), clean);
        prop_assert!(acta.contabilizada != Contabilizada::FueraDeCatalogo);
    }

    /// Neither the order in which fields are printed nor that of capture changes anything.
    #[test]
    fn counting_never_depends_on_the_order_of_fields(
        votos in prop::array::uniform4(value()),
        order in Just(VOTOS.to_vec()).prop_shuffle(),
    ) {
        let straight = read(votos, &basica(), &iecm());
        let mut shuffled = form();
        shuffled.campos.sort_by_key(|campo| order.iter().position(|id| *id == campo.id.as_str()));
        let map: BTreeMap<_, _> =
            values(votos).iter().map(|(id, value)| (id.clone(), value)).collect();
        let values = ActaValues::new(&shuffled, map).unwrap();
        let casilla = basica();
        let acta = ActaRegistrada::Leida { form: &shuffled, values: &values, casilla: &casilla };
        prop_assert_eq!(classify(acta, &iecm()), straight);
    }

    /// DOMAIN 6: a party that the acta does not print is not SIN DATO and does not count towards
    /// TODOS ILEGIBLES.
    #[test]
    fn what_is_not_printed_never_decides(votos in prop::array::uniform4(value())) {
        let mut without = form();
        without.campos.retain(|campo| campo.id.as_str() != "PRI");
        let map: BTreeMap<_, _> = values(votos)
            .iter()
            .filter(|(id, _)| id.as_str() != "PRI")
            .map(|(id, value)| (id.clone(), value))
            .collect();
        let values = ActaValues::new(&without, map).unwrap();
        let casilla = basica();
        let acta = ActaRegistrada::Leida { form: &without, values: &values, casilla: &casilla };
        let acta = classify(acta, &iecm());
        let others = [votos[0], votos[2], votos[3]];
        let legible = others.iter().any(|v| v.number().is_some());
        let sum: u64 = others.iter().filter_map(|v| v.number()).map(u64::from).sum();
        prop_assert_eq!(acta.is_contabilizada(), legible && sum <= 110);
        prop_assert_eq!(acta.total_calculado, Some(sum));
    }
}
