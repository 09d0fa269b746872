mod any_input;
mod mesas;
mod printed;
mod quirks;
mod real;

use prep_model::claves::{EleccionId, EntidadId};
use prep_model::perfiles::Perfil;

use super::{NamedBytes, Options, PublishedFault, Rebuilt, rebuild};

fn options() -> Options {
    let perfil = Perfil::built_in("iecm-2024").unwrap();
    Options::new(EntidadId::new(9).unwrap(), perfil)
}

/// A database with these columns and rows, below the seven lines that institutes put first.
fn database(title: &str, columns: &str, rows: &[&str]) -> String {
    let head = format!(
        "\"{title}\"\n\"02/06/2024 21:20 (UTC-6)\"\n\"\t\",\"\t\"\n\
         ACTAS_ESPERADAS,ACTAS_CAPTURADAS,PORCENTAJE_ACTAS_CAPTURADAS\n9,3,33.3333\n\"\t\",\"\t\"\n"
    );
    format!("{head}{columns}\n{}\n", rows.join("\n"))
}

const GUB: &str = "DISTRITO_LOCAL,SECCION,ID_CASILLA,TIPO_CASILLA,EXT_CONTIGUA,UBICACION_CASILLA,\
                   TIPO_ACTA,PERSONAS_VOTARON,TOTAL_VOTOS_SACADOS,ROJO,AZUL,VERDE_MAR,ROJO_AZUL,\
                   NO_REGISTRADAS,NULOS,TOTAL_VOTOS_ASENTADO,LISTA_NOMINAL";

const DIP: &str = GUB;

const ALC: &str = "ID_ALCALDIA,ALCALDIA,SECCION,ID_CASILLA,TIPO_CASILLA,EXT_CONTIGUA,\
                   UBICACION_CASILLA,TIPO_ACTA,PERSONAS_VOTARON,TOTAL_VOTOS_SACADOS,ROJO,AZUL,\
                   VERDE_MAR,NO_REGISTRADAS,NULOS,TOTAL_VOTOS_ASENTADO,LISTA_NOMINAL";

fn file(eleccion: &str, text: impl Into<Vec<u8>>) -> (EleccionId, NamedBytes) {
    let id = EleccionId::new(eleccion).unwrap();
    (id, NamedBytes::new(format!("{eleccion}.csv"), text))
}

fn gub(rows: &[&str]) -> Result<Rebuilt, Vec<PublishedFault>> {
    rebuild(
        &options(),
        &[file("GUB", database("GUBERNATURA", GUB, rows))],
    )
}

fn claves(rebuilt: &Rebuilt) -> Vec<String> {
    let casillas = rebuilt.proceso.casillas().iter();
    casillas.map(|casilla| casilla.clave.to_string()).collect()
}

fn says(rebuilt: &Rebuilt, words: &str) -> bool {
    rebuilt
        .assumptions
        .iter()
        .any(|sentence| sentence.contains(words))
}

/// Line and reason of what could not be used.
fn unused(rebuilt: &Rebuilt) -> Vec<(u32, &str)> {
    let rows = rebuilt.unused_rows.iter();
    rows.map(|row| (row.line, row.reason.as_str())).collect()
}
