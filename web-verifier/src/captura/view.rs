//! An acta as captura and verificación show it: where it is from and its fields in printed order.

use std::collections::BTreeMap;

use central::capturas::{MAX_COUNTED, QueueFigures, QueueHalt, TypedActa, TypedFault, parse_campo};
use central::store::DraftCampo;
use prep_model::actas::CampoValue;
use prep_model::claves::{ActaKey, ClaveCasilla};
use prep_model::elecciones::{
    ActaForm, Campo, CampoId, CampoRole, Contendiente, ContendienteId, Eleccion,
};
use prep_model::proceso::Proceso;
use prep_model::time::Timestamp;

use crate::forms::Faults;
use crate::layout::thousands;

/// Which acta, in the words of the people who look at it.
#[derive(Debug, Clone)]
pub(crate) struct ActaHead {
    /// `Sección 3596 · Básica 01`.
    pub place: String,
    /// `Jefatura de Gobierno`.
    pub eleccion: String,
    /// Elección and tipo de acta: what has one printed form, for what a browser remembers of it.
    pub form: String,
}

/// A field as it is shown.
#[derive(Debug, Clone)]
pub(crate) struct CampoView {
    /// Its CampoId: controls are `campo-ID`, `letra-ID`, `otro-ID`.
    pub id: String,
    /// Siglas of a contendiente, or the field's name.
    pub name: String,
    /// The contendiente's name in full; empty for other fields.
    pub full_name: String,
    /// Colours of the parties it stands for.
    pub colors: Vec<String>,
    /// Boxes printed for digits.
    pub digits: u8,
    /// Adds to the sum.
    pub is_voto: bool,
    /// Is the written total.
    pub is_total: bool,
    /// What was typed.
    pub text: String,
    /// Marked letra contra número.
    pub is_marked: bool,
    /// What is wrong with it.
    pub fault: String,
}

/// The calculated sum beside the written total.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sum {
    /// Sum of the legible votes.
    pub calculated: String,
    /// What is written; empty if nothing was typed yet.
    pub written: String,
    /// True if everything was typed and the two differ.
    pub differs: bool,
    /// `=` or `≠`, once everything was typed.
    pub sign: &'static str,
}

/// The figures above the acta.
#[derive(Debug, Clone)]
pub(crate) struct QueueView {
    /// `214`, `más de 1,000`.
    pub waiting: String,
    /// True if nothing waits.
    pub is_empty: bool,
    /// `00:03:12`.
    pub age: String,
    /// What this person finished.
    pub finished: String,
    /// Why they are given nothing, if so.
    pub halt: String,
}

impl ActaHead {
    pub(crate) fn of(proceso: &Proceso, acta: &ActaKey) -> Self {
        let eleccion = proceso.eleccion(&acta.eleccion);
        Self {
            place: place(acta.casilla),
            eleccion: eleccion
                .map_or_else(|| acta.eleccion.to_string(), |found| found.nombre.clone()),
            form: format!("{}-{}", acta.eleccion, acta.tipo_acta),
        }
    }
}

/// Sección and casilla as people say them.
fn place(clave: ClaveCasilla) -> String {
    let name = format!("{} {:02}", clave.tipo().name(), clave.id());
    let name = match clave.ext_contigua() {
        0 => name,
        number => format!("{name} contigua {number:02}"),
    };
    match clave.seccion() {
        0 => name,
        seccion => format!("Sección {seccion:04} · {name}"),
    }
}

impl CampoView {
    /// The fields of `form`, empty.
    pub(crate) fn all(proceso: &Proceso, form: &ActaForm) -> Vec<Self> {
        let eleccion = proceso.eleccion(&form.eleccion);
        form.campos
            .iter()
            .map(|campo| Self::of(eleccion, campo))
            .collect()
    }

    fn of(eleccion: Option<&Eleccion>, campo: &Campo) -> Self {
        let contendiente = eleccion.and_then(|eleccion| {
            let id = ContendienteId::new(campo.id.as_str()).ok()?;
            eleccion
                .contendiente(&id)
                .filter(|_| campo.role == CampoRole::Contendiente)
        });
        let colors = match (eleccion, contendiente) {
            (Some(eleccion), Some(contendiente)) => colors(eleccion, contendiente),
            _ => Vec::new(),
        };
        Self {
            id: campo.id.to_string(),
            name: name(campo),
            full_name: contendiente
                .map(|found| found.nombre.clone())
                .unwrap_or_default(),
            colors,
            digits: campo.digits,
            is_voto: campo.role.is_voto(),
            is_total: campo.role == CampoRole::TotalAsentado,
            text: String::new(),
            is_marked: false,
            fault: String::new(),
        }
    }
}

fn name(campo: &Campo) -> String {
    let name = match campo.role {
        CampoRole::BoletasSobrantes => "Boletas sobrantes",
        CampoRole::PersonasVotaron => "Personas que votaron",
        CampoRole::RepresentantesVotaron => "Representantes que votaron",
        CampoRole::VotosSacados => "Votos sacados de la urna",
        CampoRole::Contendiente => return campo.id.as_str().replace('_', " "),
        CampoRole::NoRegistradas => "Candidaturas no registradas",
        CampoRole::Nulos => "Votos nulos",
        CampoRole::TotalAsentado => "Total escrito en el acta",
    };
    name.to_owned()
}

/// The contendiente's own colour or, of several parties together, each one's.
fn colors(eleccion: &Eleccion, contendiente: &Contendiente) -> Vec<String> {
    let members = contendiente.tipo.members();
    let of_member = |id: &&ContendienteId| eleccion.contendiente(id)?.color.clone();
    match &contendiente.color {
        Some(color) => vec![color.clone()],
        None => members.iter().filter_map(of_member).collect(),
    }
}

