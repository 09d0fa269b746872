//! What the rules allow and an official would still want to look at twice.

use std::collections::{BTreeMap, BTreeSet};

use prep_model::casillas::Casilla;
use prep_model::claves::{TipoActa, TipoCasilla};
use prep_model::elecciones::{AmbitoId, Eleccion, Modalidad};
use prep_model::proceso::{Proceso, ProcesoSubject};

use super::fault::{Faults, Place};
use super::lines::Lines;
use super::paths::{CASILLAS, EleccionPaths};

/// Most people that the lista nominal of one casilla has (LGIPE 253.3).
const MAX_LISTA_NOMINAL: u32 = 750;

pub(super) fn collect(proceso: &Proceso, lines: &Lines, faults: &mut Faults) {
    let mut warner = Warner { lines, faults };
    for casilla in proceso.casillas() {
        warner.casilla(casilla);
    }
    warner.secciones(proceso);
    for eleccion in proceso.elecciones() {
        let expected = Expected::of(proceso, eleccion);
        warner.esperadas(eleccion, &expected);
        warner.contendientes(eleccion);
        warner.tipos_acta(eleccion, &expected);
        warner.ambitos(eleccion, &expected);
        warner.candidaturas(eleccion);
    }
}

/// What the catalogue expects of one elección.
struct Expected<'a> {
    actas: u64,
    tipos_acta: BTreeSet<&'a TipoActa>,
    ambitos: BTreeSet<AmbitoId>,
}

impl<'a> Expected<'a> {
    fn of(proceso: &'a Proceso, eleccion: &Eleccion) -> Self {
        let mut expected = Self {
            actas: 0,
            tipos_acta: BTreeSet::new(),
            ambitos: BTreeSet::new(),
        };
        for casilla in proceso.casillas() {
            let actas = casilla.actas.iter();
            for esperada in actas.filter(|esperada| esperada.eleccion == eleccion.id) {
                expected.actas += 1;
                expected.tipos_acta.insert(&esperada.tipo_acta);
                let ambito = casilla.ambito(eleccion.ambito_tipo);
                expected.ambitos.extend(ambito);
            }
        }
        expected
    }
}

struct Warner<'a> {
    lines: &'a Lines,
    faults: &'a mut Faults,
}

