//! Names of published files and columns, letter by letter.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Columna, FormatoFechaHora};
use crate::elecciones::AmbitoTipo;
use crate::text_id::{is_word, text_id};

text_id! {
    /// Our own name of a published column, whatever an institute calls it.
    ///
    /// It is the LEEME's name of the variable of 2024, or the name of a contendiente.
    ColumnaId, "columna", "1 a 60 letras mayúsculas, dígitos o guiones bajos, como CLAVE_ACTA",
    |text| is_word(text, 1, 60, |b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

/// How databases are written and what their files and columns are called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReglasPublicacion {
    /// What separates columns.
    pub delimitador: Delimitador,
    /// True if a file begins with the byte order mark of UTF-8.
    pub bom: bool,
    /// Which values stand between quotes.
    pub comillas: Comillas,
    /// What ends a line.
    pub fin_de_linea: FinDeLinea,
    /// What stands in the two lines that part title, summary and rows: nothing, or these values (the
    /// IECM wrote four tabs between quotes).
    pub renglon_vacio: Vec<String>,
    /// Columns whose values come after an apostrophe, so that a spreadsheet keeps their zeros.
    pub apostrofo: BTreeSet<ColumnaId>,
    /// Columns whose values are written without accents; an ñ stays.
    pub sin_acentos: BTreeSet<ColumnaId>,
    /// How moments are written.
    pub fecha_hora: FechasHoras,
    /// How the column [`Columna::PartidoCsp`] names who runs.
    pub partidos: PartidosDeCandidatura,
    /// The columns of the catalogue of approved casillas in order.
    pub catalogo: Vec<Columna>,
    /// Names of files.
    pub archivos: Archivos,
    /// Spelling of the columns and of the thirteen variables of the summary, where it is not ours.
    pub columnas: BTreeMap<ColumnaId, String>,
    /// Spellings that are understood besides the one published (DOMAIN 2.6 and 2.7).
    pub alias: BTreeMap<ColumnaId, Vec<String>>,
    /// What depends on the kind of elección.
    pub eleccion: PorAmbito,
}

/// How moments are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FechasHoras {
    /// The moment of the corte, in the second line of a database.
    pub corte: FormatoFechaHora,
    /// The moments of an acta.
    pub acta: FormatoFechaHora,
}

/// How a file of candidaturas names who runs: parties joined by a separator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartidosDeCandidatura {
    /// True for their names, false for their siglas.
    pub nombres: bool,
    /// What stands between two.
    pub separador: String,
}

/// One setting for each kind of elección.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PorAmbito {
    /// Gubernatura, Jefatura de Gobierno.
    pub entidad: NombresEleccion,
    /// Diputaciones.
    pub distrito: NombresEleccion,
    /// Ayuntamientos, alcaldías.
    pub municipio: NombresEleccion,
}

/// The columns of one kind of elección.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NombresEleccion {
    /// The columns of the database in order; [`Columna::Contendientes`] stands for all of those.
    pub orden: Vec<Columna>,
    /// The columns of the file of candidaturas in order.
    pub candidaturas: Vec<Columna>,
    /// Spelling of the columns that only this kind of elección writes in its own way.
    pub columnas: BTreeMap<ColumnaId, String>,
}

/// Names of the published files. `{eleccion}` stands for the elección's short name, `{fecha}` for
/// AAAAMMDD and `{hora}` for HHMM of the corte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Archivos {
    /// The package of a corte.
    pub paquete: Plantilla,
    /// The package of one elección within it.
    pub paquete_eleccion: Plantilla,
    /// The database of an elección.
    pub base: Plantilla,
    /// The candidaturas of an elección.
    pub candidaturas: Plantilla,
    /// The description of the variables.
    pub leeme: Plantilla,
    /// The catalogue of approved casillas of an elección.
    pub catalogo: Plantilla,
    /// The package of the catalogues of all elecciones.
    pub paquete_catalogo: Plantilla,
}

impl ReglasPublicacion {
    /// The names that depend on the kind of elección.
    pub fn de(&self, tipo: AmbitoTipo) -> &NombresEleccion {
        match tipo {
            AmbitoTipo::Entidad => &self.eleccion.entidad,
            AmbitoTipo::Distrito => &self.eleccion.distrito,
            AmbitoTipo::Municipio => &self.eleccion.municipio,
        }
    }

    /// The name under which a column, a contendiente or a variable of the summary is published,
    /// from our own name of it.
    pub fn columna<'a>(&'a self, tipo: AmbitoTipo, columna: &'a str) -> &'a str {
        let spelled = self.de(tipo).columnas.get(columna);
        let spelled = spelled.or_else(|| self.columnas.get(columna));
        spelled.map_or(columna, String::as_str)
    }

    /// True if `header` names the column, as published or by an alias; surrounding spaces do not
    /// count, letters do.
    pub fn understands(&self, tipo: AmbitoTipo, columna: &str, header: &str) -> bool {
        let header = header.trim();
        let aliases = self.alias.get(columna).into_iter().flatten();
        header == self.columna(tipo, columna)
            || header == columna
            || aliases.into_iter().any(|alias| header == alias)
    }
}

/// The character between two columns: one of ASCII that is neither a quote nor ends a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "char", into = "char")]
pub struct Delimitador(char);

impl Delimitador {
    /// The character.
    pub fn char(self) -> char {
        self.0
    }
}

/// Why a name or character of publication is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PublicacionError {
    /// Not one character that can separate columns.
    #[error("«{0}» no puede separar columnas: use «,» «;» «|» o tabulador")]
    Delimitador(char),
    /// A file name with a folder, or with something in braces that has no meaning.
    #[error("«{0}» no es nombre de archivo: sin «/», y entre llaves solo eleccion, fecha u hora")]
    Plantilla(String),
}

impl TryFrom<char> for Delimitador {
    type Error = PublicacionError;
    fn try_from(char: char) -> Result<Self, Self::Error> {
        match char {
            ',' | ';' | '|' | '\t' => Ok(Self(char)),
            _ => Err(PublicacionError::Delimitador(char)),
        }
    }
}

impl From<Delimitador> for char {
    fn from(delimitador: Delimitador) -> Self {
        delimitador.0
    }
}

/// Which values stand between quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comillas {
    /// Only those that hold the separator, a quote or the end of a line.
    Necesarias,
    /// Those, and what holds a space or a tab (the real databases of 2024).
    ConEspacios,
    /// All.
    Siempre,
}

/// What ends a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FinDeLinea {
    /// `\n`.
    Lf,
    /// `\r\n` (RFC 4180).
    Crlf,
}

/// A file name with places for the elección and the moment of the corte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Plantilla(String);

impl Plantilla {
    /// The name for one elección and corte: `fecha` as AAAAMMDD and `hora` as HHMM.
    pub fn fill(&self, eleccion: &str, fecha: &str, hora: &str) -> String {
        let name = self.0.replace("{eleccion}", eleccion);
        name.replace("{fecha}", fecha).replace("{hora}", hora)
    }
}

impl TryFrom<String> for Plantilla {
    type Error = PublicacionError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let plantilla = Self(text);
        let filled = plantilla.fill("E", "F", "H");
        let allowed = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        if !filled.is_empty() && !filled.starts_with('.') && filled.chars().all(allowed) {
            Ok(plantilla)
        } else {
            Err(PublicacionError::Plantilla(plantilla.0))
        }
    }
}

impl From<Plantilla> for String {
    fn from(plantilla: Plantilla) -> Self {
        plantilla.0
    }
}
