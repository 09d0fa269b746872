//! A made-up database without a single defect, and the places in which a test breaks it.

use std::collections::BTreeMap;

/// The columns of gobierno in `iecm-2024`, with four contendientes.
pub(crate) const COLUMNS: [&str; 36] = [
    "CLAVE_CASILLA",
    "CLAVE_ACTA",
    "ID_ENTIDAD",
    "ENTIDAD",
    "ID_DISTRITO_LOCAL",
    "SECCION",
    "ID_CASILLA",
    "TIPO_CASILLA",
    "EXT_CONTIGUA",
    "UBICACION_CASILLA",
    "TIPO_ACTA",
    "TOTAL_BOLETAS_SOBRANTES",
    "TOTAL_PERSONAS_VOTARON",
    "TOTAL_REP_PARTIDO_CI_VOTARON",
    "TOTAL_VOTOS_SACADOS",
    "PAN",
    "PRI",
    "MC",
    "PAN_PRI",
    "NO_REGISTRADAS",
    "NULOS",
    "TOTAL_VOTOS_ASENTADO",
    "TOTAL_VOTOS_CALCULADO",
    "LISTA_NOMINAL",
    "REPRESENTANTES_PP_CI",
    "OBSERVACIONES",
    "CONTABILIZADA",
    "MECANISMOS_TRASLADO",
    "CODIGO_INTEGRIDAD",
    "FECHA_HORA_ACOPIO",
    "FECHA_HORA_CAPTURA",
    "FECHA_HORA_VERIFICACION",
    "ORIGEN",
    "DIGITALIZACION",
    "TIPO_DOCUMENTO",
    "",
];
pub(crate) const VOTES: [&str; 6] = ["PAN", "PRI", "MC", "PAN_PRI", "NO_REGISTRADAS", "NULOS"];
const CAMPOS: [&str; 5] = [
    "TOTAL_BOLETAS_SOBRANTES",
    "TOTAL_PERSONAS_VOTARON",
    "TOTAL_REP_PARTIDO_CI_VOTARON",
    "TOTAL_VOTOS_SACADOS",
    "TOTAL_VOTOS_ASENTADO",
];
const IMAGE: [&str; 7] = [
    "CODIGO_INTEGRIDAD",
    "FECHA_HORA_ACOPIO",
    "FECHA_HORA_CAPTURA",
    "FECHA_HORA_VERIFICACION",
    "ORIGEN",
    "DIGITALIZACION",
    "TIPO_DOCUMENTO",
];

pub(crate) type Fila = BTreeMap<&'static str, String>;

/// What a test may change of a night before it is written, in the order of writing.
#[derive(Clone, Copy)]
pub(crate) enum Change {
    None,
    /// The rows; the summary follows them.
    Rows(fn(&mut Vec<Fila>)),
    /// Names and values of the summary.
    Resumen(fn(&mut Vec<(String, String)>)),
    /// The lines of the file.
    Lines(fn(&mut Vec<String>)),
    /// Its bytes.
    Bytes(fn(&mut Vec<u8>)),
}

fn columns() -> impl Iterator<Item = &'static str> {
    COLUMNS.into_iter().filter(|name| !name.is_empty())
}

/// A clean database; `seeds` give the votes of its ordinary rows.
pub(crate) fn database(seeds: &[u32], change: Change) -> Vec<u8> {
    let mut rows = rows(seeds);
    if let Change::Rows(change) = change {
        change(&mut rows);
    }
    let mut resumen = resumen(&rows, esperadas(&rows));
    if let Change::Resumen(change) = change {
        change(&mut resumen);
    }
    let join = |cells: Vec<&str>| cells.join(",");
    let mut lines = vec![
        "GUBERNATURA".to_owned(),
        "03/06/2024 20:00 (UTC-6)".to_owned(),
        String::new(),
        join(resumen.iter().map(|(name, _)| name.as_str()).collect()),
        join(resumen.iter().map(|(_, value)| value.as_str()).collect()),
        String::new(),
        join(columns().collect()),
    ];
    lines.extend(
        rows.iter()
            .map(|row| join(columns().map(|column| row[column].as_str()).collect())),
    );
    if let Change::Lines(change) = change {
        change(&mut lines);
    }
    let mut bytes = (lines.join("\r\n") + "\r\n").into_bytes();
    if let Change::Bytes(change) = change {
        change(&mut bytes);
    }
    bytes
}

