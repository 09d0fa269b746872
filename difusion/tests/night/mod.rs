//! A made-up night: for a proceso and a seed, the actas of a corte with every case in them.

use std::collections::BTreeMap;

use central::cortes::{
    ActaSnapshot, Contenido, FueraDeCatalogo, IdentificacionLeida, Leida, Snapshot,
};
use prep_model::actas::{ActaValues, CampoValue, SinActa};
use prep_model::bitacora::Chain;
use prep_model::claves::{ActaKey, TipoCasilla};
use prep_model::contract::{DigitalizacionId, Sha256Digest, TipoDocumento};
use prep_model::elecciones::{Campo, CampoRole};
use prep_model::proceso::Proceso;
use prep_model::publicacion::{Digitalizacion, Origen};
use prep_model::time::Timestamp;

/// Numbers from a seed (splitmix64).
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// From 0 to `below` - 1.
    pub(crate) fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }
}

/// What arrived of `proceso` in a night: each acta esperada with a chance of `percent` in a hundred.
pub(crate) fn night(proceso: &Proceso, seed: u64, percent: u64) -> Snapshot {
    let mut numbers = Numbers::new(seed);
    let head = proceso.head();
    let start = head.publicacion_desde;
    let mut actas = Vec::new();
    for casilla in proceso.casillas() {
        for acta in casilla.acta_keys() {
            if numbers.below(100) < percent {
                let contenido = contenido(proceso, &acta, start, &mut numbers);
                actas.push(ActaSnapshot { acta, contenido });
            }
        }
    }
    Snapshot {
        chain: Chain::genesis(&head.id, &"oficial".parse().expect("an ejercicio")),
        at: start.plus_seconds(3_600),
        actas,
        fuera_de_catalogo: fuera(proceso, start, &mut numbers),
        withheld: Vec::new(),
    }
}

fn contenido(
    proceso: &Proceso,
    acta: &ActaKey,
    start: Timestamp,
    numbers: &mut Numbers,
) -> Contenido {
    if numbers.below(40) == 0 {
        let which = usize::try_from(numbers.below(4)).unwrap_or_default();
        return Contenido::SinActa(SinActa::ALL[which]);
    }
    let form = proceso
        .perfil()
        .captured(proceso.form(acta).expect("an acta esperada"));
    // Some actas exceed, some have nothing legible, some a field that is not.
    let (most, hidden) = match numbers.below(20) {
        0 => (900, 0),
        1 => (50, 100),
        2 => (50, 30),
        _ => (50, 0),
    };
    let value = |campo: &Campo, numbers: &mut Numbers| {
        if numbers.below(100) < hidden {
            return [CampoValue::Ilegible, CampoValue::SinDato]
                [usize::try_from(numbers.below(2)).unwrap_or_default()];
        }
        let most = if campo.role == CampoRole::TotalAsentado {
            999
        } else {
            most
        };
        let number = u32::try_from(numbers.below(most)).unwrap_or_default();
        CampoValue::Number(number.min(campo.max()))
    };
    let values: BTreeMap<_, _> = form
        .campos
        .iter()
        .map(|campo| (campo.id.clone(), value(campo, numbers)))
        .collect();
    let acopio = start.plus_seconds(i64::try_from(numbers.below(3_000)).unwrap_or_default());
    let mobile = numbers.below(10) < 3;
    Contenido::Leida(Box::new(Leida {
        values: ActaValues::new(&form, values).expect("values of that form"),
        sha256: Sha256Digest::of(acta.to_string().as_bytes()),
        acopio,
        captura: acopio.plus_seconds(200),
        verificacion: acopio.plus_seconds(400),
        origen: if mobile {
            Origen::Casilla
        } else {
            Origen::Catd
        },
        digitalizacion: if mobile {
            Digitalizacion::Movil
        } else {
            Digitalizacion::Escaner
        },
        documento: TipoDocumento::ActaPrep,
        cotejo: None,
    }))
}

fn fuera(proceso: &Proceso, start: Timestamp, numbers: &mut Numbers) -> Vec<FueraDeCatalogo> {
    let many = numbers.below(4);
    let of = |n: u64| FueraDeCatalogo {
        digitalizacion: DigitalizacionId::from_parts(n, &[7; 10]),
        eleccion: proceso
            .elecciones()
            .first()
            .map(|eleccion| eleccion.id.clone()),
        leido: IdentificacionLeida {
            seccion: (n > 0).then_some(9_999),
            tipo: (n > 1).then_some(TipoCasilla::Contigua),
            id: (n > 1).then_some(7),
            ..IdentificacionLeida::default()
        },
        sha256: Sha256Digest::of(&n.to_be_bytes()),
        acopio: start.plus_seconds(i64::try_from(n).unwrap_or_default()),
        origen: Origen::Casilla,
        digitalizacion_con: Digitalizacion::Movil,
        documento: TipoDocumento::ActaPrep,
    };
    (0..many).map(of).collect()
}
