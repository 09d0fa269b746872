use std::collections::BTreeMap;

use prep_model::claves::{EleccionId, TipoActa};
use prep_model::elecciones::{
    Ambito, AmbitoId, AmbitoTipo, Candidatura, ContendienteId, ContendienteTipo, Eleccion,
    Modalidad, Principio, TipoActaDef,
};

use super::contendientes::{COALICION, COMBINACIONES, COMUN, INDEPENDIENTE, SOLO, all, id, joined};
use super::names;
use super::plan::Plan;
use super::random::Random;
use super::territorio::ambito;

/// The elecciones by short name, in the order of publication.
pub(super) const ELECCIONES: [&str; 3] = ["GUB", "DIP_LOC", "ALC"];

/// A printed code.
pub(super) struct Code {
    pub(super) codigo: &'static str,
    pub(super) modalidad: Modalidad,
    principio: Option<Principio>,
}

const fn code(codigo: &'static str, modalidad: Modalidad) -> Code {
    Code {
        codigo,
        modalidad,
        principio: None,
    }
}

const fn of_principio(codigo: &'static str, modalidad: Modalidad, principio: Principio) -> Code {
    Code {
        codigo,
        modalidad,
        principio: Some(principio),
    }
}

const GUB: [Code; 6] = [
    code("A02", Modalidad::Ordinaria),
    code("A02E", Modalidad::Especial),
    code("A04UE", Modalidad::UrnaElectronica),
    code("A01", Modalidad::Extranjero),
    code("A01VA", Modalidad::Anticipado),
    code("A01PPP", Modalidad::Prision),
];

const DIP_LOC: [Code; 8] = [
    code("A03", Modalidad::Ordinaria),
    of_principio("A03EMR", Modalidad::Especial, Principio::MayoriaRelativa),
    of_principio(
        "A03ERP",
        Modalidad::Especial,
        Principio::RepresentacionProporcional,
    ),
    of_principio(
        "A05UEMR",
        Modalidad::UrnaElectronica,
        Principio::MayoriaRelativa,
    ),
    of_principio(
        "A05UERP",
        Modalidad::UrnaElectronica,
        Principio::RepresentacionProporcional,
    ),
    code("A02", Modalidad::Extranjero),
    code("A02VA", Modalidad::Anticipado),
    code("A02PPP", Modalidad::Prision),
];

const ALC: [Code; 5] = [
    code("A04", Modalidad::Ordinaria),
    code("A04E", Modalidad::Especial),
    code("A06UE", Modalidad::UrnaElectronica),
    code("A03VA", Modalidad::Anticipado),
    code("A03PPP", Modalidad::Prision),
];

/// The codes of an elección (those of 2024).
pub(super) fn codes(eleccion: &str) -> &'static [Code] {
    match eleccion {
        "GUB" => &GUB,
        "DIP_LOC" => &DIP_LOC,
        _ => &ALC,
    }
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
    let contendientes = all(with_comun);
    let omits: Vec<ContendienteId> = contendientes
        .iter()
        .filter(|own| {
            matches!(
                own.tipo,
                ContendienteTipo::Independiente | ContendienteTipo::Coalicion(_)
            )
        })
        .map(|own| own.id.clone())
        .collect();
    let ambitos = ambitos.into_iter().map(|ambito| (ambito.id, ambito));
    Eleccion {
        id: EleccionId::new(name).expect("a fixed name"),
        nombre: nombre.to_owned(),
        ambito_tipo,
        ambitos: ambitos.collect::<BTreeMap<_, _>>(),
        contendientes,
        tipos_acta: codes(name)
            .iter()
            .map(|code| tipo_acta(code, &omits))
            .collect(),
        esperadas_declaradas: None,
    }
}

/// Three boxes for digits; five where one mesa counts all votes from the internet.
fn tipo_acta(code: &Code, omits: &[ContendienteId]) -> TipoActaDef {
    let (digits, total_digits) = match code.modalidad {
        Modalidad::Extranjero => (5, 5),
        Modalidad::Especial | Modalidad::UrnaElectronica => (3, 4),
        Modalidad::Ordinaria | Modalidad::Anticipado | Modalidad::Prision => (3, 3),
    };
    let rp = code.principio == Some(Principio::RepresentacionProporcional);
    TipoActaDef {
        codigo: TipoActa::new(code.codigo).expect("a fixed code"),
        modalidad: code.modalidad,
        principio: code.principio,
        campos: TipoActaDef::CAMPOS.to_vec(),
        digits,
        total_digits,
        // RP actas print no combination of the coalición and no independent.
        omits: if rp { omits.to_vec() } else { Vec::new() },
    }
}
