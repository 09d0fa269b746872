//! The format prototype that the INE reviewed in January 2024: every worked row and every summary
//! variable is what the rules say, or is listed here with the reason why it is not.

mod cdmx2024;

use std::collections::BTreeSet;

use cdmx2024::{Base, Row, iecm};
use prep_model::perfiles::Perfil;
use prep_model::porcentajes::{ActaResumida, Resumen, VariableResumen};

/// Files of the prototype, with the rows that each has.
const FILES: [(&str, usize); 3] = [("GUB", 8), ("ALC", 8), ("DIP_LOC", 11)];

/// Where; what the prototype shows; what the rules say; why the prototype is wrong.
type Deviation = (&'static str, &'static str, &'static str, &'static str);

const ADDED_WRONG: &str = "the votes of the row do not add up to the total beside them";
const FOUR_DECIMALS: &str = "four decimals are always shown (LEEME, variables 5, 7, 8 and 13)";
const OF_THE_ROWS: &str = "it does not follow from the rows of the same file";

/// A row is named by file, CLAVE_CASILLA and TIPO_ACTA, since its CLAVE_ACTA is wrong in several.
#[rustfmt::skip]
const ROW_DEVIATIONS: [Deviation; 9] = [
    ("ALC 090865E0101 A04 OBSERVACIONES", "ALGUN CAMPO ILEGIBLE O SIN DATO",
     "ALGÚN CAMPO ILEGIBLE O SIN DATO", "the LEEME writes its accent"),
    ("DIP_LOC 090000M0100 A02 TOTAL_VOTOS_CALCULADO", "84", "97", ADDED_WRONG),
    ("DIP_LOC 091833B0100 A03 TOTAL_VOTOS_CALCULADO", "59", "60", ADDED_WRONG),
    ("DIP_LOC 093618C0100 A03 TOTAL_VOTOS_CALCULADO", "47", "48", ADDED_WRONG),
    ("DIP_LOC 093663E0100 A03 TOTAL_VOTOS_CALCULADO", "181", "183", ADDED_WRONG),
    ("DIP_LOC 093990E0101 A03 TOTAL_VOTOS_CALCULADO", "66", "65", ADDED_WRONG),
    ("DIP_LOC 090811S0100 A03EMR TOTAL_VOTOS_CALCULADO", "151", "146", ADDED_WRONG),
    ("DIP_LOC 090811S0100 A03ERP TOTAL_VOTOS_CALCULADO", "139", "0",
     "no vote field of the row has a legible datum"),
    ("DIP_LOC 090811S0100 A03ERP OBSERVACIONES", "TODOS LOS CAMPOS ILEGIBLES O SIN DATO",
     "TODOS ILEGIBLES O SIN DATO", "the LEEME's label is shorter"),
];

/// Esperadas are the file's; everything else is computed from its rows, as in the last corte.
#[rustfmt::skip]
const RESUMEN_DEVIATIONS: [Deviation; 18] = [
    ("GUB PORCENTAJE_ACTAS_CAPTURADAS", "8", "8.0000", FOUR_DECIMALS),
    ("GUB PORCENTAJE_ACTAS_CONTABILIZADAS", "7", "7.0000", FOUR_DECIMALS),
    ("GUB PORCENTAJE_ACTAS_INCONSISTENCIAS", "1", "0.0000",
     "SIN ACTA does not enter the percentage (LEEME, variable 8)"),
    ("ALC PORCENTAJE_ACTAS_CAPTURADAS", "80", "80.0000", FOUR_DECIMALS),
    ("ALC PORCENTAJE_ACTAS_CONTABILIZADAS", "70", "70.0000", FOUR_DECIMALS),
    ("ALC PORCENTAJE_ACTAS_INCONSISTENCIAS", "10", "10.0000", FOUR_DECIMALS),
    ("ALC LISTA_NOMINAL_ACTAS_CONTABILIZADAS", "2350", "2360", OF_THE_ROWS),
    ("ALC TOTAL_VOTOS_S_CS", "1178", "1089", OF_THE_ROWS),
    ("ALC PORCENTAJE_PARTICIPACION_CIUDADANA", "52.1702", "51.9491", OF_THE_ROWS),
    ("DIP_LOC ACTAS_REGISTRADAS", "10", "11", OF_THE_ROWS),
    ("DIP_LOC ACTAS_CAPTURADAS", "10", "11", OF_THE_ROWS),
    ("DIP_LOC PORCENTAJE_ACTAS_CAPTURADAS", "66.6700", "73.3333", OF_THE_ROWS),
    ("DIP_LOC ACTAS_CONTABILIZADAS", "9", "10", OF_THE_ROWS),
    ("DIP_LOC PORCENTAJE_ACTAS_CONTABILIZADAS", "60.0000", "66.6666", OF_THE_ROWS),
    ("DIP_LOC PORCENTAJE_ACTAS_INCONSISTENCIAS", "0", "6.6666",
     "TODOS ILEGIBLES O SIN DATO enters the percentage"),
    ("DIP_LOC TOTAL_VOTOS_C_CS", "1870", "1742", OF_THE_ROWS),
    ("DIP_LOC TOTAL_VOTOS_S_CS", "975", "991", OF_THE_ROWS),
    ("DIP_LOC PORCENTAJE_PARTICIPACION_CIUDADANA", "47.5300", "44.2806", OF_THE_ROWS),
];