/// Fills in what was typed.
pub(crate) fn fill(campos: &mut [CampoView], typed: &TypedActa) {
    let texts: BTreeMap<&str, &str> = typed
        .campos
        .iter()
        .map(|(id, text)| (id.as_str(), text.as_str()))
        .collect();
    for campo in campos {
        campo.text = texts
            .get(campo.id.as_str())
            .copied()
            .unwrap_or_default()
            .to_owned();
        campo.is_marked = typed.marked.iter().any(|id| id.as_str() == campo.id);
    }
}

/// What a draft holds, as if it had been sent.
pub(crate) fn typed_of_draft(draft: &BTreeMap<CampoId, DraftCampo>) -> TypedActa {
    let marked = draft.iter().filter(|(_, campo)| campo.marked);
    TypedActa {
        campos: draft
            .iter()
            .map(|(id, campo)| (id.clone(), campo.text.clone()))
            .collect(),
        marked: marked.map(|(id, _)| id.clone()).collect(),
    }
}

/// Puts each fault at its field and in the summary; `control` is what the fields' ids begin with.
pub(crate) fn put_faults(campos: &mut [CampoView], found: &[TypedFault], control: &str) -> Faults {
    let mut faults = Faults::default();
    for TypedFault { campo, fault } in found {
        let shown = campos.iter_mut().find(|shown| shown.id == campo.as_str());
        match shown {
            Some(shown) => {
                let id = format!("{control}-{}", shown.id);
                faults.add(id.clone(), format!("{}: {fault}", shown.name));
                faults.of(&id).clone_into(&mut shown.fault);
            }
            None => faults.add("", format!("{campo}: {fault}")),
        }
    }
    faults
}

impl Sum {
    pub(crate) fn of(campos: &[CampoView]) -> Self {
        let value = |campo: &CampoView| parse_campo(&campo.text).ok().flatten();
        let votos: Vec<_> = campos
            .iter()
            .filter(|campo| campo.is_voto)
            .map(value)
            .collect();
        let numbers = votos.iter().flatten().filter_map(|value| value.number());
        let calculated: u64 = numbers.map(u64::from).sum();
        let written = campos.iter().find(|campo| campo.is_total).and_then(value);
        let is_complete = votos.iter().all(Option::is_some);
        let number = written.and_then(CampoValue::number).map(u64::from);
        let word = |value: CampoValue| match value {
            CampoValue::Number(number) => thousands(number.into()),
            CampoValue::Ilegible | CampoValue::SinDato => value.to_string(),
        };
        let differs = is_complete && number.is_some_and(|number| number != calculated);
        let equals = is_complete && number == Some(calculated);
        Self {
            calculated: thousands(calculated),
            written: written.map_or_else(|| "—".to_owned(), word),
            differs,
            sign: match (differs, equals) {
                (true, _) => "≠",
                (false, true) => "=",
                (false, false) => "",
            },
        }
    }
}

/// How long ago, `00:03:12`.
pub(crate) fn elapsed(since: Timestamp, now: Timestamp) -> String {
    let seconds = now.micros_since(since).max(0) / 1_000_000;
    format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

fn halt_text(halt: QueueHalt) -> String {
    match halt {
        QueueHalt::Stopped => "La supervisión detuvo la fila. Lo que ya tenía en pantalla puede \
                               terminarlo; espere aquí, esta página se actualiza sola."
            .to_owned(),
        QueueHalt::Limit(actas) => format!(
            "Ya terminó las {} actas que puede trabajar una persona en este ejercicio. Avise a su \
             supervisor.",
            thousands(actas.into())
        ),
    }
}

impl QueueView {
    pub(crate) fn of(figures: &QueueFigures) -> Self {
        let waiting = if figures.waiting > u64::from(MAX_COUNTED) {
            format!("más de {}", thousands(MAX_COUNTED.into()))
        } else {
            thousands(figures.waiting)
        };
        let oldest = figures.oldest.unwrap_or(figures.now);
        Self {
            waiting,
            is_empty: figures.waiting == 0,
            age: elapsed(oldest, figures.now),
            finished: thousands(figures.finished),
            halt: figures.halt.map(halt_text).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn casillas_are_said_as_people_say_them() {
        let said = |clave: &str| place(clave.parse().unwrap());
        assert_eq!(said("093596B0100"), "Sección 3596 · Básica 01");
        assert_eq!(
            said("090003E0102"),
            "Sección 0003 · Extraordinaria 01 contigua 02"
        );
        assert_eq!(said("090000A0100"), "Mesa de voto anticipado 01");
    }

    fn campo(id: &str, text: &str) -> CampoView {
        CampoView {
            id: id.to_owned(),
            name: id.to_owned(),
            full_name: String::new(),
            colors: Vec::new(),
            digits: 3,
            is_voto: id != "TOTAL",
            is_total: id == "TOTAL",
            text: text.to_owned(),
            is_marked: false,
            fault: String::new(),
        }
    }

    #[test]
    fn the_sum_warns_once_everything_is_typed() {
        let sum = |a: &str, b: &str, total: &str| {
            let sum = Sum::of(&[campo("A", a), campo("B", b), campo("TOTAL", total)]);
            (sum.calculated, sum.differs)
        };
        assert_eq!(sum("1", "", "5"), ("1".to_owned(), false));
        assert_eq!(sum("1", "2", "3"), ("3".to_owned(), false));
        assert_eq!(sum("1", "/", "3"), ("1".to_owned(), true));
        assert_eq!(sum("999", "2", "*"), ("1,001".to_owned(), false));
    }
}
