//! `prep bitacora verify`.

use sqlx::{Connection, Executor, SqliteConnection};

use crate::installation::Installation;

const VERIFY: [&str; 2] = ["bitacora", "verify"];

/// Changes the database behind the program's back, its triggers out of the way.
async fn tamper(here: &Installation, statements: &'static str) {
    const UNGUARDED: &str = "\
        DROP TRIGGER bitacora_events_never_change; DROP TRIGGER bitacora_events_never_go; \
        DROP TRIGGER bitacora_chain_never_changes; DROP TRIGGER bitacora_chain_never_goes; \
        PRAGMA foreign_keys = OFF";
    let address = format!("sqlite://{}", here.path("datos/prep.db").display());
    let connection = SqliteConnection::connect(&address).await;
    let mut connection = connection.expect("its database");
    for statements in [UNGUARDED, statements] {
        let done = connection.execute(statements).await;
        done.expect("the statements are of this schema");
    }
    connection.close().await.expect("nobody else writes");
}

#[test]
fn a_bitacora_as_written_is_counted_and_headed() {
    let here = Installation::open();
    let said = here.done(&VERIFY);
    let expected = "muestra-2027/simulacro-1: correcta, 3 eventos\n  cabeza ";
    assert!(said.starts_with(expected), "{said}");
    let json = here.json(&VERIFY);
    assert_eq!(json["valid"], true);
    assert_eq!(json["ejercicios"][0]["events"], 3);
    let head = json["ejercicios"][0]["head"].as_str().unwrap();
    assert_eq!(head.len(), 64);
    assert!(said.contains(head));
    let one = [&VERIFY[..], &["--ejercicio", "muestra-2027/simulacro-1"]].concat();
    assert_eq!(here.done(&one), said);
}

#[tokio::test]
async fn a_changed_event_is_found_at_its_position() {
    let here = Installation::open();
    here.done(&VERIFY);
    tamper(
        &here,
        // That event alone: another one may hold the same digits in a random id.
        "UPDATE bitacora_events SET event = CAST(replace(CAST(event AS TEXT), '38', '37') AS BLOB) \
         WHERE event_id = 2",
    )
    .await;
    let run = here.run(&VERIFY);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
    let expected = "muestra-2027/simulacro-1: alterada desde la posición 2: el contenido no \
                    corresponde a su código de integridad\n  → ";
    assert!(run.stdout.starts_with(expected), "{}", run.stdout);
    let run = here.run(&[&VERIFY[..], &["--json"]].concat());
    assert_eq!(run.code, Some(1));
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["valid"], false);
    assert_eq!(json["ejercicios"][0]["position"], 2);
}

#[tokio::test]
async fn a_missing_event_is_found_at_its_position() {
    let here = Installation::open();
    here.done(&VERIFY);
    tamper(
        &here,
        "DELETE FROM bitacora_chain WHERE n = 2; DELETE FROM bitacora_events WHERE event_id = 2",
    )
    .await;
    let run = here.run(&VERIFY);
    assert_eq!(run.code, Some(1));
    let expected = "muestra-2027/simulacro-1: alterada desde la posición 2: ";
    assert!(run.stdout.starts_with(expected), "{}", run.stdout);
}

#[tokio::test]
async fn a_missing_last_event_whose_link_is_there_is_found() {
    let here = Installation::open();
    here.done(&VERIFY);
    tamper(&here, "DELETE FROM bitacora_events WHERE event_id = 3").await;
    let run = here.run(&VERIFY);
    assert_eq!(run.code, Some(1));
    let expected = "muestra-2027/simulacro-1: alterada desde la posición 3: faltan o sobran \
                    eventos: hay 2 y la cadena tiene 3\n  → ";
    assert!(run.stdout.starts_with(expected), "{}", run.stdout);
}

#[test]
fn an_ejercicio_that_is_not_there_is_refused() {
    let here = Installation::empty();
    assert!(
        here.refused(&VERIFY)
            .starts_with("error: no hay ningún ejercicio\n")
    );
    let here = Installation::open();
    let other = [&VERIFY[..], &["--ejercicio", "muestra-2027/oficial"]].concat();
    let refused = here.refused(&other);
    assert!(refused.starts_with("error: no hay un ejercicio muestra-2027/oficial\n"));
    let run = here.run(&[&VERIFY[..], &["--ejercicio", "oficial"]].concat());
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.contains("se escribe PROCESO/EJERCICIO"),
        "{}",
        run.stderr
    );
}
