use prep_model::elecciones::AmbitoId;

use super::plan::Plan;
use super::random::Random;

/// A distrito and what it has.
#[derive(Debug, Clone)]
pub(super) struct Distrito {
    pub(super) id: AmbitoId,
    pub(super) secciones: Vec<Seccion>,
    pub(super) especiales: u32,
    pub(super) extraordinarias: u32,
    pub(super) anticipadas: u32,
    pub(super) prision: u32,
}

/// A sección with its básica and some contiguas.
#[derive(Debug, Clone)]
pub(super) struct Seccion {
    pub(super) numero: u16,
    pub(super) municipio: AmbitoId,
    pub(super) contiguas: u8,
}

const MAX_CONTIGUAS: u8 = 98;

/// Divides the casillas of the plan among distritos, and those of each among its secciones.
///
/// Secciones are numbered through the distritos and municipios are runs of them, so that some
/// distritos lie in two municipios, as real ones do.
pub(super) fn build(plan: &Plan, random: &mut Random) -> Vec<Distrito> {
    let count = usize::from(plan.distritos);
    let (min, max) = plan.por_distrito;
    let casillas = random.spread(plan.casillas, count, min, max);
    let secciones = in_proportion(plan.secciones, &casillas);
    let mut numero = 0u16;
    let mut found = Vec::new();
    for (index, id) in (1..=plan.distritos).enumerate() {
        let mut distrito = Distrito {
            id: ambito(id),
            secciones: Vec::new(),
            especiales: share(plan.especiales, index, count),
            extraordinarias: share(plan.extraordinarias, index, count),
            anticipadas: share(plan.anticipadas, index, count),
            prision: share(plan.prision, index, count),
        };
        for _ in 0..secciones[index] {
            numero += 1;
            let before = u32::from(numero - 1) * u32::from(plan.municipios) / plan.secciones;
            let municipio = u16::try_from(before + 1).expect("there are at most 16 municipios");
            distrito.secciones.push(Seccion {
                numero,
                municipio: ambito(municipio),
                contiguas: 0,
            });
        }
        add_contiguas(&mut distrito, casillas[index], random);
        found.push(distrito);
    }
    found
}

pub(super) fn ambito(number: u16) -> AmbitoId {
    AmbitoId::new(number).expect("a demo has fewer than 999 ámbitos")
}

/// Part `index` of `total` divided among `parts`: the first get one more.
fn share(total: u32, index: usize, parts: usize) -> u32 {
    let number = |value: usize| u32::try_from(value).expect("demos are small");
    let (index, parts) = (number(index), number(parts));
    total / parts + u32::from(index < total % parts)
}

/// `total` divided as `weights` are, exactly.
fn in_proportion(total: u32, weights: &[u32]) -> Vec<u32> {
    let all: u32 = weights.iter().sum();
    let mut before = 0;
    let mut given = 0;
    let parts = weights.iter().map(|weight| {
        before += weight;
        let until = before * total / all;
        let part = until - given;
        given = until;
        part
    });
    parts.collect()
}

/// Contiguas for what is left of the distrito's casillas; a few secciones get many.
fn add_contiguas(distrito: &mut Distrito, casillas: u32, random: &mut Random) {
    let basicas = u32::try_from(distrito.secciones.len()).expect("demos are small");
    let others = distrito.especiales
        + distrito.extraordinarias
        + distrito.anticipadas
        + distrito.prision
        + basicas;
    let mut left = casillas.saturating_sub(others);
    while left > 0 {
        let index = random.index(distrito.secciones.len());
        let seccion = &mut distrito.secciones[index];
        if seccion.contiguas < MAX_CONTIGUAS {
            seccion.contiguas += 1;
            left -= 1;
        }
    }
}