/// From abroad and anticipado without distrito, ordinary ones, one with each label, fuera de catálogo.
fn rows(seeds: &[u32]) -> Vec<Fila> {
    let mut rows = vec![
        mesa('M', "A01", "ACTA VRME", 1),
        mesa('A', "A01VA", "ACTA VA", 2),
    ];
    rows.extend(
        seeds
            .iter()
            .zip(1..)
            .map(|(seed, section)| ordinary(section, *seed)),
    );
    let next = u32::try_from(seeds.len()).expect("few rows") + 1;
    for (index, ext) in [0, 0, 0, 0, 1, 2].into_iter().enumerate() {
        let section = next + u32::try_from(index).expect("few rows");
        let mut row = ordinary(section, 7);
        row.insert("EXT_CONTIGUA", format!("{ext:02}"));
        identify(&mut row, 'E', "A02");
        rows.push(row);
    }
    let mut especial = ordinary(next + 10, 3);
    identify(&mut especial, 'S', "A02E");
    especial.insert("LISTA_NOMINAL", "0".to_owned());
    rows.push(especial);
    rows.push(labelled(next + 11, &Label::Algun));
    rows.push(labelled(next + 12, &Label::Todos));
    rows.push(labelled(next + 13, &Label::Excede));
    rows.push(sin_acta(next + 14));
    // The one before the last: tests that must not disturb the order use it.
    rows.push(ordinary(next + 15, 11));
    rows.push(fuera_de_catalogo());
    rows
}

