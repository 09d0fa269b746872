//! The format prototype that the INE reviewed: from the catalogue and the votes of its worked rows we
//! write the same rows, but for what is listed here with the reason.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "what a test expects and does not get fails it; an absent file is said aloud"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use central::cortes::{ActaSnapshot, Contenido, Leida};
use difusion::base::{Momento, base};
use prep_model::actas::{ActaValues, CampoValue, SinActa};
use prep_model::casillas::{ActaEsperada, Casilla, MecanismoTraslado, Ubicacion};
use prep_model::claves::{ActaKey, ClaveCasilla, TipoCasilla};
use prep_model::contract::{Sha256Digest, TipoDocumento};
use prep_model::elecciones::{
    Ambito, AmbitoId, AmbitoTipo, Contendiente, ContendienteId, ContendienteTipo, Eleccion,
    TipoActaDef,
};
use prep_model::perfiles::Perfil;
use prep_model::proceso::{Proceso, ProcesoHead};
use prep_model::publicacion::{Digitalizacion, Origen, tipos_acta_2024};

/// The rows of a file by name of column.
type Rows = Vec<BTreeMap<String, String>>;

/// What the prototype writes otherwise; what we write; why.
type Deviation = (&'static str, &'static str, &'static str, &'static str);

/// Columns that hold no worked value: serial numbers of a spreadsheet, letters in place of a digest,
/// and numbers of ámbito that two rows of one file give to different places.
const NOT_WORKED: [&str; 6] = [
    "ID_DISTRITO_LOCAL",
    "ID_ALCALDIA",
    "CODIGO_INTEGRIDAD",
    "FECHA_HORA_ACOPIO",
    "FECHA_HORA_CAPTURA",
    "FECHA_HORA_VERIFICACION",
];

const KEY: &str = "it is not the casilla's key followed by the tipo de acta (LEEME, variable 2)";
const ADDED_WRONG: &str = "the votes of the row do not add up to the total beside them";
const NO_SECCION: &str = "a mesa without sección has no number in it (LEEME, last section)";
const HAS_SECCION: &str = "its key has the sección and the number that the row denies";
const NO_MECANISMO: &str = "without mecanismo the field is empty (LEEME, variable 39)";
const TIPO: &str =
    "the table of the LEEME is closed, and an acta that was read has one (variable 46)";
const SLIP: &str = "the code of the table is A02PPP (LEEME D, variable 11)";
const LABEL: &str = "the LEEME writes it otherwise (variable 37)";
const OF_CATALOGUE: &str = "that no acta arrived does not change who was accredited";
const URNA: &str =
    "the acta of an urna electrónica prints who voted, and neither ballots nor representatives";

