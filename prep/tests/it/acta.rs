//! `prep acta show`.

use std::collections::BTreeMap;

use central::Central;
use central::capturas::{TypedActa, claim_captura, finish_captura};
use central::procesos::load_proceso_of;
use central::store::EjercicioRow;
use central::testing::{ACTA, OTHER_ACTA, VALUES, jpeg};
use prep_model::bitacora::{Actor, CorteEvent, Event, Subject, What};
use prep_model::contract::Sha256Digest;

use crate::installation::Installation;

async fn open_ejercicio(central: &Central) -> EjercicioRow {
    let mut tx = central.store.read("test").await.expect("a database");
    let open = tx.find_open_ejercicio().await.expect("a database");
    open.expect("one is open")
}

/// Types the oldest acta of the queue in somebody's name.
async fn capture(here: &Installation, username: &str) {
    let (central, person) = (here.central().await, here.person(username).await);
    let ejercicio = open_ejercicio(&central).await;
    let proceso = load_proceso_of(&central, &ejercicio).await;
    let proceso = proceso.expect("it was imported");
    let campos: BTreeMap<_, _> = VALUES
        .iter()
        .map(|(id, text)| (id.parse().expect("a campo"), (*text).to_owned()))
        .collect();
    let typed = TypedActa {
        campos,
        ..TypedActa::default()
    };
    let claimed = claim_captura(&central, &ejercicio, &person).await;
    let claimed = claimed
        .expect("a capturista")
        .expect("the acta is in the queue");
    let who = (&person, &claimed.key);
    let done = finish_captura(&central, &proceso, &ejercicio, who, &typed).await;
    done.expect("what the acta prints");
}

/// Writes what a corte of everything so far tells of itself.
async fn publish(here: &Installation, corte: u32) {
    let central = here.central().await;
    let ejercicio = open_ejercicio(&central).await;
    let mut tx = central.store.begin("test").await.expect("a database");
    let (snapshot, _) = tx.find_chain(&ejercicio).await.expect("a chain");
    let manifest_sha256 = Sha256Digest::of(b"manifiesto");
    for what in [
        CorteEvent::BuildingBegan { snapshot },
        CorteEvent::Published { manifest_sha256 },
    ] {
        let event = Event::new(
            ejercicio.ejercicio().clone(),
            central.now(),
            Actor::System,
            Subject::Corte(corte),
            What::Corte(what),
        );
        let appended = tx.append_bitacora(ejercicio.row_id, &event).await;
        appended.expect("an event is written");
    }
    tx.commit().await.expect("a database");
}

#[tokio::test]
async fn an_acta_is_told_from_shutter_to_row() {
    let here = Installation::open();
    here.done(&[
        "user",
        "add",
        "otra",
        "--name",
        "Otra",
        "--role",
        "capturista",
    ]);
    let mut tablet = here.tablet("Tableta 1").await;
    publish(&here, 1).await;
    let image = here.send(&mut tablet, &jpeg(1), ACTA).await.to_string();
    capture(&here, "capturista").await;
    capture(&here, "otra").await;
    here.done(&["bitacora", "verify"]);
    publish(&here, 2).await;

    let life = here.done(&["acta", "show", ACTA]);
    let device = tablet.device.unwrap().to_string();
    let person = here.person("capturista").await.id.to_string();
    let mut rest = life.as_str();
    for part in [
        format!("{ACTA} — muestra-2027/simulacro-1\n"),
        "2027-06-06T19:00:00-06:00  CAEL p-1\n".to_owned(),
        format!("  Tomó la fotografía {image}, según firmó el dispositivo, "),
        format!("  Dispositivo {device}\n  Aceptó el sobre número 1"),
        "  Guardó la imagen completa, con su código de integridad ".to_owned(),
        format!("  Recibió la digitalización {image}, que es desde ahora"),
        "  Entró a la fila de captura, ronda 1.\n".to_owned(),
        format!("  Capturista {person}\n  Tomó la primera captura de la ronda 1, apartada hasta "),
        "  Terminó la primera captura de la ronda 1: espera la captura de otra persona.\n"
            .to_owned(),
        "  Terminó la segunda captura de la ronda 1: los datos quedan firmes.\n".to_owned(),
        format!("  Quedaron firmes los datos de la ronda 1, con la digitalización {image}.\n"),
        "  Su renglón se publicó por primera vez en el corte 2.\n".to_owned(),
    ] {
        let found = rest.find(&part);
        let found = found.unwrap_or_else(|| panic!("{part}\n{life}"));
        rest = &rest[found + part.len()..];
    }
    for value in ["552", " 22", " 13", " 40 "] {
        assert!(!life.contains(value), "{value}\n{life}");
    }
}

#[tokio::test]
async fn for_a_script_there_is_neither_a_vote_nor_its_digest() {
    let here = Installation::open();
    let mut tablet = here.tablet("Tableta 1").await;
    let image = here.send(&mut tablet, &jpeg(1), ACTA).await.to_string();
    capture(&here, "capturista").await;
    let json = here.json(&["acta", "show", ACTA]);
    assert_eq!(json["photos"][0]["digitalizacion"], image);
    assert_eq!(json["row"], serde_json::Value::Null);
    let events = json["events"].as_array().unwrap();
    let names: Vec<_> = events
        .iter()
        .map(|event| event["name"].as_str().unwrap())
        .collect();
    assert_eq!(names.last(), Some(&"captura.finished"));
    assert!(names.contains(&"digitalizacion.stored"), "{names:?}");
    let places: Vec<_> = events
        .iter()
        .map(|event| event["n"].as_u64().unwrap())
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(!json.to_string().contains("content_sha256"));
}

#[tokio::test]
async fn images_in_quarantine_belong_to_the_life_of_the_acta_they_name() {
    let here = Installation::open();
    let mut tablet = here.tablet("Tableta 1").await;
    let device = tablet.device.unwrap().to_string();
    here.done(&["device", "revoke", &device, "--reason", "prueba"]);
    here.send(&mut tablet, &jpeg(1), ACTA).await;
    let life = here.done(&["acta", "show", ACTA]);
    assert!(life.contains("  Guardó aparte la imagen "), "{life}");
}

#[test]
fn an_acta_of_which_nothing_came_is_told_apart_from_one_that_is_not_expected() {
    let here = Installation::open();
    let life = here.done(&["acta", "show", OTHER_ACTA]);
    assert!(
        life.ends_with("\nSe espera; todavía no ha llegado nada de esta acta.\n"),
        "{life}"
    );
    let refused = here.refused(&["acta", "show", "GUB/090999B0100/A02"]);
    let expected = "error: GUB/090999B0100/A02 no está entre las actas esperadas de \
                    muestra-2027/simulacro-1\n";
    assert!(refused.starts_with(expected), "{refused}");
    let run = here.run(&["acta", "show", "090001B0100"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.contains("ELECCION/CLAVE_CASILLA/TIPO_ACTA"),
        "{}",
        run.stderr
    );
    let none = Installation::empty();
    let refused = none.refused(&["acta", "show", ACTA]);
    assert!(
        refused.starts_with("error: no hay ningún ejercicio\n"),
        "{refused}"
    );
}