pub(crate) fn set(row: &mut Fila, values: &[(&'static str, &str)]) {
    for (column, value) in values {
        row.insert(column, (*value).to_owned());
    }
}

/// Writes both keys from the columns.
pub(crate) fn identify(row: &mut Fila, tipo: char, tipo_acta: &str) {
    row.insert("TIPO_CASILLA", tipo.to_string());
    row.insert("TIPO_ACTA", tipo_acta.to_owned());
    let seccion = if row["SECCION"] == "N/A" {
        "0000"
    } else {
        &row["SECCION"]
    };
    let id = if row["ID_CASILLA"] == "N/A" {
        "01"
    } else {
        &row["ID_CASILLA"]
    };
    let clave = format!("09{seccion}{tipo}{id}{}", row["EXT_CONTIGUA"]);
    row.insert("CLAVE_ACTA", format!("{clave}{tipo_acta}"));
    row.insert("CLAVE_CASILLA", clave);
}

/// Writes the total of what the votes say.
pub(crate) fn total(row: &mut Fila) {
    let total = suma(row).to_string();
    row.insert("TOTAL_VOTOS_CALCULADO", total);
}

pub(crate) fn suma(row: &Fila) -> u64 {
    VOTES
        .iter()
        .filter_map(|column| row[column].parse::<u64>().ok())
        .sum()
}

#[expect(clippy::too_many_lines, reason = "one column after another")]
fn ordinary(section: u32, seed: u32) -> Fila {
    let mut row: Fila = columns().map(|column| (column, String::new())).collect();
    let minute = seed % 60;
    set(
        &mut row,
        &[
            ("ID_ENTIDAD", "09"),
            ("ENTIDAD", "CIUDAD DE MÉXICO"),
            ("ID_DISTRITO_LOCAL", "005"),
            ("SECCION", &format!("{section:04}")),
            ("ID_CASILLA", "01"),
            ("EXT_CONTIGUA", "00"),
            (
                "UBICACION_CASILLA",
                if seed.is_multiple_of(5) { "2" } else { "1" },
            ),
            ("LISTA_NOMINAL", "700"),
            ("REPRESENTANTES_PP_CI", "14"),
            ("CONTABILIZADA", "1"),
            (
                "MECANISMOS_TRASLADO",
                ["F", "D", "I", ""][section as usize % 4],
            ),
            ("CODIGO_INTEGRIDAD", &format!("{section:064x}")),
            (
                "FECHA_HORA_ACOPIO",
                &format!("02/06/2024 21:{minute:02}:01 (UTC-6)"),
            ),
            (
                "FECHA_HORA_CAPTURA",
                &format!("02/06/2024 22:{minute:02}:01 (UTC-6)"),
            ),
            (
                "FECHA_HORA_VERIFICACION",
                &format!("02/06/2024 23:{minute:02}:01 (UTC-6)"),
            ),
            (
                "ORIGEN",
                if seed.is_multiple_of(2) {
                    "CASILLA"
                } else {
                    "CATD"
                },
            ),
            (
                "DIGITALIZACION",
                if seed.is_multiple_of(2) {
                    "MOVIL"
                } else {
                    "ESCANER"
                },
            ),
            ("TIPO_DOCUMENTO", "ACTA PREP"),
        ],
    );
    for (column, shift) in VOTES.into_iter().zip(0u32..) {
        row.insert(column, ((seed >> shift) % 90).to_string());
    }
    for column in CAMPOS {
        row.insert(column, (seed % 400).to_string());
    }
    total(&mut row);
    identify(&mut row, 'B', "A02");
    row
}

fn mesa(tipo: char, tipo_acta: &str, documento: &str, number: u32) -> Fila {
    let mut row = ordinary(9000 + number, 5);
    for column in [
        "ID_DISTRITO_LOCAL",
        "SECCION",
        "ID_CASILLA",
        "TOTAL_BOLETAS_SOBRANTES",
        "TOTAL_REP_PARTIDO_CI_VOTARON",
        "REPRESENTANTES_PP_CI",
    ] {
        set(&mut row, &[(column, "N/A")]);
    }
    set(
        &mut row,
        &[("TIPO_DOCUMENTO", documento), ("UBICACION_CASILLA", "1")],
    );
    identify(&mut row, tipo, tipo_acta);
    row
}

enum Label {
    Algun,
    Todos,
    Excede,
}

fn labelled(section: u32, label: &Label) -> Fila {
    let mut row = ordinary(section, 13);
    match label {
        Label::Algun => set(
            &mut row,
            &[
                ("PRI", "ILEGIBLE"),
                ("OBSERVACIONES", "ALGÚN CAMPO ILEGIBLE O SIN DATO"),
            ],
        ),
        Label::Todos => {
            for column in VOTES {
                set(&mut row, &[(column, "SIN DATO")]);
            }
            set(
                &mut row,
                &[
                    ("OBSERVACIONES", "TODOS ILEGIBLES O SIN DATO"),
                    ("CONTABILIZADA", "0"),
                ],
            );
        }
        Label::Excede => set(
            &mut row,
            &[
                ("PAN", "715"),
                ("OBSERVACIONES", "EXCEDE LISTA NOMINAL"),
                ("CONTABILIZADA", "0"),
            ],
        ),
    }
    total(&mut row);
    row
}

fn sin_acta(section: u32) -> Fila {
    let mut row = ordinary(section, 17);
    for column in VOTES
        .into_iter()
        .chain(CAMPOS)
        .chain(["TOTAL_VOTOS_CALCULADO"])
    {
        set(&mut row, &[(column, "SIN ACTA")]);
    }
    for column in IMAGE {
        set(&mut row, &[(column, "N/A")]);
    }
    set(
        &mut row,
        &[
            ("OBSERVACIONES", "SIN ACTA POR PAQUETE NO ENTREGADO"),
            ("CONTABILIZADA", "0"),
        ],
    );
    row
}

fn fuera_de_catalogo() -> Fila {
    let mut row = ordinary(9999, 19);
    set(
        &mut row,
        &[
            ("CLAVE_CASILLA", ""),
            ("CLAVE_ACTA", ""),
            ("SECCION", ""),
            ("UBICACION_CASILLA", "3"),
            ("TIPO_ACTA", "0"),
            ("OBSERVACIONES", "FUERA DE CATÁLOGO"),
            ("CONTABILIZADA", "2"),
        ],
    );
    row
}

/// Enough, and such that no percentage of the night is the same rounded and truncated.
fn esperadas(rows: &[Fila]) -> u64 {
    let capturadas = count(rows, &["0", "1"]);
    let differs = |whole: &u64| rounded(capturadas, *whole) != truncated(capturadas, *whole);
    (capturadas + 3..capturadas + 1_000)
        .find(differs)
        .expect("half of all fractions round up")
}

fn count(rows: &[Fila], codes: &[&str]) -> u64 {
    let own = rows
        .iter()
        .filter(|row| codes.contains(&row["CONTABILIZADA"].as_str()));
    own.count() as u64
}

pub(crate) fn truncated(part: u64, whole: u64) -> String {
    let p = part * 1_000_000 / whole;
    format!("{}.{:04}", p / 10_000, p % 10_000)
}

pub(crate) fn rounded(part: u64, whole: u64) -> String {
    let p = (part * 2_000_000 + whole) / (whole * 2);
    format!("{}.{:04}", p / 10_000, p % 10_000)
}

/// The thirteen variables of these rows.
fn resumen(rows: &[Fila], esperadas: u64) -> Vec<(String, String)> {
    let (contabilizadas, no, fuera) = (
        count(rows, &["1"]),
        count(rows, &["0"]),
        count(rows, &["2"]),
    );
    let capturadas = contabilizadas + no;
    let inconsistent = ["ALG", "TODOS", "EXCEDE"];
    let inconsistencias = rows
        .iter()
        .filter(|row| {
            inconsistent
                .iter()
                .any(|start| row["OBSERVACIONES"].starts_with(start))
        })
        .count() as u64;
    let counted = || rows.iter().filter(|row| row["CONTABILIZADA"] == "1");
    let ordinary = || counted().filter(|row| row["TIPO_CASILLA"] != "S");
    let lista: u64 = ordinary()
        .filter_map(|row| row["LISTA_NOMINAL"].parse::<u64>().ok())
        .sum();
    let (with, without) = (
        counted().map(suma).sum::<u64>(),
        ordinary().map(suma).sum::<u64>(),
    );
    let values = [
        ("ACTAS_ESPERADAS", esperadas.to_string()),
        ("ACTAS_REGISTRADAS", (capturadas + fuera).to_string()),
        ("ACTAS_FUERA_CATALOGO", fuera.to_string()),
        ("ACTAS_CAPTURADAS", capturadas.to_string()),
        (
            "PORCENTAJE_ACTAS_CAPTURADAS",
            truncated(capturadas, esperadas),
        ),
        ("ACTAS_CONTABILIZADAS", contabilizadas.to_string()),
        (
            "PORCENTAJE_ACTAS_CONTABILIZADAS",
            truncated(contabilizadas, esperadas),
        ),
        (
            "PORCENTAJE_ACTAS_INCONSISTENCIAS",
            truncated(inconsistencias, esperadas),
        ),
        ("ACTAS_NO_CONTABILIZADAS", no.to_string()),
        ("LISTA_NOMINAL_ACTAS_CONTABILIZADAS", lista.to_string()),
        ("TOTAL_VOTOS_C_CS", with.to_string()),
        ("TOTAL_VOTOS_S_CS", without.to_string()),
        (
            "PORCENTAJE_PARTICIPACION_CIUDADANA",
            truncated(without, lista),
        ),
    ];
    values
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