impl Warner<'_> {
    fn at(&mut self, subject: &ProcesoSubject, message: String, remedy: &str) {
        let (file, place) = self.lines.locate(subject);
        self.faults.warn(&file, place, message, remedy);
    }

    fn at_casilla(&mut self, casilla: &Casilla, message: String, remedy: &str) {
        let place = self.lines.casilla(casilla.clave);
        self.faults.warn(CASILLAS, place, message, remedy);
    }

    fn casilla(&mut self, casilla: &Casilla) {
        let clave = casilla.clave;
        if clave.tipo() == TipoCasilla::Basica && clave.id() != 1 {
            let message = format!(
                "la casilla básica {clave} tiene el número {:02}",
                clave.id()
            );
            let remedy = "una sección tiene una sola básica, la 01: revise si es contigua";
            self.at_casilla(casilla, message, remedy);
        }
        if Modalidad::of_casilla(clave.tipo()) != Modalidad::Ordinaria {
            return;
        }
        let lista = casilla.lista_nominal;
        if lista == 0 {
            let message = format!("la casilla {clave} no tiene a nadie en su lista nominal");
            self.at_casilla(casilla, message, "revise LISTA_NOMINAL");
        }
        if lista > MAX_LISTA_NOMINAL {
            let message = format!(
                "la lista nominal de la casilla {clave} es de {lista}, más de {MAX_LISTA_NOMINAL}"
            );
            self.at_casilla(casilla, message, "revise LISTA_NOMINAL");
        }
    }

    /// A sección belongs to one distrito and one municipio, and has a casilla básica.
    fn secciones(&mut self, proceso: &Proceso) {
        let mut secciones: BTreeMap<u16, Vec<&Casilla>> = BTreeMap::new();
        let casillas = proceso.casillas().iter();
        for casilla in casillas.filter(|casilla| !casilla.clave.tipo().may_lack_seccion()) {
            let seccion = casilla.clave.seccion();
            secciones.entry(seccion).or_default().push(casilla);
        }
        for (seccion, casillas) in &secciones {
            let Some((first, others)) = casillas.split_first() else {
                continue;
            };
            if first.clave.tipo() != TipoCasilla::Basica {
                let message = format!("la sección {seccion:04} no tiene casilla básica");
                self.at_casilla(first, message, "revise si falta una línea");
            }
            for casilla in others {
                if (casilla.distrito, casilla.municipio) != (first.distrito, first.municipio) {
                    let message = format!(
                        "la casilla {} tiene otro distrito o municipio que {}, de la misma sección",
                        casilla.clave, first.clave
                    );
                    self.at_casilla(casilla, message, "revise ID_DISTRITO e ID_MUNICIPIO");
                }
            }
        }
    }

    fn esperadas(&mut self, eleccion: &Eleccion, expected: &Expected<'_>) {
        let Some(declared) = eleccion.esperadas_declaradas else {
            return;
        };
        if u64::from(declared) != expected.actas {
            let message = format!(
                "se declaran {declared} actas esperadas y el catálogo tiene {}",
                expected.actas
            );
            let remedy =
                "revise esperadas_declaradas; cuál de las dos se publica lo decide el perfil";
            let file = EleccionPaths::new(&eleccion.id).toml;
            let place = self.lines.esperadas_declaradas(&eleccion.id);
            self.faults.warn(&file, place, message, remedy);
        }
    }

    fn contendientes(&mut self, eleccion: &Eleccion) {
        let of_ambitos = eleccion.ambitos.values().map(|ambito| &ambito.printed);
        let of_codes = eleccion.tipos_acta.iter();
        let of_codes = of_codes.filter_map(|def| def.prints.as_ref());
        let printed: BTreeSet<_> = of_ambitos.chain(of_codes).flatten().collect();
        let joined = printed.iter().filter_map(|id| eleccion.contendiente(id));
        let joined: BTreeSet<_> = joined.flat_map(|own| own.tipo.members()).collect();
        for contendiente in &eleccion.contendientes {
            let id = &contendiente.id;
            if !printed.contains(id) && !joined.contains(id) {
                let subject = ProcesoSubject::Contendiente(eleccion.id.clone(), id.clone());
                let message = format!("ningún acta imprime a {id}");
                self.at(
                    &subject,
                    message,
                    "agréguelo a los ámbitos que lo imprimen o quítelo",
                );
            }
        }
    }

    fn tipos_acta(&mut self, eleccion: &Eleccion, expected: &Expected<'_>) {
        for def in &eleccion.tipos_acta {
            let codigo = &def.codigo;
            let subject = ProcesoSubject::TipoActa(eleccion.id.clone(), codigo.clone());
            if !expected.tipos_acta.contains(codigo) {
                let message = format!("de ninguna casilla se espera el acta {codigo}");
                self.at(&subject, message, "revise si falta en casillas.csv");
            }
            for id in &def.omits {
                if eleccion.contendiente(id).is_none() {
                    let message = format!("{codigo} omite a {id}, que no es contendiente");
                    self.at(&subject, message, "corrija omite");
                }
            }
        }
    }

    fn ambitos(&mut self, eleccion: &Eleccion, expected: &Expected<'_>) {
        for id in eleccion.ambitos.keys() {
            if !expected.ambitos.contains(id) {
                let subject = ProcesoSubject::Ambito(eleccion.id.clone(), *id);
                let message = format!("en el ámbito {id} no hay casillas");
                self.at(&subject, message, "revise casillas.csv o quite el ámbito");
            }
        }
    }

    fn candidaturas(&mut self, eleccion: &Eleccion) {
        let ambitos = eleccion.ambitos.values();
        let without: Vec<_> = ambitos.filter(|a| a.candidaturas.is_empty()).collect();
        if without.len() == eleccion.ambitos.len() {
            let file = EleccionPaths::new(&eleccion.id).candidaturas;
            let message = format!("la elección {} no tiene candidaturas", eleccion.id);
            let remedy = "agréguelas antes de publicar: son parte de lo que se difunde";
            self.faults.warn(&file, Place::FILE, message, remedy);
            return;
        }
        for ambito in without {
            let subject = ProcesoSubject::Ambito(eleccion.id.clone(), ambito.id);
            let message = format!("el ámbito {} no tiene candidaturas", ambito.id);
            self.at(&subject, message, "agréguelas antes de publicar");
        }
    }
}
