//! What is written reads back as the same, and what is read is never a panic.

use std::fmt::Write as _;

use proptest::prelude::*;

use prep_model::casillas::Casilla;
use prep_model::elecciones::Eleccion;
use prep_model::perfiles::Perfil;
use prep_model::proceso::{Proceso, ProcesoHead};

use super::*;

#[test]
fn the_sample_reads_back_as_itself_without_warnings() {
    let notes = vec![
        "Una «nota» con \"comillas\".".to_owned(),
        "Otra.\nEn dos líneas.".to_owned(),
    ];
    let reading = parse(&render(&sample::proceso(), &notes)).unwrap();
    assert_eq!(reading.proceso, sample::proceso());
    assert_eq!(reading.notes, notes);
    assert_eq!(reading.warnings, []);
}

#[test]
fn the_bytes_are_fixed() {
    let files = Folder::sample();
    let one = "0001,S,01,00,001,002,1,0,1000,12,,A02E,A03EMR A03ERP A05UEMR A05UERP,A04E\n";
    assert!(files.text("casillas.csv").contains(one));
    assert!(
        files
            .text("proceso.toml")
            .contains("\npublicacion_desde = 2027-06-06T20:00:00-06:00\n")
    );
    assert_eq!(files.text("perfil.toml"), "base = \"iecm-2024\"\n");
    assert_eq!(files.0.digest(), Folder::sample().0.digest());
    assert_ne!(
        files.0.digest(),
        Folder::sample().append("perfil.toml", "#").0.digest()
    );
}

#[test]
fn the_last_years_of_the_calendar_and_fractions_of_a_second_survive() {
    for (from, to) in [
        ("1970-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"),
        (
            "2027-06-06T20:00:00.000001-06:00",
            "9999-12-31T20:00:00+14:00",
        ),
    ] {
        for utc_offset_minutes in [-720, 0, 840] {
            let head = ProcesoHead {
                utc_offset_minutes,
                publicacion_desde: from.parse().unwrap(),
                publicacion_hasta: to.parse().unwrap(),
                ..sample::head()
            };
            let proceso = with(|p| p.0 = head);
            assert_eq!(parse(&render(&proceso, &[])).unwrap().proceso, proceso);
        }
    }
}

#[test]
fn a_catalogue_of_a_large_entidad_is_checked_quickly() {
    let mut folder = Folder::sample();
    let mut text = folder.text("casillas.csv");
    for seccion in 4..=4_003 {
        writeln!(text, "{seccion},B,1,,1,2,1,700,,14,,A02,A03,A04").unwrap();
        for id in 1..=9 {
            writeln!(text, "{seccion},C,{id},,1,2,1,700,,14,,A02,A03,A04").unwrap();
        }
    }
    folder = folder.with("casillas.csv", text);
    assert_eq!(parse(&folder.0).unwrap().proceso.casillas().len(), 40_012);
}

type Parts = (ProcesoHead, Vec<Eleccion>, Vec<Casilla>, Perfil);

/// The sample with something changed.
fn with(change: impl FnOnce(&mut Parts)) -> Proceso {
    let sample = sample::proceso();
    let mut parts = (
        sample.head().clone(),
        sample.elecciones().to_vec(),
        sample.casillas().to_vec(),
        sample.perfil().clone(),
    );
    change(&mut parts);
    let (head, elecciones, casillas, perfil) = parts;
    Proceso::new(head, elecciones, casillas, perfil).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_name_survives_or_is_refused(name in "\\PC{1,20}", code in 0..4) {
        prop_assume!(!name.trim().is_empty());
        let proceso = with(|(head, elecciones, ..)| match code {
            0 => head.nombre.clone_from(&name),
            1 => elecciones[0].contendientes[0].nombre.clone_from(&name),
            _ => {
                for ambito in elecciones[1].ambitos.values_mut() {
                    ambito.nombre.clone_from(&name);
                    ambito.candidaturas[0].propietaria.clone_from(&name);
                }
            }
        });
        let read = parse(&render(&proceso, &[])).map(|reading| reading.proceso);
        if name.trim() == name {
            prop_assert_eq!(read, Ok(proceso));
        }
    }

    #[test]
    fn any_lista_nominal_and_any_order_survive(
        lista in 0_u32..=9_999_999,
        shift in 0_usize..12,
        backwards in any::<bool>(),
    ) {
        let proceso = with(|(_, elecciones, casillas, _)| {
            casillas[0].lista_nominal = lista;
            casillas.rotate_left(shift);
            elecciones.rotate_left(shift % 3);
            for casilla in casillas.iter_mut().filter(|_| backwards) {
                casilla.actas.reverse();
            }
            for eleccion in elecciones.iter_mut() {
                let tipos = eleccion.tipos_acta.len();
                eleccion.tipos_acta.rotate_left(shift % tipos);
            }
        });
        let files = render(&proceso, &[]);
        prop_assert_eq!(parse(&files).map(|reading| reading.proceso), Ok(proceso));
    }

    #[test]
    fn any_text_as_a_file_is_read_or_refused(text in "[A-Z0-9,\"'= \\[\\]{}#.ñ\r\n\t]{0,80}") {
        for path in ["proceso.toml", "elecciones/GUB.toml", "casillas.csv"] {
            let _ = parse(&Folder::sample().with(path, text.as_str()).0);
        }
    }
}
