//! Whatever bytes come, there is an answer; the order of the columns does not matter.

use prep_model::claves::EleccionId;
use proptest::prelude::*;
use proptest::sample::Index;

use super::super::table::PublishedTable;
use super::super::{NamedBytes, rebuild};
use super::{GUB, database, file, options};
use crate::folder;

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{1,5}",
        Just("N/A".to_owned()),
        Just("SIN ACTA".to_owned()),
        Just("ILEGIBLE ".to_owned()),
        Just("'0001".to_owned()),
        Just("1C".to_owned()),
        "[BCESMAP]",
        "A0[1-6](E|VA|PPP|UE|EMR|ERP)?",
        Just(String::new()),
        "\\PC{0,6}",
    ]
}

fn line() -> impl Strategy<Value = String> {
    prop::collection::vec(cell(), 0..22).prop_map(|cells| cells.join(","))
}

/// The bytes that mean something in a database, and any other.
fn damage_byte() -> impl Strategy<Value = u8> {
    prop_oneof![
        prop::sample::select(b",|;\t\"'\r\n 019NAS_".to_vec()),
        any::<u8>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = PublishedTable::read(&NamedBytes::new("x", bytes.clone()));
        let header = format!("{GUB}\n").into_bytes();
        let _ = rebuild(&options(), &[file("GUB", [header, bytes].concat())]);
    }

    #[test]
    fn a_damaged_database_is_read_as_it_is_or_refused_with_its_name(
        damages in prop::collection::vec(
            (any::<Index>(), 0usize..30, prop::collection::vec(damage_byte(), 0..5)),
            1..6,
        ),
    ) {
        let rows = [
            "001,0001,01,B,00,01,A02,60,60,20,20,10,5,1,4,60,500",
            "001,\"0001\",01,C,00,02,A02,ILEGIBLE,60,20,0,10,5,1,SIN DATO,60,500",
            "001,N/A,N/A,A,00,01,A01VA,6,6,1,1,1,1,1,1,6,10",
        ];
        let mut bytes = database("GUBERNATURA", GUB, &rows).into_bytes();
        for (at, cut, with) in damages {
            let at = at.index(bytes.len());
            let end = (at + cut).min(bytes.len());
            bytes.splice(at..end, with);
            if bytes.is_empty() {
                break;
            }
        }
        match PublishedTable::read(&NamedBytes::new("x", bytes.clone())) {
            Ok(table) => {
                let lines = bytes.split(|byte| *byte == b'\n').count();
                let first = table.sheet().header_line();
                for row in table.rows() {
                    let line = usize::try_from(row.line()).unwrap();
                    prop_assert!(row.line() > first && line <= lines);
                }
                prop_assert!(table.votes().end <= table.sheet().names().len());
            }
            Err(fault) => {
                prop_assert_eq!(&fault.file, "x");
                prop_assert!(!fault.message.is_empty() && !fault.remedy.is_empty());
            }
        }
        if let Ok(rebuilt) = rebuild(&options(), &[file("GUB", bytes)]) {
            let again = folder::parse(&folder::render(&rebuilt.proceso, &[]));
            prop_assert_eq!(again.map(|again| again.proceso), Ok(rebuilt.proceso));
        }
    }

    #[test]
    fn any_rows_are_used_or_named(lines in prop::collection::vec(line(), 1..12)) {
        let rows: Vec<&str> = lines.iter().map(String::as_str).collect();
        let text = database("DIPUTACIONES", GUB, &rows);
        let table = PublishedTable::read(&NamedBytes::new("x", text.as_bytes())).unwrap();
        for eleccion in ["GUB", "DIP_LOC"] {
            if let Ok(rebuilt) = rebuild(&options(), &[file(eleccion, text.as_bytes())]) {
                let told = rebuilt.unused_rows.len();
                prop_assert_eq!(rebuilt.counts[0].found + told, table.rows().len());
            }
        }
    }

    #[test]
    fn permuted_columns_give_the_same_proceso(
        order in Just((0..10usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        // The vote columns stay between TOTAL_VOTOS_SACADOS and NO_REGISTRADAS, as published.
        let groups = |line: &str| {
            let cells: Vec<&str> = line.split(',').collect();
            let mut groups: Vec<String> = cells[..8].iter().map(|cell| (*cell).to_owned()).collect();
            groups.push(cells[8..15].join(","));
            groups.push(cells[15..].join(","));
            groups
        };
        let rows = [
            "001,0001,01,B,00,01,A02,60,60,20,20,10,5,1,4,60,500",
            "001,0001,01,C,00,02,A02,60,60,20,0,10,5,1,4,60,500",
            "001,N/A,N/A,A,00,01,A01VA,6,6,1,1,1,1,1,1,6,10",
        ];
        let permuted = |line: &str| {
            let groups = groups(line);
            order.iter().map(|at| groups[*at].clone()).collect::<Vec<_>>().join(",")
        };
        let moved: Vec<String> = rows.iter().map(|row| permuted(row)).collect();
        let moved: Vec<&str> = moved.iter().map(String::as_str).collect();
        let plain = file("GUB", database("GUBERNATURA", GUB, &rows));
        let other = file("GUB", database("GUBERNATURA", &permuted(GUB), &moved));
        let plain = rebuild(&options(), &[plain]).unwrap();
        let other = rebuild(&options(), &[other]).unwrap();
        prop_assert_eq!(plain.proceso, other.proceso);
        prop_assert_eq!(EleccionId::new("GUB").unwrap(), plain.counts[0].eleccion.clone());
    }
}
