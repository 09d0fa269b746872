//! What one institute settles differently from another, as data.
//!
//! A perfil is a file. Those built in are in the folder `perfiles` of this crate; another one says
//! `base = "iecm-2024"` and only what differs. Nothing here is decided by the name of a perfil.
//!
//! * [`Perfil`] — all settings.
//! * [`ReglasContabilizacion`], [`ReglasCaptura`], [`ReglasCorte`] — rules.
//! * [`Textos`], [`TextosObservaciones`] — what is published instead of a number.
//! * [`ReglasPublicacion`] — names of files and columns, letter by letter.

mod columna;
mod formato_fecha_hora;
mod from_toml;
mod nombres_publicados;
mod reglas;
mod textos;

use serde::{Deserialize, Serialize};

use crate::elecciones::{ActaForm, CampoRole, Eleccion};

pub use columna::Columna;
pub use formato_fecha_hora::{FormatoFechaHora, FormatoFechaHoraError};
pub use from_toml::PerfilError;
pub use nombres_publicados::{
    Archivos, ColumnaId, Comillas, Delimitador, FechasHoras, FinDeLinea, NombresEleccion,
    PartidosDeCandidatura, Plantilla, PorAmbito, PublicacionError, ReglasPublicacion,
};
pub use reglas::{
    ConEspeciales, Esperadas, ExcedeConOtras, LetraContraNumero, MinutosEntreCortes,
    MinutosEntreCortesError, ModoCaptura, ReglasCaptura, ReglasContabilizacion, ReglasCorte,
};
pub use textos::{Textos, TextosObservaciones};

const BUILT_IN: [(&str, &str); 2] = [
    ("iecm-2024", include_str!("../../perfiles/iecm-2024.toml")),
    ("ine", include_str!("../../perfiles/ine.toml")),
];

fn built_in_text(name: &str) -> Option<&'static str> {
    let found = BUILT_IN.iter().find(|(built_in, _)| *built_in == name);
    found.map(|(_, text)| *text)
}

/// A perfil: the settings that a norm or an accord may decide otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Perfil {
    /// Its name, `iecm-2024`.
    pub nombre: String,
    /// How actas are counted.
    pub contabilizacion: ReglasContabilizacion,
    /// How actas are captured.
    pub captura: ReglasCaptura,
    /// What a corte needs and when it comes.
    pub corte: ReglasCorte,
    /// What is published instead of a number.
    pub textos: Textos,
    /// The texts of OBSERVACIONES.
    pub observaciones: TextosObservaciones,
    /// Names of files and columns.
    pub publicacion: ReglasPublicacion,
}

impl Perfil {
    /// A perfil that comes with the system, by its name.
    pub fn built_in(name: &str) -> Option<Self> {
        let text = built_in_text(name)?;
        Some(Self::from_toml(text).expect("the built-in perfiles are read by a test"))
    }

    /// The names of the perfiles that come with the system.
    pub fn built_in_names() -> [&'static str; 2] {
        BUILT_IN.map(|(name, _)| name)
    }

    /// Reads a perfil in TOML. With `base = "iecm-2024"` it holds only what differs from that
    /// built-in one; without it, every setting. A key that means nothing is refused.
    pub fn from_toml(text: &str) -> Result<Self, PerfilError> {
        from_toml::from_toml(text)
    }

    /// The number of actas esperadas of an elección whose catalogue has `catalogo`.
    pub fn actas_esperadas(&self, eleccion: &Eleccion, catalogo: u64) -> u64 {
        match (
            self.contabilizacion.esperadas,
            eleccion.esperadas_declaradas,
        ) {
            (Esperadas::Declaradas, Some(declaradas)) => u64::from(declaradas),
            (Esperadas::Declaradas, None) | (Esperadas::Catalogo, _) => catalogo,
        }
    }

    /// True if a field that an acta prints is captured; the votes always are.
    pub fn captures(&self, role: CampoRole) -> bool {
        role.is_voto() || self.captura.campos.contains(&role)
    }

    /// The fields of `form` that are captured.
    #[must_use]
    pub fn captured(&self, mut form: ActaForm) -> ActaForm {
        form.campos.retain(|campo| self.captures(campo.role));
        form
    }
}

#[cfg(test)]
mod tests;
