use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use prep_model::casillas::MecanismoTraslado;
use prep_model::claves::{EleccionId, TipoCasilla};
use prep_model::elecciones::{AmbitoId, AmbitoTipo, ContendienteId, Modalidad};
use prep_model::proceso::Proceso;

use super::{Options, Scale, proceso, proceso_with};
use crate::folder;

fn small(seed: u64, distritos: u16, casillas: u32) -> Proceso {
    proceso_with(Options {
        seed,
        scale: Scale::Small {
            distritos,
            casillas,
        },
    })
}

fn of_tipo(proceso: &Proceso) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    for casilla in proceso.casillas() {
        *counts.entry(casilla.clave.tipo().letter()).or_default() += 1;
    }
    counts
}

fn esperadas(proceso: &Proceso) -> Vec<usize> {
    let ids = proceso.elecciones().iter().map(|eleccion| &eleccion.id);
    ids.map(|id| proceso.actas_esperadas(id).count()).collect()
}

/// FNV-1a over what a reader of the proceso sees, perfil aside.
fn fingerprint(proceso: &Proceso) -> u64 {
    let mut text = String::new();
    for casilla in proceso.casillas() {
        let place = (casilla.distrito, casilla.municipio.map(AmbitoId::number));
        let numbers = (
            casilla.lista_nominal,
            casilla.boletas_maximas,
            casilla.representantes,
        );
        let mecanismo = casilla.mecanismo_traslado.map(MecanismoTraslado::letter);
        let ubicacion = casilla.ubicacion.code();
        let clave = casilla.clave;
        let place = (place.0.map(AmbitoId::number), place.1);
        writeln!(
            text,
            "{clave} {place:?} {numbers:?} {ubicacion} {mecanismo:?}"
        )
        .unwrap();
        casilla
            .acta_keys()
            .for_each(|key| writeln!(text, "{key}").unwrap());
    }
    for ambito in proceso
        .elecciones()
        .iter()
        .flat_map(|eleccion| eleccion.ambitos.values())
    {
        let printed: Vec<&str> = ambito.printed.iter().map(ContendienteId::as_str).collect();
        writeln!(text, "{} {} {printed:?}", ambito.id, ambito.nombre).unwrap();
        for candidatura in &ambito.candidaturas {
            writeln!(
                text,
                "{} {:?}",
                candidatura.propietaria, candidatura.suplente
            )
            .unwrap();
        }
    }
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[test]
fn a_full_demo_has_the_proportions_of_2024() {
    let proceso = proceso(2024);
    assert_eq!(proceso.casillas().len(), 13_503);
    let expected = [
        ('A', 54),
        ('B', 5_554),
        ('C', 7_822),
        ('E', 11),
        ('M', 12),
        ('P', 6),
        ('S', 44),
    ];
    assert_eq!(of_tipo(&proceso), BTreeMap::from(expected));
    assert_eq!(esperadas(&proceso), [13_503, 13_547, 13_491]);
    let listas = proceso.casillas().iter().filter(|casilla| {
        matches!(
            casilla.clave.tipo(),
            TipoCasilla::Basica | TipoCasilla::Contigua
        )
    });
    let listas: Vec<u32> = listas.map(|casilla| casilla.lista_nominal).collect();
    let mean = listas.iter().sum::<u32>() / u32::try_from(listas.len()).unwrap();
    assert!((583..=599).contains(&mean), "{mean}");
    assert!(listas.iter().all(|lista| *lista <= 750));
    let mut by_distrito = BTreeMap::new();
    for casilla in proceso.casillas() {
        *by_distrito
            .entry(casilla.distrito.unwrap().number())
            .or_default() += 1;
    }
    assert_eq!(by_distrito.remove(&34), Some(12));
    assert_eq!(by_distrito.len(), 33);
    assert!(
        by_distrito
            .values()
            .all(|count| (335..=512).contains(count)),
        "{by_distrito:?}"
    );
    let municipios: BTreeSet<_> = proceso
        .casillas()
        .iter()
        .filter_map(|c| c.municipio)
        .collect();
    assert_eq!(municipios.len(), 16);
}

#[test]
fn the_comun_runs_in_29_distritos_and_15_alcaldias() {
    let proceso = small(1, 33, 12);
    for proceso in [&proceso, &super::proceso(9)] {
        let running = |id: &str| {
            let eleccion = proceso.eleccion(&EleccionId::new(id).unwrap()).unwrap();
            let comun = ContendienteId::new("JACA_CENZ_MEZQ").unwrap();
            let ambitos = eleccion.ambitos.values();
            let abroad = u16::try_from(eleccion.ambitos.len()).unwrap();
            let abroad = (eleccion.ambito_tipo == AmbitoTipo::Distrito).then_some(abroad);
            let printing = ambitos.filter(|ambito| ambito.printed.contains(&comun));
            printing
                .filter(|ambito| Some(ambito.id.number()) != abroad)
                .count()
        };
        assert_eq!(
            (running("GUB"), running("DIP_LOC"), running("ALC")),
            (0, 29, 15)
        );
    }
}

#[test]
fn every_modalidad_has_actas() {
    for proceso in [proceso(3), small(3, 1, 20)] {
        has_every_modalidad(&proceso);
    }
}

fn has_every_modalidad(proceso: &Proceso) {
    let mut modalidades = BTreeSet::new();
    for eleccion in proceso.elecciones() {
        for key in proceso.actas_esperadas(&eleccion.id) {
            let def = eleccion.tipo_acta(&key.tipo_acta).unwrap();
            modalidades.insert(def.modalidad);
            assert!(proceso.form(&key).unwrap().votos().count() >= 6, "{key}");
        }
    }
    assert_eq!(modalidades.len(), 6);
    assert!(modalidades.contains(&Modalidad::UrnaElectronica));
}

#[test]
fn actas_of_rp_print_the_parties_also_where_others_print_the_comun() {
    let proceso = small(4, 33, 12);
    let dip = proceso
        .eleccion(&EleccionId::new("DIP_LOC").unwrap())
        .unwrap();
    let prints = |codigo: &str, ambito: AmbitoId| {
        let form = dip.form(&codigo.parse().unwrap(), ambito).unwrap();
        move |id: &str| form.campo(&id.parse().unwrap()).is_some()
    };
    for ambito in dip.ambitos.keys() {
        let (ordinary, rp) = (prints("A03", *ambito), prints("A03ERP", *ambito));
        assert!(["COLM", "JACA", "AJOL"].into_iter().all(&rp), "{ambito}");
        assert!(!rp("JACA_CENZ_MEZQ") && !rp("COLM_TEZO"), "{ambito}");
        assert_ne!(ordinary("JACA"), ordinary("JACA_CENZ_MEZQ"), "{ambito}");
    }
}

#[test]
fn small_demos_have_one_of_everything() {
    for (distritos, casillas) in [(1, 20), (1, 12), (2, 15), (5, 40), (33, 30)] {
        let proceso = small(7, distritos, casillas);
        let total = usize::from(distritos) * usize::try_from(casillas).unwrap();
        assert_eq!(proceso.casillas().len(), total);
        assert_eq!(of_tipo(&proceso).len(), 7, "{distritos} {casillas}");
        let reading = folder::parse(&folder::render(&proceso, &[])).unwrap();
        assert_eq!(reading.warnings, []);
    }
}

#[test]
fn sizes_out_of_range_are_brought_into_it() {
    assert_eq!(small(7, 0, 0).casillas().len(), 12);
    let distritos = |proceso: &Proceso| proceso.elecciones()[1].ambitos.len();
    assert_eq!(distritos(&small(7, 99, 12)), 34);
}

#[test]
fn the_same_seed_gives_the_same_proceso_everywhere() {
    assert_eq!(small(42, 2, 20), small(42, 2, 20));
    assert_ne!(small(42, 2, 20), small(43, 2, 20));
    assert_eq!(fingerprint(&small(42, 2, 20)), 0x09e5_b8dd_829a_4fda);
    assert_eq!(fingerprint(&proceso(42)), 0xff2f_9511_6b90_5cb6);
}

#[test]
fn any_seed_fits_together() {
    for seed in [0, 1, u64::MAX, 0x9e37_79b9_7f4a_7c15] {
        small(seed, 3, 25);
    }
}

#[test]
fn every_name_says_demo() {
    let proceso = small(5, 2, 20);
    assert!(proceso.head().nombre.contains("DEMO"));
    assert!(proceso.head().entidad_nombre.contains("DEMO"));
    for eleccion in proceso.elecciones() {
        assert!(eleccion.nombre.contains("DEMO"));
        assert!(
            eleccion
                .ambitos
                .values()
                .all(|ambito| ambito.nombre.contains("DEMO"))
        );
    }
}
