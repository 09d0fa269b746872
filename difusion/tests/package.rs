//! The files of a corte: what they add up to, what they are called, and that they are always the same.
#![expect(
    clippy::unwrap_used,
    reason = "what a test expects and does not get fails it"
)]

mod night;

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use central::cortes::Snapshot;
use difusion::agregados::Resultados;
use difusion::base::Momento;
use difusion::package::{FileKind, Package, PackageFile, build};
use prep_model::perfiles::Perfil;
use prep_model::porcentajes::Porcentaje;
use prep_model::proceso::Proceso;
use proptest::prelude::*;
use zip::ZipArchive;

use night::{Numbers, night};

fn momento(snapshot: &Snapshot) -> Momento {
    Momento {
        at: snapshot.at,
        ultimo: false,
    }
}

fn package(proceso: &Proceso, snapshot: &Snapshot) -> Package {
    let ejercicio = "oficial".parse().unwrap();
    build(proceso, &ejercicio, snapshot, momento(snapshot)).unwrap()
}

fn sample() -> Proceso {
    proceso_files::sample::proceso()
}

/// The sample with settings of its own.
fn with_perfil(rest: &str) -> Proceso {
    let sample = sample();
    let perfil = Perfil::from_toml(&format!("base = \"iecm-2024\"\n{rest}")).unwrap();
    let parts = (sample.elecciones().to_vec(), sample.casillas().to_vec());
    Proceso::new(sample.head().clone(), parts.0, parts.1, perfil).unwrap()
}

fn file<'a>(package: &'a Package, path: &str) -> &'a PackageFile {
    let found = package.files.iter().find(|file| file.path == path);
    found.unwrap_or_else(|| panic!("no {path}"))
}

fn text(file: &PackageFile) -> &str {
    std::str::from_utf8(&file.bytes).unwrap()
}

/// A sheet as a reader of CSV sees it, blank lines left out.
fn records(file: &PackageFile, delimiter: u8) -> Vec<Vec<String>> {
    let bytes = file
        .bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(&file.bytes);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(bytes);
    let record =
        |row: csv::Result<csv::StringRecord>| row.unwrap().iter().map(str::to_owned).collect();
    reader.records().map(record).collect()
}

type Table = Vec<BTreeMap<String, String>>;

fn table(header: &[String], rows: &[Vec<String>]) -> Table {
    let of = |row: &Vec<String>| {
        assert_eq!(row.len(), header.len(), "{row:?}");
        header.iter().cloned().zip(row.iter().cloned()).collect()
    };
    rows.iter().map(of).collect()
}

/// Summary and rows of a database.
fn database(file: &PackageFile) -> (BTreeMap<String, String>, Table) {
    let records = records(file, b',');
    let resumen = table(&records[2], &records[3..4]).remove(0);
    (resumen, table(&records[4], &records[5..]))
}

fn sum(rows: &Table, column: &str, keep: impl Fn(&BTreeMap<String, String>) -> bool) -> u64 {
    let kept = rows.iter().filter(|row| keep(row));
    kept.map(|row| row[column].parse::<u64>().unwrap_or(0))
        .sum()
}

fn count(rows: &Table, keep: impl Fn(&BTreeMap<String, String>) -> bool) -> u64 {
    rows.iter().filter(|row| keep(row)).count() as u64
}

