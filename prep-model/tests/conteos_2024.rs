//! The rules on the real rows of 2024: the counts of Jefatura de Gobierno and the first simulacro.

mod cdmx2024;

use std::collections::BTreeMap;

use cdmx2024::{Base, Row, iecm};
use prep_model::claves::TipoCasilla;
use prep_model::inconsistencias::Contabilizada;
use prep_model::inconsistencias::excede_lista_nominal::excede;
use prep_model::porcentajes::{ActaResumida, Resumen, VariableResumen};

/// DOMAIN 6: seven rows that are not of casillas especiales exceed. REPRESENTANTES is in that file
/// who voted and not who was accredited, and 0 in M, A and P.
#[test]
fn seven_real_actas_exceed_lista_nominal_and_representatives() {
    let Some(base) = Base::read("computos_gobierno.csv") else {
        return;
    };
    let mut exceeding: BTreeMap<char, usize> = BTreeMap::new();
    for row in base
        .rows()
        .filter(|row| row.tipo() != TipoCasilla::Especial)
    {
        let (form, values) = row.form_and_values();
        if excede(&row.casilla(), values.total_calculado(&form)) {
            *exceeding.entry(row.tipo().letter()).or_default() += 1;
        }
    }
    let by_tipo: Vec<_> = exceeding.into_iter().collect();
    assert_eq!(by_tipo, [('A', 1), ('B', 1), ('C', 3), ('M', 1), ('P', 1)]);
}

/// DOMAIN 5, point 8: a written total that is not the sum is normal, and the file's own calculated
/// total is the sum in every row.
#[test]
fn the_written_total_differs_from_the_sum_in_1280_of_13384_real_actas() {
    let Some(base) = Base::read("computos_gobierno.csv") else {
        return;
    };
    let mut differ = 0;
    for row in base.rows() {
        let (form, values) = row.form_and_values();
        let sum = values.total_calculado(&form).to_string();
        assert_eq!(row.get(&["TOTAL_VOTOS_CALCULADOS"]), sum);
        differ += usize::from(row.get(&["TOTAL_VOTOS_ASENTADO"]) != sum);
    }
    assert_eq!((differ, base.rows().count()), (1_280, 13_384));
}

/// What the summary needs of a row, as the row itself was published: here the arithmetic is tried
/// and not the classification.
fn as_published(row: Row<'_>) -> ActaResumida {
    let observaciones = row.get(&["OBSERVACIONES"]);
    let sin_acta = observaciones.starts_with("SIN ACTA");
    let contabilizada = match row.get(&["CONTABILIZADA"]) {
        "1" => Contabilizada::Contabilizada,
        _ => Contabilizada::NoContabilizada,
    };
    let total = || {
        let (form, values) = row.form_and_values();
        values.total_calculado(&form)
    };
    ActaResumida {
        contabilizada,
        con_inconsistencias: !sin_acta && observaciones != "--",
        total_calculado: if sin_acta { 0 } else { total() },
        especial: row.tipo() == TipoCasilla::Especial,
        lista_nominal: row.casilla().lista_nominal,
    }
}

/// DOMAIN 2.7: what the cut of 12 May 2024, 21:20, published, and what its rows say by the rules.
#[test]
fn simulacro_1_by_the_rules_has_another_summary_than_was_published() {
    let Some(base) = Base::read("simulacro1_CDMX_GUB_2024.csv") else {
        return;
    };
    let perfil = iecm();
    let resumen = Resumen::of(base.rows().map(as_published), 13_495).unwrap();
    let variables = VariableResumen::ALL.into_iter().zip(&base.resumen);
    let differ: Vec<_> = variables
        .map(|(variable, (name, published))| {
            (
                name.as_str(),
                published.as_str(),
                resumen.value(variable, true, &perfil),
            )
        })
        .filter(|(_, published, by_rule)| published != by_rule)
        .collect();
    let expected = [
        // Item 1: rounded.
        ("PORCENTAJE_ACTAS_CAPTURADAS", "99.4739", "99.4738"),
        // Items 1 and 2: rounded, and two SIN ACTA too many.
        ("PORCENTAJE_ACTAS_INCONSISTENCIAS", "3.8607", "3.8458"),
        // Item 7: 1,000 for each of 41 casillas especiales counted.
        ("LISTA_NOMINAL_ACTAS_CONTABILIZADAS", "9917669", "9876669"),
        // Item 4: the rows do not add up to it.
        ("TOTAL_VOTOS_C_CS", "9715234", "9714484"),
        // Item 3: the number of actas especiales was taken away and not their 30,750 votes.
        ("TOTAL_VOTOS_S_CS", "9715192", "9683734"),
        ("PORCENTAJE_PARTICIPACION_CIUDADANA", "97.9588", "98.3578"),
    ];
    let expected: Vec<_> = expected
        .into_iter()
        .map(|(n, p, r)| (n, p, r.to_owned()))
        .collect();
    assert_eq!(differ, expected);
    assert_eq!(resumen.total_votos_c_cs - resumen.total_votos_s_cs, 30_750);
    assert_eq!(
        (resumen.capturadas(), resumen.con_inconsistencias),
        (13_424, 519)
    );
}

/// The rows that the drill labelled in another way than the rules, each by its key.
#[rustfmt::skip]
const LABELLED_WRONG: [(&str, &str, &str); 7] = [
    // ALGÚN and counted, though every vote field is ILEGIBLE; TODOS and not counted, though every
    // vote field has a number.
    ("090343C0100", ALGUN, TODOS),
    ("091442C0100", ALGUN, TODOS),
    ("091676C0100", TODOS, ""),
    ("092323B0100", ALGUN, TODOS),
    ("092636B0100", ALGUN, TODOS),
    ("093173B0100", TODOS, ""),
    // 751 votes: its representatives who voted, 750 in that file, are taken for accredited.
    ("095025A100", "EXCEDE LISTA NOMINAL", ""),
];

const ALGUN: &str = "ALGÚN CAMPO ILEGIBLE O SIN DATO";
const TODOS: &str = "TODOS ILEGIBLES O SIN DATO";

/// Labels are compared without regard to how the drill wrote them.
#[test]
fn simulacro_1_is_classified_as_it_was_but_for_the_rows_labelled_wrong() {
    let Some(base) = Base::read("simulacro1_CDMX_GUB_2024.csv") else {
        return;
    };
    let perfil = iecm();
    let mut differ = Vec::new();
    for row in base.rows() {
        let published = match row.get(&["OBSERVACIONES"]) {
            "--" => "",
            "ALGUN CAMPO ILEGIBLE O SIN DATOS" => "ALGÚN CAMPO ILEGIBLE O SIN DATO",
            // Two rows give no reason.
            "SIN ACTA" => "SIN ACTA POR PAQUETE NO ENTREGADO",
            text => text,
        };
        let acta = row.classify(&perfil);
        let counted = row.get(&["CONTABILIZADA"]) == acta.contabilizada.code().to_string();
        if published != acta.observaciones || !counted {
            differ.push((row.get(&["CLAVE_CASILLA"]), published, acta.observaciones));
        }
    }
    let known = LABELLED_WRONG.map(|(clave, text, rule)| (clave, text, rule.to_owned()));
    assert_eq!(differ, known);
}
