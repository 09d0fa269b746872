use std::collections::BTreeSet;

use prep_model::people::{Person, PersonId, Role};
use serde_json::{Value, json};

use super::*;

const ID: &str = "018fdc5e-9800-7abc-8def-0123456789ab";
const ACTA: &str = "GUB/090001B0100/A02";
const DIGEST: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const AT: &str = "2024-06-03T02:00:00.000000Z";

/// An event of any machine, by the JSON of what happened.
fn text(what: &Value) -> String {
    let event = json!({
        "v": 1, "ejercicio": "simulacro-1", "at": AT, "actor": "system", "subject": "ejercicio",
        "what": what,
    });
    let event = serde_json::from_value(event).unwrap_or_else(|error| panic!("{what}: {error}"));
    sentence(&event, &Hour::default())
}

/// The events that programs in other languages check too.
fn vectors() -> Vec<Event> {
    let text = include_str!("../../../prep-model/vectors/bitacora.json");
    let vectors: Value = serde_json::from_str(text).unwrap();
    let events = vectors["events"].as_array().unwrap();
    let event = |row: &Value| Event::parse(row["event"].as_str().unwrap().as_bytes()).unwrap();
    events.iter().map(event).collect()
}

#[test]
fn events_of_the_vectors_are_sentences_of_plain_words() {
    for event in vectors() {
        let text = sentence(&event, &Hour::default());
        assert!(text.ends_with('.'), "{}: {text}", event.name());
        assert!(text.starts_with(char::is_uppercase), "{text}");
        for word in ["{", "Some(", "None", "  ", "_sha256", "\n"] {
            assert!(!text.contains(word), "{}: {text}", event.name());
        }
        assert!(!actor(&event.actor).is_empty());
    }
}

#[test]
fn what_was_typed_is_not_told_even_by_its_digest() {
    let mut seen = BTreeSet::new();
    for event in vectors() {
        let json = serde_json::to_value(&event).unwrap();
        let machines = json["what"].as_object().unwrap();
        let contents = machines.values().map(|what| &what["content_sha256"]);
        for content in contents.filter_map(Value::as_str) {
            let text = sentence(&event, &Hour::default());
            assert!(!text.contains(&content[..8]), "{text}");
            seen.insert(event.name());
        }
    }
    assert_eq!(seen.len(), 3, "{seen:?}");
}

#[test]
fn a_person_is_told_by_role_and_opaque_id() {
    let person = Person {
        id: PersonId::new("p-0017").unwrap(),
        role: Role::Capturista,
    };
    assert_eq!(actor(&Actor::Person(person)), "Capturista p-0017");
    assert_eq!(actor(&Actor::System), "Sistema");
}

#[test]
fn captura_in_words() {
    let captura = |what: Value| text(&json!({ "captura": what }));
    let lease = |kind: &str| {
        captura(json!({ "kind": kind, "round": 2, "task": "second", "token": 3, "until": AT }))
    };
    assert_eq!(
        lease("claimed"),
        "Tomó la segunda captura de la ronda 2, apartada hasta 2024-06-03T02:00:00Z."
    );
    assert_eq!(
        lease("renewed"),
        "Siguió con la segunda captura de la ronda 2, apartada hasta 2024-06-03T02:00:00Z."
    );
    assert_eq!(
        captura(json!({ "kind": "released", "round": 1, "task": "verificacion", "token": 3 })),
        "Devolvió la verificación de la ronda 1 sin terminarla."
    );
    assert_eq!(
        captura(json!({
            "kind": "lapsed", "round": 1, "task": "first", "token": 3, "person": "p-1",
        })),
        "Venció el tiempo de p-1 para la primera captura de la ronda 1, que vuelve a la fila."
    );
    assert_eq!(
        captura(json!({
            "kind": "resolved", "round": 1, "task": "second_verificacion", "token": 3,
            "differing": ["PAN", "PRI"], "reason": "digito_ambiguo", "content_sha256": DIGEST,
            "outcome": "settled",
        })),
        "Decidió la segunda verificación de la ronda 1 (campos distintos: PAN, PRI; por un dígito \
         ambiguo): los datos quedan firmes."
    );
    assert_eq!(
        captura(json!({
            "kind": "recalled", "round": 1, "token": 3, "until": AT, "content_sha256": DIGEST,
        })),
        "Retomó su captura de la ronda 1 para corregirla, apartada hasta 2024-06-03T02:00:00Z."
    );
    assert_eq!(
        captura(json!({ "kind": "reopened", "round": 2, "reason": "borrosa" })),
        "Abrió la ronda 2 de captura: «borrosa»."
    );
}

#[test]
fn actas_in_words() {
    let acta = |what: Value| text(&json!({ "acta": what }));
    assert_eq!(
        acta(json!({
            "kind": "paper_received", "acopio": AT, "sin_acta_undone": "casilla_no_instalada",
        })),
        "Llegó el acta en papel, con acopio de 2024-06-03T02:00:00Z. Deja sin efecto SIN ACTA POR \
         CASILLA NO INSTALADA."
    );
    assert_eq!(
        acta(json!({ "kind": "sent_back", "round": 1, "image": ID, "cause": "image_unusable" })),
        format!(
            "La ronda 1 terminó sin datos, con la digitalización {ID}: la imagen no se puede leer."
        )
    );
    assert_eq!(
        acta(json!({
            "kind": "image_replaced", "image": ID, "previous": null, "proposed_by": "p-1",
            "round": 2,
        })),
        format!(
            "La imagen que se publica es la digitalización {ID}, como propuso p-1; se captura otra \
             vez, ronda 2."
        )
    );
    assert_eq!(
        acta(json!({
            "kind": "cotejada", "outcome": "corrected", "photo": "no_photo", "round": 3,
        })),
        "Cotejó el renglón publicado con el papel: hay que corregir el renglón; no hay fotografía \
         tomada en la casilla; se captura otra vez, ronda 3."
    );
    assert_eq!(
        acta(json!({
            "kind": "sin_acta_approved", "sin_acta": "paquete_no_entregado", "proposed_by": "p-1",
        })),
        "Aprobó SIN ACTA POR PAQUETE NO ENTREGADO, que propuso p-1."
    );
}

