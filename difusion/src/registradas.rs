//! The actas of one elección that a corte publishes, in the order of its rows, each with its casilla,
//! the form it was captured on and what the rules say of it. Databases and sums are made from this.

use std::collections::BTreeMap;
use std::rc::Rc;

use central::cortes::{ActaSnapshot, Contenido, FueraDeCatalogo};
use prep_model::actas::{ActaValues, CampoValue};
use prep_model::casillas::Casilla;
use prep_model::claves::{ActaKey, TipoActa, TipoCasilla};
use prep_model::elecciones::{ActaForm, AmbitoId, Eleccion, TipoActaDef};
use prep_model::inconsistencias::{ActaRegistrada, Clasificacion, classify};
use prep_model::porcentajes::ActaResumida;
use prep_model::proceso::Proceso;

use crate::fila::FilaError;
use crate::package::Withheld;

/// The actas of one elección.
#[derive(Debug)]
pub struct Registradas<'a> {
    /// Those of the catalogue, in the order of the rows.
    pub actas: Vec<Registrada<'a>>,
    /// Those fuera de catálogo, in the order of the rows, which comes after.
    pub fuera: Vec<&'a FueraDeCatalogo>,
    /// Those that cannot be rows.
    pub withheld: Vec<Withheld>,
}

/// One acta of the catalogue.
#[derive(Debug)]
pub struct Registrada<'a> {
    /// What is known of it.
    pub acta: &'a ActaSnapshot,
    /// Where it comes from.
    pub casilla: &'a Casilla,
    /// What it prints.
    pub forma: Rc<Forma<'a>>,
    /// What the rules say of it.
    pub clasificacion: Clasificacion,
}

/// What actas of one code print in one ámbito.
#[derive(Debug)]
pub struct Forma<'a> {
    /// The definition of the code.
    pub def: &'a TipoActaDef,
    /// Every field.
    pub impresa: ActaForm,
    /// Those that are captured.
    pub capturada: ActaForm,
}

impl<'a> Registradas<'a> {
    /// Those of `eleccion` in a snapshot, whatever the order there.
    pub fn of(
        proceso: &'a Proceso,
        eleccion: &'a Eleccion,
        (all, all_fuera): (&'a [ActaSnapshot], &'a [FueraDeCatalogo]),
    ) -> Self {
        let mut reader = Reader {
            proceso,
            eleccion,
            formas: BTreeMap::new(),
        };
        let (mut actas, mut withheld) = (Vec::new(), Vec::new());
        let of_eleccion = all.iter();
        for acta in of_eleccion.filter(|acta| acta.acta.eleccion == eleccion.id) {
            match reader.read(acta) {
                Ok(registrada) => actas.push(registrada),
                Err(reason) => withheld.push(Withheld {
                    acta: acta.acta.to_string(),
                    reason: reason.to_string(),
                }),
            }
        }
        actas.sort_by(|a, b| order(&a.acta.acta).cmp(&order(&b.acta.acta)));
        withheld.sort_by(|a, b| a.acta.cmp(&b.acta));
        let fuera = all_fuera.iter();
        let mut fuera: Vec<_> = fuera
            .filter(|fuera| fuera.eleccion.as_ref() == Some(&eleccion.id))
            .collect();
        fuera.sort_by_key(|fuera| (fuera.acopio, fuera.digitalizacion));
        Self {
            actas,
            fuera,
            withheld,
        }
    }

    /// What a summary needs of each.
    pub fn resumidas(&self, proceso: &Proceso) -> impl Iterator<Item = ActaResumida> {
        let fuera = classify(ActaRegistrada::FueraDeCatalogo, proceso.perfil());
        let fuera = ActaResumida::new(&fuera, None);
        let actas = self.actas.iter().map(Registrada::resumida);
        actas.chain(self.fuera.iter().map(move |_| fuera))
    }
}

