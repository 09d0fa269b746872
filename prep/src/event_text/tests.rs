use serde_json::Value;

use super::*;

/// The events that programs in other languages check too: every machine, most kinds.
fn vectors() -> Vec<Event> {
    let text = include_str!("../../../prep-model/vectors/bitacora.json");
    let vectors: Value = serde_json::from_str(text).unwrap();
    let events = vectors["events"].as_array().unwrap();
    let event = |row: &Value| Event::parse(row["event"].as_str().unwrap().as_bytes()).unwrap();
    events.iter().map(event).collect()
}

#[test]
fn every_event_is_one_sentence_of_plain_words() {
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
    let mut seen = 0;
    for event in vectors() {
        let json = serde_json::to_value(&event).unwrap();
        let machines = json["what"].as_object().unwrap();
        for content in machines
            .values()
            .filter_map(|what| what["content_sha256"].as_str())
        {
            let text = sentence(&event, &Hour::default());
            assert!(!text.contains(&content[..8]), "{text}");
            seen += 1;
        }
    }
    assert!(seen > 2, "{seen}");
}

#[test]
fn a_person_is_told_by_role_and_opaque_id() {
    let person = prep_model::people::Person {
        id: prep_model::people::PersonId::new("p-0017").unwrap(),
        role: prep_model::people::Role::Capturista,
    };
    assert_eq!(actor(&Actor::Person(person)), "Capturista p-0017");
    assert_eq!(actor(&Actor::System), "Sistema");
}
