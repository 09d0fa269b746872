//! A made-up proceso from a seed.
//!
//! A fictitious entidad the size of Ciudad de México in 2024: three elecciones, 33 distritos and the
//! one of residents abroad, 16 alcaldías, 5,554 secciones and 13,503 casillas of every tipo, with
//! parties, people and places that exist nowhere. The same seed gives the same proceso on every
//! platform, and the names say DEMO so that nobody takes it for an election.
//!
//! * `plan` — how many of everything, at full size or smaller.
//! * `territorio`, `casillas` — distritos, secciones and the casillas in them.
//! * `contendientes`, `elecciones` — who is on the actas, and where.
//! * `random`, `names` — numbers and invented names from the seed.

mod casillas;
mod contendientes;
mod elecciones;
mod names;
mod plan;
mod random;
mod territorio;
#[cfg(test)]
mod tests;

use prep_model::claves::{EntidadId, ProcesoId};
use prep_model::perfiles::Perfil;
use prep_model::proceso::{Proceso, ProcesoHead};

use plan::Plan;
use random::Random;

pub use plan::Scale;

/// Which demo to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Same seed, same proceso.
    pub seed: u64,
    /// Its size.
    pub scale: Scale,
}

/// The full-size proceso of a seed.
pub fn proceso(seed: u64) -> Proceso {
    proceso_with(Options {
        seed,
        scale: Scale::Full,
    })
}

/// A proceso of any size.
pub fn proceso_with(options: Options) -> Proceso {
    let plan = Plan::of(options.scale);
    let mut random = Random::new(options.seed);
    let territorio = territorio::build(&plan, &mut random.branch(1));
    let casillas = casillas::build(&plan, &territorio, &mut random.branch(2));
    let elecciones = elecciones::build(&plan, &mut random.branch(3));
    let perfil = Perfil::built_in("iecm-2024").expect("the perfil of reference is built in");
    Proceso::new(head(options.seed), elecciones, casillas, perfil)
        .expect("a demo fits together, whatever its seed")
}

fn head(seed: u64) -> ProcesoHead {
    let moment = |text: &str| text.parse().expect("a fixed moment is well formed");
    ProcesoHead {
        id: ProcesoId::new(&format!("demo-{seed}")).expect("a number has the form of an id"),
        nombre: "Proceso electoral de demostración (DEMO)".to_owned(),
        // The codes, alcaldías and rules are those of entidad 9, and only they are real.
        entidad: EntidadId::new(9).expect("9 is an entidad"),
        entidad_nombre: "ENTIDAD FICTICIA (DEMO)".to_owned(),
        utc_offset_minutes: -360,
        publicacion_desde: moment("2030-06-02T20:00:00-06:00"),
        publicacion_hasta: moment("2030-06-03T20:00:00-06:00"),
    }
}