#[rustfmt::skip]
const DEVIATIONS: &[Deviation] = &[
    ("ALC 090000A0100 A03VA ID_CASILLA", "01", "N/A", NO_SECCION),
    ("ALC 090000A0100 A03VA MECANISMOS_TRASLADO", "N/A", "", NO_MECANISMO),
    ("ALC 090000P0100 A03PPP ID_CASILLA", "01", "N/A", NO_SECCION),
    ("ALC 090000P0100 A03PPP MECANISMOS_TRASLADO", "N/A", "", NO_MECANISMO),
    ("ALC 090000P0100 A03PPP TIPO_DOCUMENTO", "ACTA VPP", "ACTA VPPP", TIPO),
    ("ALC 090811S0100 A04E CLAVE_ACTA", "090001S0100A04E", "090811S0100A04E", KEY),
    ("ALC 090811S0100 A06UE CLAVE_ACTA", "090001S0100A06UE", "090811S0100A06UE", KEY),
    ("ALC 090811S0100 A06UE TIPO_DOCUMENTO", "ACTA PREP UE", "ACTA UE", TIPO),
    ("ALC 090811S0100 A06UE TOTAL_PERSONAS_VOTARON", "N/A", "SIN DATO", URNA),
    ("ALC 090865E0101 A04 OBSERVACIONES", "ALGUN CAMPO ILEGIBLE O SIN DATO", "ALGÚN CAMPO ILEGIBLE O SIN DATO", LABEL),
    ("ALC 090865E0101 A04 TIPO_DOCUMENTO", "N/A", "ACTA PREP", TIPO),
    ("DIP_LOC 090000A0100 A02VA CLAVE_ACTA", "090000A0100", "090000A0100A02VA", KEY),
    ("DIP_LOC 090000A0100 A02VA ID_CASILLA", "01", "N/A", NO_SECCION),
    ("DIP_LOC 090000M0100 A02 CLAVE_ACTA", "090000M0100", "090000M0100A02", KEY),
    ("DIP_LOC 090000M0100 A02 ID_CASILLA", "01", "N/A", NO_SECCION),
    ("DIP_LOC 090000M0100 A02 TOTAL_VOTOS_CALCULADO", "84", "97", ADDED_WRONG),
    ("DIP_LOC 090000P0100 A02PPP CLAVE_ACTA", "090000P0100", "090000P0100A02PPP", KEY),
    ("DIP_LOC 090000P0100 A02PPP ID_CASILLA", "01", "N/A", NO_SECCION),
    ("DIP_LOC 090000P0100 A02PPP TIPO_ACTA", "A02VPPP", "A02PPP", SLIP),
    ("DIP_LOC 090000P0100 A02PPP TIPO_DOCUMENTO", "ACTA VPP", "ACTA VPPP", TIPO),
    ("DIP_LOC 090811S0100 A03EMR CLAVE_ACTA", "090811S0100", "090811S0100A03EMR", KEY),
    ("DIP_LOC 090811S0100 A03EMR TOTAL_VOTOS_CALCULADO", "151", "146", ADDED_WRONG),
    ("DIP_LOC 090811S0100 A03ERP CLAVE_ACTA", "090811S0100", "090811S0100A03ERP", KEY),
    ("DIP_LOC 090811S0100 A03ERP OBSERVACIONES", "TODOS LOS CAMPOS ILEGIBLES O SIN DATO", "TODOS ILEGIBLES O SIN DATO", LABEL),
    ("DIP_LOC 090811S0100 A03ERP TOTAL_VOTOS_CALCULADO", "139", "0", ADDED_WRONG),
    ("DIP_LOC 091833B0100 A03 TOTAL_VOTOS_CALCULADO", "59", "60", ADDED_WRONG),
    ("DIP_LOC 093618C0100 A03 CLAVE_ACTA", "093618C0100", "093618C0100A03", KEY),
    ("DIP_LOC 093618C0100 A03 TOTAL_VOTOS_CALCULADO", "47", "48", ADDED_WRONG),
    ("DIP_LOC 093663E0100 A03 CLAVE_ACTA", "093663E0100", "093663E0100A03", KEY),
    ("DIP_LOC 093663E0100 A03 TOTAL_VOTOS_CALCULADO", "181", "183", ADDED_WRONG),
    ("DIP_LOC 093691S0100 A05UEMR CLAVE_ACTA", "093691S0100", "093691S0100A05UEMR", KEY),
    ("DIP_LOC 093691S0100 A05UEMR TIPO_DOCUMENTO", "ACTA PREP", "ACTA UE", TIPO),
    ("DIP_LOC 093691S0100 A05UEMR TOTAL_BOLETAS_SOBRANTES", "671", "N/A", URNA),
    ("DIP_LOC 093691S0100 A05UEMR TOTAL_REP_PARTIDO_CI_VOTARON", "4", "N/A", URNA),
    ("DIP_LOC 093691S0100 A05UEMR TOTAL_VOTOS_SACADOS", "329", "N/A", URNA),
    ("DIP_LOC 093691S0100 A05UERP CLAVE_ACTA", "093691S0100", "093691S0100A05UERP", KEY),
    ("DIP_LOC 093691S0100 A05UERP TIPO_DOCUMENTO", "ACTA PREP", "ACTA UE", TIPO),
    ("DIP_LOC 093691S0100 A05UERP TOTAL_PERSONAS_VOTARON", "N/A", "SIN DATO", URNA),
    ("DIP_LOC 093990E0101 A03 CLAVE_ACTA", "0939905E0101", "093990E0101A03", KEY),
    ("DIP_LOC 093990E0101 A03 TOTAL_VOTOS_CALCULADO", "66", "65", ADDED_WRONG),
    ("GUB 090000A0100 A01VA CLAVE_ACTA", "090001A0100A01VA", "090000A0100A01VA", KEY),
    ("GUB 090000A0100 A01VA MECANISMOS_TRASLADO", "N/A", "", NO_MECANISMO),
    ("GUB 090000M0100 A01 CLAVE_ACTA", "090001M0100A01", "090000M0100A01", KEY),
    ("GUB 090000M0100 A01 MECANISMOS_TRASLADO", "N/A", "", NO_MECANISMO),
    ("GUB 090000M0100 A01 TIPO_DOCUMENTO", "ACTA VMRE", "ACTA VRME", TIPO),
    ("GUB 090001C0100 A02 MECANISMOS_TRASLADO", "N/A", "", NO_MECANISMO),
    ("GUB 090001C0100 A02 REPRESENTANTES_PP_CI", "SIN ACTA", "N/A", OF_CATALOGUE),
    ("GUB 090001E0101 A02 CLAVE_ACTA", "090001C0100A02", "090001E0101A02", KEY),
    ("GUB 090001P0100 A01PPP ID_CASILLA", "N/A", "01", HAS_SECCION),
    ("GUB 090001P0100 A01PPP MECANISMOS_TRASLADO", "N/A", "", NO_MECANISMO),
    ("GUB 090001P0100 A01PPP SECCION", "N/A", "0001", HAS_SECCION),
    ("GUB 090001S0200 A04UE TOTAL_BOLETAS_SOBRANTES", "0", "N/A", URNA),
    ("GUB 090001S0200 A04UE TOTAL_REP_PARTIDO_CI_VOTARON", "7", "N/A", URNA),
    ("GUB 090001S0200 A04UE TOTAL_VOTOS_SACADOS", "0", "N/A", URNA),
];

