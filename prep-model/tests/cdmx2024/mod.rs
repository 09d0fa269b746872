//! Reading of the published files of Ciudad de México 2024, which stand beside the project and are
//! never copied into it. Where they are absent a test says so and passes.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "reads files for tests: a damaged one fails the test, an absent one is said aloud"
)]

use std::path::PathBuf;

use prep_model::actas::{ActaValues, CampoValue, SinActa};
use prep_model::casillas::{Casilla, Ubicacion};
use prep_model::claves::{ClaveCasilla, EntidadId, TipoCasilla};
use prep_model::elecciones::{ActaForm, Campo, CampoId, CampoRole};
use prep_model::inconsistencias::{ActaRegistrada, Clasificacion, classify};
use prep_model::perfiles::Perfil;

/// No file gives the approved maximum of ballots of casillas especiales; 1,000 is what the first
/// simulacro shows as their lista nominal.
const BOLETAS_MAXIMAS: u32 = 1_000;

/// The perfil whose rules the files of 2024 are held against.
pub(crate) fn iecm() -> Perfil {
    Perfil::built_in("iecm-2024").unwrap()
}

/// A published database: names and values of its summary, names and values of its rows.
pub(crate) struct Base {
    pub(crate) resumen: Vec<(String, String)>,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// One row of a [`Base`].
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    header: &'a [String],
    values: &'a [String],
}

impl Base {
    /// Reads a file of `shared/data/cdmx2024`; `None`, said aloud, if it is not there.
    pub(crate) fn read(file: &str) -> Option<Self> {
        let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/cdmx2024");
        let path = beside.join(file);
        let Ok(bytes) = std::fs::read(&path) else {
            println!("SKIPPED: {file} is not beside the project in shared/data/cdmx2024");
            return None;
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let mut lines = reader.records().map(|line| {
            line.unwrap()
                .iter()
                .map(|value| value.trim().to_owned())
                .collect()
        });
        let mut head: Vec<Vec<String>> = Vec::new();
        let header = loop {
            let line: Vec<String> = lines.next().expect("the file has a header of columns");
            if line.iter().any(|name| name == "SECCION") {
                break line;
            }
            head.push(line);
        };
        let at = head
            .iter()
            .position(|line| line.first().unwrap() == "ACTAS_ESPERADAS")
            .unwrap();
        let named = head[at]
            .iter()
            .zip(&head[at + 1])
            .filter(|(name, _)| !name.is_empty());
        Some(Self {
            resumen: named
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
            header,
            rows: lines
                .filter(|row| row.len() > 20 && !row[0].is_empty())
                .collect(),
        })
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|values| Row {
            header: &self.header,
            values,
        })
    }
}

impl<'a> Row<'a> {
    /// The value of the first of `names` that the file has.
    pub(crate) fn get(self, names: &[&str]) -> &'a str {
        let at = names
            .iter()
            .find_map(|name| self.header.iter().position(|column| column == name));
        self.values
            .get(at.unwrap_or_else(|| panic!("no column {names:?}")))
            .unwrap()
    }

    pub(crate) fn tipo(self) -> TipoCasilla {
        let letter = self.get(&["TIPO_CASILLA"]).chars().next().unwrap();
        TipoCasilla::try_from(letter).unwrap()
    }

    /// The casilla as the row shows it. Only its tipo matters to the rules, so a number or sección
    /// that is no number becomes 1 or none.
    pub(crate) fn casilla(self) -> Casilla {
        let number = |names: &[&str]| self.get(names).parse::<u32>().ok();
        let tipo = self.tipo();
        let especial = tipo == TipoCasilla::Especial;
        let seccion = number(&["SECCION"]).unwrap_or(0);
        let seccion = if tipo.letter() == 'E' && seccion == 0 {
            1
        } else {
            seccion
        };
        let clave = ClaveCasilla::new(
            EntidadId::new(9).unwrap(),
            u16::try_from(seccion).unwrap(),
            tipo,
            1,
            0,
        );
        let lista_nominal = number(&["LISTA_NOMINAL"]).unwrap_or(0);
        Casilla {
            clave: clave.unwrap(),
            distrito: None,
            municipio: None,
            ubicacion: Ubicacion::Urbana,
            lista_nominal: if especial { 0 } else { lista_nominal },
            boletas_maximas: especial.then_some(BOLETAS_MAXIMAS),
            representantes: number(&["REPRESENTANTES_PP_CI"]),
            mecanismo_traslado: None,
            actas: Vec::new(),
        }
    }

    /// The vote fields of the row: a blank one is not printed.
    pub(crate) fn form_and_values(self) -> (ActaForm, ActaValues) {
        let first = self.header.iter().position(|name| name == "PAN").unwrap();
        let last = self.header.iter().position(|name| name == "NULOS").unwrap();
        let printed = (first..=last).filter(|at| !self.values[*at].is_empty());
        let (campos, values): (Vec<Campo>, Vec<CampoValue>) = printed
            .map(|at| {
                let name = self.header[at].as_str();
                let role = match name {
                    "NO_REGISTRADAS" => CampoRole::NoRegistradas,
                    "NULOS" => CampoRole::Nulos,
                    _ => CampoRole::Contendiente,
                };
                let campo = Campo {
                    id: CampoId::new(name).unwrap(),
                    role,
                    digits: 9,
                };
                let value = match self.values[at].as_str() {
                    "ILEGIBLE" => CampoValue::Ilegible,
                    "SIN DATO" => CampoValue::SinDato,
                    number => CampoValue::Number(number.parse().unwrap()),
                };
                (campo, value)
            })
            .unzip();
        let ids = campos.iter().map(|campo| campo.id.clone());
        let by_id = ids.zip(values).collect();
        let form = ActaForm {
            eleccion: "CDMX".parse().unwrap(),
            tipo_acta: "A02".parse().unwrap(),
            campos,
        };
        let values = ActaValues::new(&form, by_id).unwrap();
        (form, values)
    }

    /// What the rules say of the row, from its votes and its casilla; only that there was no acta
    /// is taken from its OBSERVACIONES.
    pub(crate) fn classify(self, perfil: &Perfil) -> Clasificacion {
        let observaciones = self.get(&["OBSERVACIONES"]);
        if observaciones.starts_with("SIN ACTA") {
            let reason = SinActa::ALL
                .into_iter()
                .find(|reason| reason.text() == observaciones);
            // Two rows of the simulacro give none; which one it is decides nothing but the text.
            let reason = reason.unwrap_or(SinActa::PaqueteNoEntregado);
            return classify(ActaRegistrada::SinActa(reason), perfil);
        }
        let (form, values) = self.form_and_values();
        let casilla = self.casilla();
        let acta = ActaRegistrada::Leida {
            form: &form,
            values: &values,
            casilla: &casilla,
        };
        classify(acta, perfil)
    }
}