/// LEEME, second component, computed from nothing but the published rows.
fn resumen_by_rows(rows: &Table, esperadas: u64) -> BTreeMap<String, String> {
    let is =
        |code: &'static str| move |row: &BTreeMap<String, String>| row["CONTABILIZADA"] == code;
    let counted = count(rows, is("1"));
    let not_counted = count(rows, is("0"));
    let plain =
        |row: &BTreeMap<String, String>| row["CONTABILIZADA"] == "1" && row["TIPO_CASILLA"] != "S";
    let faulty = count(rows, |row| {
        let text = &row["OBSERVACIONES"];
        !text.is_empty() && !text.starts_with("SIN ACTA") && !text.starts_with("FUERA")
    });
    let lista = sum(rows, "LISTA_NOMINAL", plain);
    let plain_votes = sum(rows, "TOTAL_VOTOS_CALCULADO", plain);
    let share =
        |part, whole| Porcentaje::of(part, whole).map_or("0.0000".to_owned(), |of| of.to_string());
    [
        ("ACTAS_ESPERADAS", esperadas.to_string()),
        ("ACTAS_REGISTRADAS", rows.len().to_string()),
        ("ACTAS_FUERA_CATALOGO", count(rows, is("2")).to_string()),
        ("ACTAS_CAPTURADAS", (counted + not_counted).to_string()),
        (
            "PORCENTAJE_ACTAS_CAPTURADAS",
            share(counted + not_counted, esperadas),
        ),
        ("ACTAS_CONTABILIZADAS", counted.to_string()),
        ("PORCENTAJE_ACTAS_CONTABILIZADAS", share(counted, esperadas)),
        ("PORCENTAJE_ACTAS_INCONSISTENCIAS", share(faulty, esperadas)),
        ("ACTAS_NO_CONTABILIZADAS", not_counted.to_string()),
        ("LISTA_NOMINAL_ACTAS_CONTABILIZADAS", lista.to_string()),
        (
            "TOTAL_VOTOS_C_CS",
            sum(rows, "TOTAL_VOTOS_CALCULADO", is("1")).to_string(),
        ),
        ("TOTAL_VOTOS_S_CS", plain_votes.to_string()),
        (
            "PORCENTAJE_PARTICIPACION_CIUDADANA",
            share(plain_votes, lista),
        ),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

const BASES: [(&str, &str); 3] = [
    ("GUB", "GUB/CDMX_GUB_2024.csv"),
    ("DIP_LOC", "DIP_LOC/CDMX_DIP_LOC_2024.csv"),
    ("ALC", "ALC/CDMX_ALC_2024.csv"),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// The header of every database is what its own rows say, and so are the sums by territory.
    #[test]
    fn header_and_sums_equal_the_rows_of_any_night(seed in any::<u64>(), percent in 0u64..=100) {
        let proceso = sample();
        let package = package(&proceso, &night(&proceso, seed, percent));
        for (eleccion, path) in BASES {
            let (resumen, rows) = database(file(&package, path));
            let esperadas = resumen["ACTAS_ESPERADAS"].parse().unwrap();
            prop_assert_eq!(&resumen, &resumen_by_rows(&rows, esperadas));
            for level in ["entidad", "distrito", "alcaldia", "seccion", "casilla"] {
                let path = format!("{eleccion}/agregados/{level}.csv");
                let records = records(file(&package, &path), b',');
                let territories = table(&records[0], &records[1..]);
                for column in ["ACTAS_CONTABILIZADAS", "TOTAL_VOTOS_C_CS", "TOTAL_VOTOS_S_CS",
                    "LISTA_NOMINAL_ACTAS_CONTABILIZADAS"] {
                    let all = sum(&territories, column, |_| true).to_string();
                    prop_assert_eq!(&all, &resumen[column], "{} {}", path, column);
                }
                for column in ["PAN", "MORENA", "NO_REGISTRADAS", "NULOS"] {
                    let counted = sum(&rows, column, |row| row["CONTABILIZADA"] == "1");
                    prop_assert_eq!(sum(&territories, column, |_| true), counted, "{}", path);
                }
            }
            let records = records(file(&package, &format!("{eleccion}/agregados/partidos.csv")), b',');
            let all = sum(&table(&records[0], &records[1..]), "VOTOS", |_| true);
            prop_assert_eq!(all.to_string(), resumen["TOTAL_VOTOS_C_CS"].clone());
            let path = format!("{eleccion}/agregados/candidaturas.csv");
            let records = self::records(file(&package, &path), b',');
            let people = sum(&table(&records[0], &records[1..]), "VOTOS", |_| true);
            // Votes of representación proporcional are of no person.
            let persons = sum(&rows, "TOTAL_VOTOS_CALCULADO", |row| {
                row["CONTABILIZADA"] == "1" && !row["TIPO_ACTA"].ends_with("RP")
            });
            prop_assert_eq!(people, persons);
        }
    }

    /// The order in which actas arrive changes no vote and no byte, nor does making it again.
    #[test]
    fn permuting_the_arrivals_gives_the_same_bytes(seed in any::<u64>(), percent in 1u64..=100) {
        let proceso = sample();
        let one = night(&proceso, seed, percent);
        let mut other = one.clone();
        let mut numbers = Numbers::new(seed ^ 1);
        for at in (1..other.actas.len()).rev() {
            let with = usize::try_from(numbers.below(at as u64 + 1)).unwrap();
            other.actas.swap(at, with);
        }
        other.fuera_de_catalogo.reverse();
        prop_assert_eq!(package(&proceso, &one), package(&proceso, &other));
    }
}

fn unzip(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = BTreeMap::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let name = file.name().unwrap().into_owned();
        files.insert(name, bytes);
    }
    files
}

/// DOMAIN 2.6: zips within a zip, under the official names, holding what lies beside it.
#[test]
fn the_official_package_holds_what_lies_beside_it() {
    let proceso = sample();
    let package = package(&proceso, &night(&proceso, 5, 80));
    let outer = &package.files[0];
    assert_eq!(outer.path, "20270606_2100_PREP_CDMX.zip");
    assert_eq!(outer.kind, FileKind::Paquete);
    let inner = unzip(&outer.bytes);
    let names: Vec<_> = inner.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "20270606_2100_PREP_ALC_CDMX.zip",
            "20270606_2100_PREP_DIP_LOC_CDMX.zip",
            "20270606_2100_PREP_GUB_CDMX.zip",
        ]
    );
    for (eleccion, _) in BASES {
        let files = unzip(&inner[&format!("20270606_2100_PREP_{eleccion}_CDMX.zip")]);
        assert_eq!(files.len(), 3);
        for (name, bytes) in files {
            assert_eq!(file(&package, &format!("{eleccion}/{name}")).bytes, bytes);
        }
    }
}