fn rows(eleccion: &str) -> Option<Rows> {
    let path = format!("../../shared/data/cdmx2024/prototipo/CDMX_{eleccion}_2024.csv");
    let Ok(bytes) = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)) else {
        println!("SKIPPED: the prototype of {eleccion} is not here");
        return None;
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes.as_slice());
    let records = reader.records().map(Result::unwrap);
    let mut records = records.skip_while(|row| row.get(0) != Some("CLAVE_CASILLA"));
    let header = records.next().unwrap();
    let of = |row: csv::StringRecord| {
        let names = header.iter().map(canonical);
        names.zip(row.iter().map(str::to_owned)).collect()
    };
    let worked = records.filter(|row| row.get(0) != Some("")).map(of);
    Some(worked.collect())
}

/// The name by which we know a column: aliases are the perfil's.
fn canonical(name: &str) -> String {
    let alias = [(
        "TOTALAL_REP_PARTIDO_CI_VOTARON",
        "TOTAL_REP_PARTIDO_CI_VOTARON",
    )];
    let found = alias.iter().find(|(written, _)| *written == name);
    found.map_or(name, |(_, ours)| ours).to_owned()
}

/// The contendientes in the prototype's order: its votes stand before those not registered.
fn contendientes(eleccion: &str) -> Vec<&'static str> {
    let text = match eleccion {
        "GUB" => {
            "PAN PRI PRD PT PVEM MC MORENA PAN_PRI_PRD PAN_PRI PAN_PRD PRI_PRD PVEM_PT_MORENA PVEM_PT PVEM_MORENA PT_MORENA"
        }
        "ALC" => {
            "PAN PRI PRD PVEM PT MC MORENA CSP MORENA_PT_VERDE PAN_PRI_PRD PAN_PRI PAN_PRD PRI_PRD"
        }
        _ => {
            "PAN PRI PRD PT PVEM MC MORENA CSP PAN_PRI_PRD PAN_PRI PAN_PRD PRI_PRD MORENA_PT_PVEM MORENA_PT"
        }
    };
    text.split(' ').collect()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> Option<u32> {
    row.get(column)?.parse().ok()
}

/// The code printed on the acta: one of the prototype's is a slip.
fn tipo_acta(row: &BTreeMap<String, String>) -> &str {
    match row["TIPO_ACTA"].as_str() {
        "A02VPPP" => "A02PPP",
        code => code,
    }
}

/// What a row prints: a blank column is not on its acta.
fn printed(ids: &[&str], row: &BTreeMap<String, String>) -> Vec<ContendienteId> {
    let printed = ids.iter().filter(|id| !row[**id].is_empty());
    printed.map(|id| id.parse().unwrap()).collect()
}

/// Each row has an ámbito of its own, so that it prints what it prints.
fn ambito_id(tipo: AmbitoTipo, at: usize) -> AmbitoId {
    match tipo {
        AmbitoTipo::Entidad => AmbitoId::ENTIDAD,
        AmbitoTipo::Distrito | AmbitoTipo::Municipio => {
            AmbitoId::new(u16::try_from(at).unwrap() + 1).unwrap()
        }
    }
}