fn file(eleccion: &str) -> Option<Base> {
    Base::read(&format!("prototipo/CDMX_{eleccion}_2024.csv"))
}

/// Collects what differs, and holds it against the list: nothing may be missing or left over.
struct Differences(Vec<(String, String, String)>);

impl Differences {
    fn compare(&mut self, at: String, published: &str, by_rule: &str) {
        if published != by_rule {
            self.0.push((at, published.to_owned(), by_rule.to_owned()));
        }
    }

    fn assert_are(&self, known: &[Deviation]) {
        let found: BTreeSet<_> = self
            .0
            .iter()
            .map(|(at, one, other)| (at.as_str(), one.as_str(), other.as_str()))
            .collect();
        let known: BTreeSet<_> = known
            .iter()
            .map(|(at, one, other, _)| (*at, *one, *other))
            .collect();
        let unknown: Vec<_> = found.difference(&known).collect();
        let gone: Vec<_> = known.difference(&found).collect();
        assert!(
            unknown.is_empty() && gone.is_empty(),
            "new: {unknown:#?}, gone: {gone:#?}"
        );
    }
}

fn compare_row(eleccion: &str, row: Row<'_>, perfil: &Perfil, differences: &mut Differences) {
    let acta = row.classify(perfil);
    let contabilizada = acta.contabilizada.code().to_string();
    for (columna, by_rule) in [
        ("CONTABILIZADA", contabilizada),
        ("OBSERVACIONES", acta.observaciones.clone()),
        ("TOTAL_VOTOS_CALCULADO", acta.total_calculado_text(perfil)),
    ] {
        let at = format!(
            "{eleccion} {} {} {columna}",
            row.get(&["CLAVE_CASILLA"]),
            row.get(&["TIPO_ACTA"])
        );
        differences.compare(at, row.get(&[columna]), &by_rule);
    }
}

#[test]
fn every_worked_row_is_classified_as_it_is_there() {
    let perfil = iecm();
    let mut differences = Differences(Vec::new());
    for (eleccion, rows) in FILES {
        let Some(base) = file(eleccion) else { return };
        assert_eq!(base.rows().count(), rows, "{eleccion}");
        for row in base.rows() {
            compare_row(eleccion, row, &perfil, &mut differences);
        }
    }
    differences.assert_are(&ROW_DEVIATIONS);
}

#[test]
fn every_summary_follows_from_its_rows() {
    let perfil = iecm();
    let mut differences = Differences(Vec::new());
    for (eleccion, _) in FILES {
        let Some(base) = file(eleccion) else { return };
        let actas = base
            .rows()
            .map(|row| ActaResumida::new(&row.classify(&perfil), Some(&row.casilla())));
        let esperadas = base.resumen[0].1.parse().unwrap();
        let resumen = Resumen::of(actas, esperadas).unwrap();
        for (variable, (name, value)) in VariableResumen::ALL.into_iter().zip(&base.resumen) {
            assert_eq!(name, variable.as_str());
            let at = format!("{eleccion} {name}");
            differences.compare(at, value, &resumen.value(variable, true, &perfil));
        }
    }
    differences.assert_are(&RESUMEN_DEVIATIONS);
}