impl Registrada<'_> {
    /// What a summary needs of it.
    pub fn resumida(&self) -> ActaResumida {
        ActaResumida::new(&self.clasificacion, Some(self.casilla))
    }
}

/// Votes from abroad first, then the other modalidades without distrito, then the casillas by clave
/// (LEEME, last section).
fn order(acta: &ActaKey) -> (u8, &ActaKey) {
    let group = match acta.casilla.tipo() {
        TipoCasilla::MesaExtranjero => 0,
        TipoCasilla::MesaAnticipado => 1,
        TipoCasilla::MesaPrision => 2,
        TipoCasilla::Basica
        | TipoCasilla::Contigua
        | TipoCasilla::Extraordinaria
        | TipoCasilla::Especial => 3,
    };
    (group, acta)
}

struct Reader<'a> {
    proceso: &'a Proceso,
    eleccion: &'a Eleccion,
    /// A form is the same for every acta of a code in an ámbito.
    formas: BTreeMap<(TipoActa, AmbitoId), Rc<Forma<'a>>>,
}

impl<'a> Reader<'a> {
    fn read(&mut self, acta: &'a ActaSnapshot) -> Result<Registrada<'a>, FilaError> {
        let not_expected = || FilaError::NotExpected(acta.acta.clone());
        let casilla = self.proceso.casilla(acta.acta.casilla);
        let casilla = casilla.ok_or_else(not_expected)?;
        let expected = casilla.actas.iter().any(|esperada| {
            esperada.eleccion == acta.acta.eleccion && esperada.tipo_acta == acta.acta.tipo_acta
        });
        if !expected {
            return Err(not_expected());
        }
        let forma = self.forma(&acta.acta, casilla).ok_or_else(not_expected)?;
        let perfil = self.proceso.perfil();
        let registrada = match &acta.contenido {
            Contenido::Leida(leida) => {
                check_values(&acta.acta, &forma.capturada, &leida.values)?;
                ActaRegistrada::Leida {
                    form: &forma.capturada,
                    values: &leida.values,
                    casilla,
                }
            }
            Contenido::SinActa(reason) => ActaRegistrada::SinActa(*reason),
        };
        let clasificacion = classify(registrada, perfil);
        Ok(Registrada {
            acta,
            casilla,
            forma,
            clasificacion,
        })
    }

    fn forma(&mut self, acta: &ActaKey, casilla: &Casilla) -> Option<Rc<Forma<'a>>> {
        let ambito = casilla.ambito(self.eleccion.ambito_tipo)?;
        let key = (acta.tipo_acta.clone(), ambito);
        if let Some(known) = self.formas.get(&key) {
            return Some(Rc::clone(known));
        }
        let impresa = self.eleccion.form(&acta.tipo_acta, ambito)?;
        let forma = Rc::new(Forma {
            def: self.eleccion.tipo_acta(&acta.tipo_acta)?,
            capturada: self.proceso.perfil().captured(impresa.clone()),
            impresa,
        });
        self.formas.insert(key, Rc::clone(&forma));
        Some(forma)
    }
}

/// A capture of an older catalogue may lack a field that is printed now; it must be captured again.
fn check_values(acta: &ActaKey, form: &ActaForm, values: &ActaValues) -> Result<(), FilaError> {
    let fits = |value: Option<CampoValue>, max: u32| match value {
        Some(CampoValue::Number(number)) => number <= max,
        Some(CampoValue::Ilegible | CampoValue::SinDato) => true,
        None => false,
    };
    let mut campos = form.campos.iter();
    if values.iter().count() == form.campos.len()
        && campos.all(|campo| fits(values.get(&campo.id), campo.max()))
    {
        return Ok(());
    }
    let all = values.iter().map(|(id, value)| (id.clone(), value));
    let faults = ActaValues::new(form, all.collect()).err();
    let fault = faults.as_ref().and_then(|faults| faults.first());
    Err(FilaError::Values {
        acta: acta.clone(),
        fault: fault.map(ToString::to_string).unwrap_or_default(),
    })
}