fn tipos_acta(tipo: AmbitoTipo, ids: &[&str], rows: &Rows) -> Vec<TipoActaDef> {
    let mut tipos = tipos_acta_2024(tipo);
    for def in &mut tipos {
        // One of its actas has more ballots left over than three boxes hold.
        def.digits = 4;
        def.total_digits = 4;
        let own = rows
            .iter()
            .filter(|row| tipo_acta(row) == def.codigo.as_str());
        // Where one row alone has the code, what it prints is the code's.
        if let [row] = own.collect::<Vec<_>>().as_slice() {
            def.prints = Some(printed(ids, row));
        }
    }
    tipos
}

fn eleccion(id: &str, tipo: AmbitoTipo, rows: &Rows) -> Eleccion {
    let ids = contendientes(id);
    let ambito = |(at, row): (usize, &BTreeMap<String, String>)| Ambito {
        id: ambito_id(tipo, at),
        nombre: row.get("ALCALDIA").cloned().unwrap_or_default(),
        printed: printed(&ids, row),
        candidaturas: Vec::new(),
    };
    let ambitos = rows.iter().enumerate().map(ambito);
    let contendiente = |id: &&str| Contendiente {
        id: id.parse().unwrap(),
        nombre: (*id).to_owned(),
        tipo: ContendienteTipo::Partido,
        color: None,
    };
    Eleccion {
        id: id.parse().unwrap(),
        nombre: id.to_owned(),
        ambito_tipo: tipo,
        ambitos: ambitos.map(|of| (of.id, of)).collect(),
        contendientes: ids.iter().map(contendiente).collect(),
        tipos_acta: tipos_acta(tipo, &ids, rows),
        esperadas_declaradas: None,
    }
}

fn proceso(id: &str, tipo: AmbitoTipo, rows: &Rows) -> Proceso {
    let head = ProcesoHead {
        id: "cdmx-2024".parse().unwrap(),
        nombre: "Prototipo".to_owned(),
        entidad: 9.try_into().unwrap(),
        entidad_nombre: "CIUDAD DE MEXICO".to_owned(),
        utc_offset_minutes: -360,
        publicacion_desde: "2024-06-03T02:00:00Z".parse().unwrap(),
        publicacion_hasta: "2024-06-04T02:00:00Z".parse().unwrap(),
    };
    let elecciones = vec![eleccion(id, tipo, rows)];
    let perfil = Perfil::built_in("iecm-2024").unwrap();
    Proceso::new(head, elecciones, casillas(id, tipo, rows), perfil).unwrap()
}

/// Two actas of one casilla especial are two rows.
fn casillas(eleccion: &str, tipo: AmbitoTipo, rows: &Rows) -> Vec<Casilla> {
    let mut casillas: BTreeMap<ClaveCasilla, Casilla> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        let clave: ClaveCasilla = row["CLAVE_CASILLA"].parse().unwrap();
        let especial = clave.tipo() == TipoCasilla::Especial;
        let letters = MecanismoTraslado::ALL.into_iter();
        let own = |of: AmbitoTipo| (of == tipo).then(|| ambito_id(tipo, at));
        let casilla = casillas.entry(clave).or_insert_with(|| Casilla {
            clave,
            distrito: own(AmbitoTipo::Distrito).or_else(|| {
                let number = number(row, "ID_DISTRITO_LOCAL")?;
                AmbitoId::new(u16::try_from(number).ok()?).ok()
            }),
            municipio: own(AmbitoTipo::Municipio),
            ubicacion: Ubicacion::Urbana,
            lista_nominal: if especial {
                0
            } else {
                number(row, "LISTA_NOMINAL").unwrap()
            },
            boletas_maximas: especial.then_some(1_000),
            representantes: number(row, "REPRESENTANTES_PP_CI"),
            mecanismo_traslado: letters
                .clone()
                .find(|letter| row["MECANISMOS_TRASLADO"] == letter.letter().to_string()),
            actas: Vec::new(),
        });
        casilla.actas.push(ActaEsperada {
            eleccion: eleccion.parse().unwrap(),
            tipo_acta: tipo_acta(row).parse().unwrap(),
        });
    }
    casillas.into_values().collect()
}