#[test]
fn images_in_words() {
    let image = |what: Value| text(&json!({ "digitalizacion": what }));
    assert_eq!(
        image(json!({
            "kind": "registered", "device": ID, "envelope_sha256": DIGEST,
            "image_sha256": DIGEST, "seq": 7, "sequence": { "order": "gap", "missing": 2 },
        })),
        format!(
            "Aceptó el sobre número 7 que firmó el dispositivo {ID}, de la imagen 001122334455… \
             (antes de él faltan 2 del dispositivo)."
        )
    );
    assert_eq!(
        image(json!({ "kind": "acopio_substituted", "claimed": AT, "received_at": AT })),
        "La hora del dispositivo (2024-06-03T02:00:00Z) no puede ser: el acopio es el de su llegada, \
         2024-06-03T02:00:00Z."
    );
    assert_eq!(
        image(json!({ "kind": "upload_discarded", "cause": "digest_mismatch" })),
        "Descartó lo recibido de la imagen: los bytes no son los que se firmaron."
    );
    assert_eq!(
        image(json!({
            "kind": "identification_pending",
            "cause": { "why": "same_bytes", "acta": ACTA, "other": ID },
        })),
        format!(
            "Falta decir de qué acta es la imagen: nombra {ACTA} y es la misma imagen que {ID}, de \
             otra acta."
        )
    );
    assert_eq!(
        image(json!({
            "kind": "rejected", "cause": { "why": "not_an_acta", "reason": "es una credencial" },
        })),
        "Rechazó la imagen, que no es de un Acta PREP: «es una credencial»."
    );
}

#[test]
fn everything_else_in_words() {
    let cases = [
        (
            json!({ "outbox": { "kind": "sending_began", "attempt": 4 } }),
            "Comenzó el intento 4 de envío.",
        ),
        (
            json!({ "corte": { "kind": "held", "manifest_sha256": DIGEST, "cause": "arithmetic" } }),
            "La revisión lo detuvo: las sumas no cuadran.",
        ),
        (
            json!({ "corte": { "kind": "checked", "manifest_sha256": DIGEST, "withheld": 1 } }),
            "Pasó la revisión, con 1 renglón retenido.",
        ),
        (
            json!({ "corte": { "kind": "copy_failed", "reason": "no hay espacio" } }),
            "No se pudo copiar al segundo lugar o comprobar allí: «no hay espacio».",
        ),
        (
            json!({ "corte": { "kind": "schedule_stopped", "reason": "revisión" } }),
            "Detuvo la publicación de cortes: «revisión».",
        ),
        (
            json!({ "corte": { "kind": "start_authorised", "from": AT } }),
            "Autorizó publicar desde 2024-06-03T02:00:00Z.",
        ),
        (
            json!({ "ejercicio": { "kind": "opened", "attested_by": "p-1" } }),
            "Abrió el ejercicio, cuya puesta en ceros certificó p-1.",
        ),
        (
            json!({ "device": { "kind": "revoked", "reason": "se extravió" } }),
            "Dio de baja el dispositivo; lo que envíe queda en cuarentena: «se extravió».",
        ),
        (
            json!({ "person": { "kind": "registered", "role": "verificador" } }),
            "Dio de alta la cuenta, como Verificador.",
        ),
        (
            json!({ "person": { "kind": "password_reset", "expires_at": AT } }),
            "Dio a la cuenta una contraseña de un solo uso, que vence 2024-06-03T02:00:00Z.",
        ),
        (
            json!({ "person": { "kind": "second_factor_ended", "reason": "perdió el teléfono" } }),
            "Quitó la verificación en dos pasos de la cuenta: «perdió el teléfono».",
        ),
        (
            json!({ "person": { "kind": "recovery_code_used", "left": 1 } }),
            "Entró con un código de recuperación; códigos que le quedan: 1.",
        ),
    ];
    for (what, expected) in cases {
        assert_eq!(text(&what), expected);
    }
}

#[test]
fn messages_of_the_desk_in_words() {
    let cases = [
        (
            json!({ "aviso": {
                "kind": "published", "audience": { "role": "cael", "place": "distrito:9" },
                "text": "use la tableta",
            } }),
            "Envió el aviso «use la tableta». Para: Rol CAEL de distrito 9.",
        ),
        (
            json!({ "incidencia": {
                "kind": "logged", "about": { "acta": ACTA }, "place": "catd:09-1",
                "what": "no se lee",
            } }),
            "Registró la incidencia del acta GUB/090001B0100/A02 desde CATD 09-1: «no se lee».",
        ),
    ];
    for (what, expected) in cases {
        assert_eq!(text(&what), expected);
    }
}
