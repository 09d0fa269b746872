//! The one table of what a file holds: which columns, in which order, under which names. Headers,
//! rows and the LEEME are all written from it, so they cannot disagree.

use prep_model::elecciones::{AmbitoTipo, CampoId, Contendiente, Eleccion};
use prep_model::perfiles::{Columna, Perfil};
use prep_model::porcentajes::VariableResumen;

/// One column of a published file.
#[derive(Debug, Clone)]
pub struct ColumnaPublicada<'a> {
    /// The name in the header.
    pub nombre: &'a str,
    /// What it holds.
    pub contenido: ContenidoColumna<'a>,
    /// True if an apostrophe stands before every value.
    pub apostrofo: bool,
    /// True if values are written without accents.
    pub sin_acentos: bool,
}

/// What a column holds.
#[derive(Debug, Clone)]
pub enum ContenidoColumna<'a> {
    /// A variable of the LEEME.
    Variable(Columna),
    /// The votes of a contendiente, with the field of the acta that holds them.
    Votos(&'a Contendiente, CampoId),
}

impl ColumnaPublicada<'_> {
    /// A value as this column writes it.
    pub fn value(&self, mut value: String) -> String {
        if self.sin_acentos && !value.is_ascii() {
            value = sin_acentos(&value);
        }
        if self.apostrofo && !value.is_empty() {
            value.insert(0, '\'');
        }
        value
    }
}

/// The columns of an elección's database, in order.
pub fn columnas<'a>(eleccion: &'a Eleccion, perfil: &'a Perfil) -> Vec<ColumnaPublicada<'a>> {
    let orden = &perfil.publicacion.de(eleccion.ambito_tipo).orden;
    de_orden(orden, eleccion, perfil)
}

/// The columns of its file of candidaturas.
pub fn columnas_candidaturas<'a>(
    eleccion: &'a Eleccion,
    perfil: &'a Perfil,
) -> Vec<ColumnaPublicada<'a>> {
    let orden = &perfil.publicacion.de(eleccion.ambito_tipo).candidaturas;
    de_orden(orden, eleccion, perfil)
}

/// The columns of its catalogue of approved casillas.
pub fn columnas_catalogo<'a>(
    eleccion: &'a Eleccion,
    perfil: &'a Perfil,
) -> Vec<ColumnaPublicada<'a>> {
    de_orden(&perfil.publicacion.catalogo, eleccion, perfil)
}

/// The thirteen variables of the summary under their published names.
pub fn variables(tipo: AmbitoTipo, perfil: &Perfil) -> [(VariableResumen, &str); 13] {
    VariableResumen::ALL.map(|variable| {
        let nombre = perfil.publicacion.columna(tipo, variable.as_str());
        (variable, nombre)
    })
}

fn de_orden<'a>(
    orden: &[Columna],
    eleccion: &'a Eleccion,
    perfil: &'a Perfil,
) -> Vec<ColumnaPublicada<'a>> {
    let mut columnas = Vec::new();
    for columna in orden {
        if *columna == Columna::Contendientes {
            for contendiente in &eleccion.contendientes {
                let campo = CampoId::new(contendiente.id.as_str());
                let campo = campo.expect("a ContendienteId has the form of a CampoId");
                let votos = ContenidoColumna::Votos(contendiente, campo);
                columnas.push(columna_publicada(
                    contendiente.id.as_str(),
                    votos,
                    eleccion,
                    perfil,
                ));
            }
        } else {
            let variable = ContenidoColumna::Variable(*columna);
            columnas.push(columna_publicada(
                columna.as_str(),
                variable,
                eleccion,
                perfil,
            ));
        }
    }
    columnas
}

fn columna_publicada<'a>(
    id: &'a str,
    contenido: ContenidoColumna<'a>,
    eleccion: &Eleccion,
    perfil: &'a Perfil,
) -> ColumnaPublicada<'a> {
    let publicacion = &perfil.publicacion;
    ColumnaPublicada {
        nombre: publicacion.columna(eleccion.ambito_tipo, id),
        contenido,
        apostrofo: publicacion.apostrofo.iter().any(|of| of.as_str() == id),
        sin_acentos: publicacion.sin_acentos.iter().any(|of| of.as_str() == id),
    }
}

/// `COYOACÁN` as `COYOACAN`. The ñ is a letter of its own and stays.
fn sin_acentos(text: &str) -> String {
    let plain = |c: char| match c {
        'á' => 'a',
        'é' => 'e',
        'í' => 'i',
        'ó' => 'o',
        'ú' | 'ü' => 'u',
        'Á' => 'A',
        'É' => 'E',
        'Í' => 'I',
        'Ó' => 'O',
        'Ú' | 'Ü' => 'U',
        other => other,
    };
    text.chars().map(plain).collect()
}