/// What was frozen before the day is the same file in every corte, so its digest can be compared.
#[test]
fn the_catalogue_names_every_acta_esperada_and_has_the_same_bytes_in_every_corte() {
    let proceso = sample();
    let (early, mut late) = (night(&proceso, 1, 0), night(&proceso, 2, 100));
    late.at = late.at.plus_seconds(7_200);
    let (early, late) = (package(&proceso, &early), package(&proceso, &late));
    let path = "CATALOGO_CASILLAS_CDMX_2024.zip";
    assert_eq!(file(&early, path), file(&late, path));
    let esperadas: usize = proceso
        .casillas()
        .iter()
        .map(|casilla| casilla.actas.len())
        .sum();
    assert_eq!(file(&late, path).rows, Some(esperadas as u64));
    let files = unzip(&file(&late, path).bytes);
    let gub = std::str::from_utf8(&files["CDMX_GUB_CATALOGO_CASILLAS_2024.csv"]).unwrap();
    let mut lines = gub.lines();
    assert_eq!(
        lines.next().unwrap(),
        "CLAVE_CASILLA,CLAVE_ACTA,ID_ENTIDAD,ENTIDAD,ID_DISTRITO_LOCAL,DISTRITO_LOCAL,SECCION,ID_CASILLA,\
         TIPO_CASILLA,EXT_CONTIGUA,UBICACION_CASILLA,LISTA_NOMINAL"
    );
    assert!(lines.any(|line| line
        == "090003E0101,090003E0101A02,09,ENTIDAD DE MUESTRA,002,DISTRITO 2,0003,01,E,01,2,88"));
}

