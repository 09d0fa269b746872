use std::collections::BTreeMap;

use prep_model::claves::EleccionId;
use prep_model::elecciones::{
    Ambito, AmbitoId, AmbitoTipo, Candidatura, ContendienteId, ContendienteTipo, Eleccion,
    Principio, TipoActaDef,
};
use prep_model::publicacion::tipos_acta_2024;

use super::contendientes::{COALICION, COMBINACIONES, COMUN, INDEPENDIENTE, SOLO, all, id, joined};
use super::names;
use super::plan::Plan;
use super::random::Random;
use super::territorio::ambito;

/// The elecciones by short name, in the order of publication.
pub(super) const ELECCIONES: [&str; 3] = ["GUB", "DIP_LOC", "ALC"];

/// Where each is decided.
const AMBITO_TIPOS: [AmbitoTipo; 3] = [
    AmbitoTipo::Entidad,
    AmbitoTipo::Distrito,
    AmbitoTipo::Municipio,
];

/// The codes of each elección: those of 2024.
pub(super) fn codes() -> impl Iterator<Item = (EleccionId, Vec<TipoActaDef>)> {
    let codes = AMBITO_TIPOS.map(tipos_acta_2024);
    ELECCIONES.map(eleccion_id).into_iter().zip(codes)
}

/// What runs in an ámbito besides the party that is alone everywhere.
struct Running {
    coalicion: bool,
    comun: bool,
    independiente: bool,
}

/// The three elecciones.
pub(super) fn build(plan: &Plan, random: &mut Random) -> Vec<Eleccion> {
    let whole = Ambito {
        nombre: "ENTIDAD FICTICIA (DEMO)".to_owned(),
        ..ambito_of(AmbitoId::ENTIDAD, &gub(), false, random)
    };
    let distritos = (1..=plan.distritos + 1).map(|number| {
        let running = distrito(plan, number);
        ambito_of(ambito(number), &running, true, random)
    });
    let distritos: Vec<Ambito> = distritos.collect();
    let municipios = (1..=plan.municipios).map(|number| {
        let running = municipio(plan, number);
        let place = names::place(random);
        Ambito {
            nombre: place,
            ..ambito_of(ambito(number), &running, false, random)
        }
    });
    let municipios: Vec<Ambito> = municipios.collect();
    vec![
        eleccion(
            "GUB",
            "GUBERNATURA (DEMO)",
            AmbitoTipo::Entidad,
            vec![whole],
        ),
        eleccion(
            "DIP_LOC",
            "DIPUTACIONES LOCALES (DEMO)",
            AmbitoTipo::Distrito,
            distritos,
        ),
        eleccion("ALC", "ALCALDÍAS (DEMO)", AmbitoTipo::Municipio, municipios),
    ]
}

fn gub() -> Running {
    Running {
        coalicion: true,
        comun: false,
        independiente: false,
    }
}

/// The candidatura común and the coalición leave out some distritos, not the same ones; residents
/// abroad vote for both.
fn distrito(plan: &Plan, number: u16) -> Running {
    let abroad = number > plan.distritos;
    Running {
        coalicion: abroad || number > plan.sin_coalicion,
        comun: abroad || number <= plan.distritos - plan.sin_comun.0,
        independiente: !abroad && number % 11 == 5,
    }
}

fn municipio(plan: &Plan, number: u16) -> Running {
    Running {
        coalicion: true,
        comun: number <= plan.municipios - plan.sin_comun.1,
        independiente: number % 8 == 2,
    }
}

fn ambito_of(id: AmbitoId, running: &Running, with_suplentes: bool, random: &mut Random) -> Ambito {
    let printed = all(true).into_iter().map(|contendiente| contendiente.id);
    let printed = printed.filter(|id| prints(running, id));
    let candidaturas = candidacies(running)
        .into_iter()
        .map(|contendientes| Candidatura {
            contendientes,
            propietaria: names::person(random),
            suplente: with_suplentes.then(|| names::person(random)),
        });
    Ambito {
        id,
        nombre: format!("DISTRITO {} (DEMO)", id.number()),
        printed: printed.collect(),
        candidaturas: candidaturas.collect(),
    }
}

fn prints(running: &Running, contendiente: &ContendienteId) -> bool {
    let own = contendiente.as_str();
    if COMUN.contains(&own) {
        !running.comun
    } else if *contendiente == joined(&COMUN) {
        running.comun
    } else if own == INDEPENDIENTE {
        running.independiente
    } else if COMBINACIONES
        .iter()
        .any(|parties| *contendiente == joined(parties))
    {
        running.coalicion
    } else {
        true
    }
}

fn candidacies(running: &Running) -> Vec<Vec<ContendienteId>> {
    let each = |parties: [&str; 3]| parties.map(|party| vec![id(party)]).to_vec();
    let mut found = if running.coalicion {
        vec![COALICION.map(id).to_vec()]
    } else {
        each(COALICION)
    };
    if running.comun {
        found.push(vec![joined(&COMUN)]);
    } else {
        found.extend(each(COMUN));
    }
    found.push(vec![id(SOLO)]);
    if running.independiente {
        found.push(vec![id(INDEPENDIENTE)]);
    }
    found
}

fn eleccion(name: &str, nombre: &str, ambito_tipo: AmbitoTipo, ambitos: Vec<Ambito>) -> Eleccion {
    let with_comun = ambito_tipo != AmbitoTipo::Entidad;
    let mut contendientes = all(with_comun);
    // A small demo may have no ámbito in which somebody runs; a party always runs, alone or joined.
    contendientes.retain(|own| {
        let party = own.tipo == ContendienteTipo::Partido;
        party
            || ambitos
                .iter()
                .any(|ambito| ambito.printed.contains(&own.id))
    });
    let ambitos = ambitos.into_iter().map(|ambito| (ambito.id, ambito));
    Eleccion {
        id: eleccion_id(name),
        nombre: nombre.to_owned(),
        ambito_tipo,
        ambitos: ambitos.collect::<BTreeMap<_, _>>(),
        contendientes,
        tipos_acta: tipos_acta_2024(ambito_tipo)
            .into_iter()
            .map(with_lists)
            .collect(),
        esperadas_declaradas: None,
    }
}

/// Actas of RP print the lists of the parties, wherever they come from.
fn with_lists(def: TipoActaDef) -> TipoActaDef {
    let rp = def.principio == Some(Principio::RepresentacionProporcional);
    let parties = all(false).into_iter();
    let parties = parties.filter(|own| own.tipo == ContendienteTipo::Partido);
    TipoActaDef {
        prints: rp.then(|| parties.map(|own| own.id).collect()),
        ..def
    }
}

fn eleccion_id(name: &str) -> EleccionId {
    EleccionId::new(name).expect("a fixed name")
}
