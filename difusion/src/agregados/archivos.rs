use prep_model::distribucion::DistribucionError;
use prep_model::elecciones::{Ambito, AmbitoTipo};
use prep_model::perfiles::Columna;
use prep_model::porcentajes::Porcentaje;

use super::{Agregados, Clave, Nivel, Sumas};
use crate::base::Momento;
use crate::candidaturas::partidos;
use crate::columnas::variables;
use crate::fila::Contexto;
use crate::hoja::Hoja;
use crate::territorio;

/// A file of sums.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archivo {
    /// Its name, `distrito.csv`.
    pub nombre: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its rows.
    pub filas: u64,
}

/// The seven files of an elección: one for each [`Nivel`], parties and candidaturas.
pub fn archivos(
    contexto: Contexto<'_>,
    agregados: &Agregados,
    momento: Momento,
) -> Result<Vec<Archivo>, DistribucionError> {
    let mut files = Vec::new();
    for nivel in Nivel::ALL {
        files.push(territorio(contexto, agregados, nivel, momento)?);
    }
    files.push(por_partido(contexto, agregados)?);
    files.push(por_candidatura(contexto, agregados)?);
    Ok(files)
}

impl Nivel {
    /// The columns that name a territory.
    fn columnas(self) -> &'static [Columna] {
        match self {
            Self::Entidad => &[Columna::IdEntidad, Columna::Entidad],
            Self::Distrito => &[Columna::IdDistritoLocal, Columna::DistritoLocal],
            Self::Municipio => &[Columna::IdAlcaldia, Columna::Alcaldia],
            Self::Seccion => &[Columna::Seccion],
            Self::Casilla => &[Columna::ClaveCasilla],
        }
    }

    /// `entidad`, `distrito`, `alcaldia` where the perfil calls it so.
    fn archivo(self, contexto: Contexto<'_>) -> String {
        match self {
            Self::Entidad => "entidad".to_owned(),
            Self::Distrito => "distrito".to_owned(),
            Self::Municipio => nombre(contexto, "ALCALDIA").to_lowercase(),
            Self::Seccion => "seccion".to_owned(),
            Self::Casilla => "casilla".to_owned(),
        }
    }
}

fn nombre<'a>(contexto: Contexto<'a>, columna: &'a str) -> &'a str {
    // The names of alcaldías are those of the elección that is decided in them.
    let tipo = if columna.ends_with("ALCALDIA") {
        AmbitoTipo::Municipio
    } else {
        contexto.eleccion.ambito_tipo
    };
    contexto.proceso.perfil().publicacion.columna(tipo, columna)
}

fn territorio(
    contexto: Contexto<'_>,
    agregados: &Agregados,
    nivel: Nivel,
    momento: Momento,
) -> Result<Archivo, DistribucionError> {
    let (perfil, eleccion) = (contexto.perfil(), contexto.eleccion);
    let variables = variables(eleccion.ambito_tipo, perfil);
    let keys = nivel
        .columnas()
        .iter()
        .map(|of| nombre(contexto, of.as_str()));
    let votos = eleccion.contendientes.iter().map(|of| of.id.as_str());
    let votos = votos.chain(["NO_REGISTRADAS", "NULOS"]);
    let header = keys
        .chain(variables.map(|(_, nombre)| nombre))
        .chain(votos.map(|id| nombre(contexto, id)));
    let mut hoja = Hoja::new(&perfil.publicacion);
    hoja.title(header);
    for (clave, sumas) in agregados.nivel(nivel) {
        let mut values = claves(contexto, nivel, clave);
        let value = |variable| sumas.resumen.value(variable, momento.ultimo, perfil);
        values.extend(variables.map(|(variable, _)| value(variable)));
        values.extend(votos_de(contexto, sumas)?);
        hoja.row(values);
    }
    Ok(archivo(&nivel.archivo(contexto), hoja))
}

fn claves(contexto: Contexto<'_>, nivel: Nivel, clave: Clave) -> Vec<String> {
    let no_aplica = || contexto.perfil().textos.no_aplica.clone();
    let head = contexto.proceso.head();
    match clave {
        Clave::Entidad => vec![head.entidad.to_string(), head.entidad_nombre.clone()],
        Clave::Ambito(None) => vec![no_aplica(), no_aplica()],
        Clave::Ambito(Some(id)) => {
            let tipo = if nivel == Nivel::Municipio {
                AmbitoTipo::Municipio
            } else {
                AmbitoTipo::Distrito
            };
            let nombre = territorio::nombre(contexto, tipo, id);
            let nombre = nombre.map_or_else(no_aplica, str::to_owned);
            vec![id.to_string(), nombre]
        }
        Clave::Seccion(0) => vec![no_aplica()],
        Clave::Seccion(seccion) => vec![format!("{seccion:04}")],
        Clave::Casilla(clave) => vec![clave.to_string()],
    }
}