#[test]
fn candidaturas_name_parties_once_and_hold_names_with_quotes_and_commas() {
    let proceso = sample();
    let package = package(&proceso, &night(&proceso, 1, 0));
    let gub = text(file(&package, "GUB/CDMX_GUB_CANDIDATURAS_2024.csv"));
    let lines: Vec<_> = gub.lines().collect();
    assert_eq!(lines[0], "ID_ENTIDAD,PARTIDO_CSP,CANDIDATURA");
    assert_eq!(
        lines[1],
        "09,\"Partido Acción Nacional, Partido Revolucionario Institucional\",\
         \"MARÍA MUESTRA \"\"LA MAESTRA\"\" PÉREZ\""
    );
    assert_eq!(
        lines[3],
        "09,Candidatura sin partido 1,\"ANA PRUEBA, DRA.\""
    );
    // The row of a candidatura común says nothing that its parties do not.
    let dip = text(file(&package, "DIP_LOC/CDMX_DIP_LOC_CANDIDATURAS_2024.csv"));
    assert!(
        dip.contains("09,001,\"Morena, Partido del Trabajo\",LUZ DEMO SOLÍS,EVA DEMO"),
        "{dip}"
    );
    // LEEME of alcaldías: without accents.
    let alc = text(file(&package, "ALC/CDMX_ALC_CANDIDATURAS_2024.csv"));
    assert!(
        alc.contains("09,003,COYOACAN,Partido Acción Nacional,OMAR DEMO"),
        "{alc}"
    );
}

/// Numbered names of a section of the LEEME, as a reader sees them.
fn listed(leeme: &str, section: &str) -> Vec<String> {
    let after = leeme.split(section).nth(1).unwrap();
    let mut names = Vec::new();
    for line in after.lines() {
        let numbered = line.split_once(". ").filter(|(number, _)| {
            !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
        });
        if let Some((number, rest)) = numbered {
            if number.parse() != Ok(names.len() + 1) {
                break;
            }
            names.push(rest.split(" - ").next().unwrap().to_owned());
        }
    }
    names
}

#[test]
fn the_leeme_lists_exactly_the_columns_that_are_written() {
    for proceso in [sample(), with_perfil(OTRO)] {
        let package = package(&proceso, &night(&proceso, 3, 50));
        let delimiter = u8::try_from(proceso.perfil().publicacion.delimitador.char()).unwrap();
        for eleccion in proceso.elecciones() {
            let of = |kind| {
                let own = package.files.iter();
                let mut own = own.filter(|file| file.eleccion.as_ref() == Some(&eleccion.id));
                own.find(|file| file.kind == kind).unwrap()
            };
            let leeme = text(of(FileKind::Leeme));
            let base = records(of(FileKind::Base), delimiter);
            let header = base.iter().find(|row| row.len() > 20).unwrap();
            let resumen = base.iter().find(|row| row.len() == 13).unwrap();
            assert_eq!(&listed(leeme, "SEGUNDO COMPONENTE"), resumen);
            assert_eq!(&listed(leeme, "TERCER COMPONENTE"), header);
            let people = &records(of(FileKind::Candidaturas), delimiter)[0];
            assert_eq!(&listed(leeme, "ARCHIVO DE CANDIDATURAS"), people);
        }
    }
}

/// A drill says so in the file that everybody reads first.
#[test]
fn a_simulacro_says_in_its_leeme_that_it_is_one() {
    let proceso = sample();
    let snapshot = night(&proceso, 3, 50);
    let of = |ejercicio: &str| {
        let ejercicio = ejercicio.parse().unwrap();
        let package = build(&proceso, &ejercicio, &snapshot, momento(&snapshot)).unwrap();
        text(file(&package, "GUB/leeme.txt")).contains("LOS DATOS SON DE PRUEBA")
    };
    assert!(of("simulacro-1") && !of("oficial"));
}