fn snapshot(proceso: &Proceso, eleccion: &str, row: &BTreeMap<String, String>) -> ActaSnapshot {
    let acta = ActaKey {
        eleccion: eleccion.parse().unwrap(),
        casilla: row["CLAVE_CASILLA"].parse().unwrap(),
        tipo_acta: tipo_acta(row).parse().unwrap(),
    };
    let observaciones = row["OBSERVACIONES"].as_str();
    if let Some(reason) = SinActa::ALL
        .into_iter()
        .find(|of| of.text() == observaciones)
    {
        let contenido = Contenido::SinActa(reason);
        return ActaSnapshot { acta, contenido };
    }
    let form = proceso.perfil().captured(proceso.form(&acta).unwrap());
    let value = |column: &str| match row[column].as_str() {
        "ILEGIBLE" => CampoValue::Ilegible,
        text => text.parse().map_or(CampoValue::SinDato, CampoValue::Number),
    };
    let values = form.campos.iter();
    let values = values.map(|campo| (campo.id.clone(), value(campo.id.as_str())));
    let at = proceso.head().publicacion_desde;
    let contenido = Contenido::Leida(Box::new(Leida {
        values: ActaValues::new(&form, values.collect()).unwrap(),
        sha256: Sha256Digest::of(row["CLAVE_ACTA"].as_bytes()),
        acopio: at,
        captura: at,
        verificacion: at,
        origen: row["ORIGEN"].parse::<Origen>().unwrap_or(Origen::Catd),
        digitalizacion: row["DIGITALIZACION"]
            .parse()
            .unwrap_or(Digitalizacion::Escaner),
        documento: TipoDocumento::ActaPrep,
        cotejo: None,
    }));
    ActaSnapshot { acta, contenido }
}

fn written(proceso: &Proceso, actas: &[ActaSnapshot]) -> Rows {
    let momento = Momento {
        at: proceso.head().publicacion_desde,
        ultimo: true,
    };
    let base = base(proceso, &proceso.elecciones()[0], actas, momento).unwrap();
    assert!(base.withheld.is_empty(), "{:?}", base.withheld);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(base.bytes.as_slice());
    let records = reader.records().map(Result::unwrap);
    let mut records = records.skip_while(|row| row.get(0) != Some("CLAVE_CASILLA"));
    let header = records.next().unwrap();
    let of = |row: csv::StringRecord| {
        let names = header.iter().map(str::to_owned);
        names.zip(row.iter().map(str::to_owned)).collect()
    };
    records.map(of).collect()
}

#[test]
fn every_worked_row_is_written_as_it_is_there() {
    let mut found: BTreeSet<(String, String, String)> = BTreeSet::new();
    for (eleccion, tipo) in [
        ("GUB", AmbitoTipo::Entidad),
        ("ALC", AmbitoTipo::Municipio),
        ("DIP_LOC", AmbitoTipo::Distrito),
    ] {
        let Some(rows) = rows(eleccion) else { return };
        let proceso = proceso(eleccion, tipo, &rows);
        let actas: Vec<_> = rows
            .iter()
            .map(|row| snapshot(&proceso, eleccion, row))
            .collect();
        let ours = written(&proceso, &actas);
        assert_eq!(ours.len(), rows.len());
        for row in &rows {
            let key = (row["CLAVE_CASILLA"].as_str(), tipo_acta(row));
            let own = ours
                .iter()
                .find(|own| (own["CLAVE_CASILLA"].as_str(), own["TIPO_ACTA"].as_str()) == key);
            let own = own.unwrap();
            assert_eq!(
                own.keys().collect::<Vec<_>>(),
                row.keys().collect::<Vec<_>>()
            );
            for (column, value) in row
                .iter()
                .filter(|(c, _)| !NOT_WORKED.contains(&c.as_str()))
            {
                if own[column] != *value {
                    let at = format!("{eleccion} {} {} {column}", key.0, key.1);
                    found.insert((at, value.clone(), own[column].clone()));
                }
            }
        }
    }
    let known: BTreeSet<_> = DEVIATIONS
        .iter()
        .map(|(at, theirs, ours, _)| ((*at).to_owned(), (*theirs).to_owned(), (*ours).to_owned()))
        .collect();
    let new: Vec<_> = found.difference(&known).collect();
    let gone: Vec<_> = known.difference(&found).collect();
    assert!(
        new.is_empty() && gone.is_empty(),
        "new: {new:#?}, gone: {gone:#?}"
    );
}
