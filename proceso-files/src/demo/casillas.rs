use prep_model::casillas::{ActaEsperada, Casilla, MecanismoTraslado, Ubicacion};
use prep_model::claves::{ClaveCasilla, EntidadId, TipoCasilla};
use prep_model::elecciones::{AmbitoId, Modalidad};

use super::elecciones::codes;
use super::plan::Plan;
use super::random::Random;
use super::territorio::{Distrito, Seccion, ambito};

/// Most people whom the law lets vote in one casilla.
const MAX_LISTA: u32 = 750;
/// With [`MAX_LISTA`], gives the mean of 2024: 591.5.
const MIN_LISTA: u32 = 433;
/// One in so many casillas especiales votes in urnas electrónicas, beginning with the second.
const ELECTRONICA_EVERY: u8 = 6;
/// Ballots approved for a casilla especial.
const BOLETAS_MAXIMAS: u32 = 1_000;
/// The last mesa from abroad counts the votes cast on the internet.
const LISTA_INTERNET: u32 = 76_000;

/// Every casilla of the demo.
pub(super) fn build(plan: &Plan, distritos: &[Distrito], random: &mut Random) -> Vec<Casilla> {
    let mut builder = Builder {
        random,
        casillas: Vec::new(),
        especiales: 0,
        anticipadas: 0,
        prision: 0,
    };
    for distrito in distritos {
        builder.add_distrito(distrito);
    }
    builder.add_extranjero(plan);
    builder.casillas
}

struct Builder<'a> {
    random: &'a mut Random,
    casillas: Vec<Casilla>,
    especiales: u8,
    anticipadas: u8,
    prision: u8,
}

/// Where a casilla is.
#[derive(Clone, Copy)]
struct Place {
    distrito: AmbitoId,
    municipio: Option<AmbitoId>,
    seccion: u16,
}

impl Builder<'_> {
    fn add_distrito(&mut self, distrito: &Distrito) {
        for seccion in &distrito.secciones {
            let place = place(distrito, seccion);
            let lista = self.random.between(MIN_LISTA, MAX_LISTA);
            self.add(place, TipoCasilla::Basica, (1, 0), lista);
            for id in 1..=seccion.contiguas {
                // Contiguas share their sección's lista in equal parts: one person more or less.
                let lista = (lista - self.random.between(0, 1)).max(1);
                self.add(place, TipoCasilla::Contigua, (id, 0), lista);
            }
        }
        for number in 0..distrito.extraordinarias {
            let place = somewhere(distrito, number / 2);
            let lista = self.random.between(90, MAX_LISTA);
            let ext = u8::from(number % 2 == 1);
            self.add(place, TipoCasilla::Extraordinaria, (1, ext), lista);
        }
        for number in 0..distrito.especiales {
            let place = somewhere(distrito, number);
            self.especiales += 1;
            self.add(place, TipoCasilla::Especial, (1, 0), 0);
        }
        for _ in 0..distrito.anticipadas {
            self.anticipadas += 1;
            let place = mesa(somewhere(distrito, 0));
            let lista = self.random.between(1, 33);
            self.add(
                place,
                TipoCasilla::MesaAnticipado,
                (self.anticipadas, 0),
                lista,
            );
        }
        for _ in 0..distrito.prision {
            self.prision += 1;
            let place = mesa(somewhere(distrito, 0));
            let lista = self.random.between(19, 540);
            self.add(place, TipoCasilla::MesaPrision, (self.prision, 0), lista);
        }
    }

    fn add_extranjero(&mut self, plan: &Plan) {
        let place = Place {
            distrito: ambito(plan.distritos + 1),
            municipio: None,
            seccion: 0,
        };
        for id in 1..=plan.extranjero {
            let lista = if id == plan.extranjero && id > 1 {
                LISTA_INTERNET
            } else {
                self.random.between(700, MAX_LISTA)
            };
            let id = u8::try_from(id).expect("there are at most 12 mesas");
            self.add(place, TipoCasilla::MesaExtranjero, (id, 0), lista);
        }
    }

    fn add(&mut self, place: Place, tipo: TipoCasilla, (id, ext): (u8, u8), lista_nominal: u32) {
        let entidad = EntidadId::new(9).expect("9 is an entidad");
        let clave = ClaveCasilla::new(entidad, place.seccion, tipo, id, ext)
            .expect("the numbers of a demo are those of a clave");
        let especial = tipo == TipoCasilla::Especial;
        let mesa = tipo.may_lack_seccion();
        let electronica = especial && self.especiales % ELECTRONICA_EVERY == 2;
        let modalidad = if electronica {
            Modalidad::UrnaElectronica
        } else {
            Modalidad::of_casilla(tipo)
        };
        let no_urbana = !mesa && self.random.chance(1, 30);
        let representantes = (!mesa).then(|| self.random.between(6, 18));
        let mecanismo = self.random.index(MecanismoTraslado::ALL.len() + 1);
        self.casillas.push(Casilla {
            clave,
            distrito: Some(place.distrito),
            municipio: place.municipio,
            ubicacion: if no_urbana {
                Ubicacion::NoUrbana
            } else {
                Ubicacion::Urbana
            },
            lista_nominal,
            boletas_maximas: especial.then_some(BOLETAS_MAXIMAS),
            representantes,
            mecanismo_traslado: MecanismoTraslado::ALL.get(mecanismo).copied(),
            actas: actas(modalidad),
        });
    }
}

/// A sección of the distrito, another for every `number`.
fn somewhere(distrito: &Distrito, number: u32) -> Place {
    let number = usize::try_from(number).expect("demos are small");
    let seccion = &distrito.secciones[number % distrito.secciones.len()];
    place(distrito, seccion)
}

fn place(distrito: &Distrito, seccion: &Seccion) -> Place {
    Place {
        distrito: distrito.id,
        municipio: Some(seccion.municipio),
        seccion: seccion.numero,
    }
}

/// The same place for a mesa, which belongs to no sección.
fn mesa(place: Place) -> Place {
    Place {
        seccion: 0,
        ..place
    }
}

/// The actas that one casilla produces: one for each code of its modalidad in each elección.
fn actas(modalidad: Modalidad) -> Vec<ActaEsperada> {
    let actas = codes().flat_map(|(eleccion, codes)| {
        let own = codes.into_iter().filter(|def| def.modalidad == modalidad);
        let own = own.map(|def| ActaEsperada {
            eleccion: eleccion.clone(),
            tipo_acta: def.codigo,
        });
        own.collect::<Vec<_>>()
    });
    actas.collect()
}