/// A third institute: other separator, mark, quotes, end of line, blank lines, apostrophes, times,
/// names, order, texts and list of inconsistencias.
const OTRO: &str = r#"
nombre = "iepc-2027"
contabilizacion.excede = "lista"
textos.ilegible = "Ilegible"
textos.no_impreso = "-"
observaciones.excede_lista_nominal = "Excede"
observaciones.lista_ilegible = "Ilegible"
observaciones.lista_separador = "; "
[publicacion]
delimitador = "|"
bom = true
comillas = "con_espacios"
fin_de_linea = "lf"
renglon_vacio = ["\t", "\t"]
apostrofo = ["CLAVE_CASILLA", "CLAVE_ACTA"]
sin_acentos = []
[publicacion.fecha_hora]
corte = "{anio}-{mes}-{dia} {hora}:{minuto}"
acta = "{anio}-{mes}-{dia} {hora}:{minuto}:{segundo}"
[publicacion.archivos]
paquete = "PREP_{fecha}{hora}.zip"
paquete_eleccion = "{eleccion}_{fecha}{hora}.zip"
base = "actas_{eleccion}.csv"
candidaturas = "candidaturas_{eleccion}.csv"
leeme = "LEEME.txt"
[publicacion.columnas]
CLAVE_ACTA = "ACTA"
NULOS = "VOTOS_NULOS"
PAN = "P_A_N"
ACTAS_ESPERADAS = "ESPERADAS"
[publicacion.eleccion.entidad]
orden = [
  "CLAVE_ACTA", "CLAVE_CASILLA", "CONTABILIZADA", "OBSERVACIONES", "TIPO_CASILLA", "TIPO_ACTA", "LISTA_NOMINAL",
  "NULOS", "CONTENDIENTES", "NO_REGISTRADAS", "TOTAL_VOTOS_CALCULADO", "FECHA_HORA_ACOPIO", "CODIGO_INTEGRIDAD",
  "ORIGEN", "DIGITALIZACION", "TIPO_DOCUMENTO", "COTEJADA",
]
"#;

#[test]
fn a_third_institute_publishes_in_its_own_way_without_code() {
    let proceso = with_perfil(OTRO);
    let snapshot = night(&proceso, 11, 100);
    let package = package(&proceso, &snapshot);
    assert_eq!(package.files[0].path, "PREP_202706062100.zip");
    let base = file(&package, "GUB/actas_GUB.csv");
    let lines: Vec<_> = text(base).split('\n').collect();
    assert_eq!(lines[0], "\u{feff}GUBERNATURA");
    assert_eq!(lines[1], "\"2027-06-06 21:00\"");
    assert_eq!((lines[2], lines[5]), ("\"\t\"|\"\t\"", "\"\t\"|\"\t\""));
    assert!(lines[3].starts_with("ESPERADAS|ACTAS_REGISTRADAS|"));
    assert!(lines[6].starts_with(
        "ACTA|CLAVE_CASILLA|CONTABILIZADA|OBSERVACIONES|TIPO_CASILLA|TIPO_ACTA|LISTA_NOMINAL|VOTOS_NULOS|P_A_N|PRI|"
    ));
    assert!(
        lines[7].starts_with("'090000M0100A01|'090000M0100|"),
        "{}",
        lines[7]
    );
    assert!(!text(base).contains('\r'));
    let observaciones: Vec<_> = records(base, b'|')
        .iter()
        .filter(|row| row.len() > 13)
        .map(|row| row[3].clone())
        .collect();
    let listed = |text: &str| observaciones.iter().any(|of| of == text);
    assert!(
        listed("Ilegible; SIN DATO") || listed("Excede"),
        "{observaciones:?}"
    );
    let (resumen, rows) = {
        let records = records(base, b'|');
        let at = records
            .iter()
            .position(|row| row[0] == "ESPERADAS")
            .unwrap();
        let resumen = table(&records[at], &records[at + 1..at + 2]).remove(0);
        let at = records.iter().position(|row| row[0] == "ACTA").unwrap();
        (resumen, table(&records[at], &records[at + 1..]))
    };
    let counted = sum(&rows, "TOTAL_VOTOS_CALCULADO", |row| {
        row["CONTABILIZADA"] == "1"
    });
    assert_eq!(resumen["TOTAL_VOTOS_C_CS"], counted.to_string());
}