/// The votes of every row as they were cast; what no acta of the territory prints is not zero.
fn votos_de(contexto: Contexto<'_>, sumas: &Sumas) -> Result<Vec<String>, DistribucionError> {
    let votos = sumas.votos()?;
    let of = |contendiente: &prep_model::elecciones::Contendiente| {
        let row = votos.contendientes.get(&contendiente.id);
        row.map_or_else(
            || contexto.perfil().textos.no_impreso.clone(),
            ToString::to_string,
        )
    };
    let mut values: Vec<String> = contexto.eleccion.contendientes.iter().map(of).collect();
    values.extend([votos.no_registradas, votos.nulos].map(|votos| votos.to_string()));
    Ok(values)
}

fn por_partido(
    contexto: Contexto<'_>,
    agregados: &Agregados,
) -> Result<Archivo, DistribucionError> {
    let mut hoja = Hoja::new(&contexto.perfil().publicacion);
    hoja.title(titulos(contexto, &[Columna::PartidoCsp]));
    for ambito in contexto.eleccion.ambitos.values() {
        let sumas = agregados.ambito(ambito.id);
        let of = sumas.resultados(contexto, ambito)?;
        let total = of.suma.total()?;
        let parties = of
            .partidos
            .iter()
            .map(|(id, votos)| (id.to_string(), *votos));
        let apart = [
            (
                nombre(contexto, "NO_REGISTRADAS").to_owned(),
                of.suma.no_registradas,
            ),
            (nombre(contexto, "NULOS").to_owned(), of.suma.nulos),
        ];
        for (who, votos) in parties.chain(apart) {
            let mut values = ambito_values(contexto, ambito);
            values.push(who);
            values.extend(votos_y_porcentaje(contexto, votos, total));
            hoja.row(values);
        }
    }
    Ok(archivo("partidos", hoja))
}

fn por_candidatura(
    contexto: Contexto<'_>,
    agregados: &Agregados,
) -> Result<Archivo, DistribucionError> {
    let (eleccion, perfil) = (contexto.eleccion, contexto.perfil());
    let mut hoja = Hoja::new(&perfil.publicacion);
    let columns = [Columna::PartidoCsp, Columna::CandidaturaPropietaria];
    hoja.title(titulos(contexto, &columns));
    for ambito in eleccion.ambitos.values() {
        let sumas = agregados.ambito(ambito.id);
        let of = sumas.resultados(contexto, ambito)?;
        let total = sumas.mayoria.total()?;
        let people = ambito.candidaturas.iter().zip(&of.candidaturas.votos);
        let people = people.map(|(candidatura, votos)| {
            let who = partidos(eleccion, candidatura, perfil);
            (who, candidatura.propietaria.clone(), *votos)
        });
        let (no_registradas, nulos) = of.sin_candidatura;
        let apart = [
            ("SIN_CANDIDATURA", of.candidaturas.sin_candidatura),
            ("NO_REGISTRADAS", no_registradas),
            ("NULOS", nulos),
        ];
        let apart = apart.map(|(who, votos)| {
            let who = nombre(contexto, who).to_owned();
            (who, perfil.textos.no_aplica.clone(), votos)
        });
        for (who, person, votos) in people.chain(apart) {
            let mut values = ambito_values(contexto, ambito);
            values.extend([who, person]);
            values.extend(votos_y_porcentaje(contexto, votos, total));
            hoja.row(values);
        }
    }
    Ok(archivo("candidaturas", hoja))
}

/// The columns of the ámbito, those given, votes and their share.
fn titulos<'a>(contexto: Contexto<'a>, columns: &'a [Columna]) -> Vec<&'a str> {
    let ambito = Nivel::of(contexto.eleccion.ambito_tipo).columnas();
    let names = ambito.iter().chain(columns);
    let names = names.map(|columna| nombre(contexto, columna.as_str()));
    names.chain(["VOTOS", "PORCENTAJE"]).collect()
}

fn ambito_values(contexto: Contexto<'_>, ambito: &Ambito) -> Vec<String> {
    let nivel = Nivel::of(contexto.eleccion.ambito_tipo);
    match nivel {
        Nivel::Entidad => claves(contexto, nivel, Clave::Entidad),
        _ => claves(contexto, nivel, Clave::Ambito(Some(ambito.id))),
    }
}

fn votos_y_porcentaje(contexto: Contexto<'_>, votos: u64, total: u64) -> [String; 2] {
    let sin_denominador = || contexto.perfil().textos.sin_denominador.clone();
    let porcentaje = Porcentaje::of(votos, total);
    let porcentaje = porcentaje.map_or_else(sin_denominador, |of| of.to_string());
    [votos.to_string(), porcentaje]
}

fn archivo(nombre: &str, hoja: Hoja<'_>) -> Archivo {
    Archivo {
        nombre: format!("{nombre}.csv"),
        filas: hoja.rows(),
        bytes: hoja.into_bytes(),
    }
}
