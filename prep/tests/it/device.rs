//! `prep device`.

use central::bolsas::{BolsaReception, receive_bolsa};
use central::testing::{ACTA, jpeg};
use prep_model::contract::{BolsaCondition, EnrolmentLabel};

use crate::installation::Installation;

#[tokio::test]
async fn a_label_enrols_one_device_and_is_drawn() {
    let here = Installation::open();
    let said = here.done(&["device", "enroll", "Tableta 1", "--hours", "2"]);
    let label = said
        .lines()
        .find(|line| line.starts_with("PREPE1:"))
        .unwrap();
    let label: EnrolmentLabel = label.parse().unwrap();
    assert_eq!(label.server.to_string(), "http://127.0.0.1:8080/");
    assert!(
        said.contains(&format!("\nCódigo       {}\n", label.code)),
        "{said}"
    );
    assert!(said.contains("-06:00\n"), "{said}");
    let drawn: Vec<_> = said.lines().take_while(|line| !line.is_empty()).collect();
    assert!(drawn.len() > 15 && drawn[0].starts_with("████"), "{said}");
    let light = here.done(&["device", "enroll", "Tableta 1", "--light"]);
    assert!(light.starts_with("    "), "{light}");

    let tablet = here.tablet("Tableta 2").await;
    let listed = here.json(&["device", "list"]);
    assert_eq!(listed.as_array().map(Vec::len), Some(1), "{listed}");
    assert_eq!(listed[0]["name"], "Tableta 2");
    assert_eq!(listed[0]["thumbprint"], tablet.thumbprint());
}

/// Revokes a tablet in the name of an administrador.
fn revoke(id: &str) -> [&str; 7] {
    [
        "device",
        "revoke",
        id,
        "--reason",
        "se extravió",
        "--by",
        "administrador",
    ]
}

#[tokio::test]
async fn a_device_is_revoked_once_and_listed_with_the_reason() {
    let here = Installation::open();
    let id = here.tablet("Tableta 1").await.device.unwrap().to_string();
    assert!(here.done(&revoke(&id)).contains("quedó dado de baja"));
    let again = here.refused(&revoke(&id));
    assert!(
        again.starts_with("error: el dispositivo ya estaba dado de baja\n"),
        "{again}"
    );
    let listed = here.done(&["device", "list"]);
    assert!(
        listed.contains("de baja desde ") && listed.contains(": «se extravió»"),
        "{listed}"
    );
}

#[tokio::test]
async fn what_a_revoked_device_sends_waits_for_a_supervisor() {
    let here = Installation::open();
    let mut tablet = here.tablet("Tableta 1").await;
    let id = tablet.device.unwrap().to_string();
    here.done(&revoke(&id));
    assert_eq!(
        here.done(&["device", "quarantine", "list"]),
        "No hay nada en cuarentena.\n"
    );
    let first = here.send(&mut tablet, &jpeg(1), ACTA).await.to_string();
    let second = here.send(&mut tablet, &jpeg(2), ACTA).await.to_string();
    let listed = here.done(&["device", "quarantine", "list"]);
    for part in [first.as_str(), &second, &id, ACTA] {
        assert!(listed.contains(part), "{part}\n{listed}");
    }
    let decide = |what: &'static str, image: &str, by: &'static str| {
        here.run(&[
            "device",
            "quarantine",
            what,
            image,
            "--by",
            by,
            "--reason",
            "prueba",
        ])
    };
    let role = decide("admit", &first, "capturista");
    let expected = "es de Capturista, que no puede hacer esto";
    assert!(
        role.code == Some(1) && role.stderr.contains(expected),
        "{role:?}"
    );
    let admitted = decide("admit", &first, "supervisor").stdout;
    assert_eq!(
        admitted,
        format!("La digitalización {first} quedó admitida.\n")
    );
    let rejected = decide("reject", &second, "supervisor").stdout;
    assert!(
        rejected.starts_with(&format!("La digitalización {second} quedó rechazada")),
        "{rejected}"
    );
    let again = decide("admit", &first, "supervisor");
    let expected = "no está en un estado que lo permita";
    assert!(
        again.code == Some(1) && again.stderr.contains(expected),
        "{again:?}"
    );
    let left = here.json(&["device", "quarantine", "list"]);
    assert_eq!(left, serde_json::json!([]));
}

#[tokio::test]
async fn a_bag_that_a_revoked_device_received_waits_too_and_stands_in_the_actas_life() {
    let here = Installation::open();
    let mut tablet = here.tablet("Tableta 1").await;
    let device = tablet.device.unwrap();
    here.done(&revoke(&device.to_string()));
    let bag = tablet.receive(&[ACTA], BolsaCondition::Open);
    let id = bag.bolsa().id;
    let central = here.central().await;
    let sent = receive_bolsa(&central, device, id, bag.text()).await;
    assert_eq!(sent.unwrap(), BolsaReception::Quarantined);
    let id = id.to_string();
    let listed = here.done(&["device", "quarantine", "list"]);
    assert!(
        listed.contains(&id) && listed.contains("bolsa 090001B0100"),
        "{listed}"
    );
    let by = ["--by", "supervisor", "--reason", "prueba"];
    let admit = [&["device", "quarantine", "admit", &id], &by[..]].concat();
    let admitted = here.done(&admit);
    assert!(admitted.starts_with("La recepción de bolsa"), "{admitted}");
    let life = here.done(&["acta", "show", ACTA]);
    for part in [
        "Guardó aparte la recepción de la bolsa",
        "Llegó el acta en papel",
    ] {
        assert!(life.contains(part), "{part}\n{life}");
    }
}

#[test]
fn unknown_devices_bad_names_and_no_ejercicio_are_refused() {
    let here = Installation::with_people();
    let unknown = "018fdc5e-9800-7abc-8def-0123456789ab";
    let revoke = ["device", "revoke", unknown, "--reason", "x"];
    assert!(here.refused(&revoke).contains("prep ejercicio begin"));
    let reject = [
        "device",
        "quarantine",
        "reject",
        unknown,
        "--reason",
        "x",
        "--by",
        "supervisor",
    ];
    let refused = here.refused(&reject);
    assert!(
        refused.starts_with("error: no hay una digitalización"),
        "{refused}"
    );
    assert!(
        here.refused(&["device", "enroll", " "])
            .contains("escriba el nombre")
    );
    let hours = here.refused(&["device", "enroll", "Tableta", "--hours", "0"]);
    assert!(hours.contains("de 1 segundo a 30 días"), "{hours}");
    let run = here.run(&["device", "revoke", "tableta-1", "--reason", "x"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("un UUID versión 7"), "{}", run.stderr);
}