#[test]
fn actas_fuera_de_catalogo_come_last_and_say_only_what_is_known() {
    let proceso = sample();
    let seed = (0..1_000).find(|seed| night(&proceso, *seed, 50).fuera_de_catalogo.len() == 3);
    let snapshot = night(&proceso, seed.unwrap(), 50);
    let package = package(&proceso, &snapshot);
    let (resumen, rows) = database(file(&package, BASES[0].1));
    assert_eq!(resumen["ACTAS_FUERA_CATALOGO"], "3");
    let last: Vec<_> = rows.iter().rev().take(3).rev().collect();
    for row in &last {
        assert_eq!(
            (row["CONTABILIZADA"].as_str(), row["TIPO_ACTA"].as_str()),
            ("2", "0")
        );
        assert_eq!(row["UBICACION_CASILLA"], "3");
        assert_eq!(row["OBSERVACIONES"], "FUERA DE CATÁLOGO");
        assert_eq!(
            (row["PAN"].as_str(), row["TOTAL_VOTOS_CALCULADO"].as_str()),
            ("-", "-")
        );
        assert_eq!(row["CODIGO_INTEGRIDAD"].len(), 64);
    }
    assert_eq!(
        (
            last[0]["CLAVE_CASILLA"].as_str(),
            last[0]["SECCION"].as_str()
        ),
        ("", "")
    );
    assert_eq!(
        (
            last[1]["CLAVE_CASILLA"].as_str(),
            last[1]["SECCION"].as_str()
        ),
        ("", "9999")
    );
    assert_eq!(last[2]["CLAVE_CASILLA"], "099999C0700");
    assert_eq!(last[2]["CLAVE_ACTA"], "099999C07000");
    assert!(
        rows.iter()
            .rev()
            .skip(3)
            .all(|row| row["CONTABILIZADA"] != "2")
    );
}

/// An image of which not even the elección is known stands in no database, and the corte says so.
#[test]
fn what_no_database_can_hold_is_named() {
    let proceso = sample();
    let seed = (0..1_000).find(|seed| !night(&proceso, *seed, 50).fuera_de_catalogo.is_empty());
    let mut snapshot = night(&proceso, seed.unwrap(), 50);
    snapshot.fuera_de_catalogo.truncate(1);
    snapshot.fuera_de_catalogo[0].eleccion = None;
    let stranger = snapshot.fuera_de_catalogo[0].sha256;
    let package = package(&proceso, &snapshot);
    let said: Vec<_> = package
        .withheld
        .iter()
        .map(|kept| kept.reason.as_str())
        .collect();
    assert_eq!(said, ["fuera de catálogo: no se sabe de qué elección es"]);
    assert!(!package.images.contains(&stranger));
    assert!(package.images.is_sorted());
}

/// LEEME, variable 13: casillas especiales enter participación in the last corte only.
#[test]
fn especiales_enter_participacion_in_the_last_corte_only() {
    let proceso = sample();
    let snapshot = night(&proceso, 42, 100);
    let of = |ultimo| {
        let momento = Momento {
            at: snapshot.at,
            ultimo,
        };
        let package = build(&proceso, &"oficial".parse().unwrap(), &snapshot, momento).unwrap();
        let (resumen, _) = database(file(&package, BASES[0].1));
        let number = |name: &str| resumen[name].parse::<u64>().unwrap();
        let votes = if ultimo {
            "TOTAL_VOTOS_C_CS"
        } else {
            "TOTAL_VOTOS_S_CS"
        };
        let by_rule = Porcentaje::of(number(votes), number("LISTA_NOMINAL_ACTAS_CONTABILIZADAS"));
        assert_eq!(
            resumen["PORCENTAJE_PARTICIPACION_CIUDADANA"],
            by_rule.unwrap().to_string()
        );
        number("TOTAL_VOTOS_C_CS") - number("TOTAL_VOTOS_S_CS")
    };
    assert_eq!(of(false), of(true));
    assert!(of(true) > 0, "this night has votes in a casilla especial");
}

/// For programs: the same numbers as in the databases.
#[test]
fn resultados_hold_the_summary_and_the_votes_of_every_ambito() {
    let proceso = sample();
    let package = package(&proceso, &night(&proceso, 9, 100));
    let resultados: Resultados =
        serde_json::from_slice(&file(&package, "resultados.json").bytes).unwrap();
    assert_eq!(resultados.elecciones.len(), 3);
    for (of, (_, path)) in resultados.elecciones.iter().zip(BASES) {
        let (resumen, _) = database(file(&package, path));
        assert_eq!(of.resumen, resumen);
        let parties = of.ambitos.iter().flat_map(|ambito| &ambito.partidos);
        let parties: u64 = parties.map(|party| party.votos).sum();
        let apart: u64 = of.ambitos.iter().map(|a| a.no_registradas + a.nulos).sum();
        assert_eq!((parties + apart).to_string(), resumen["TOTAL_VOTOS_C_CS"]);
    }
}
