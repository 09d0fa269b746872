use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::claves::{EjercicioId, ProcesoId};
use crate::contract::Sha256Digest;
use crate::machines::captura::CapturaContent;

/// `vectors/bitacora.json`, computed by another program (`tests/vectors/verify_bitacora.py`).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    #[serde(rename = "about")]
    _about: String,
    proceso: ProcesoId,
    ejercicio: EjercicioId,
    genesis_sha256: Sha256Digest,
    events: Vec<EventVector>,
    contents: Vec<ContentVector>,
    refused: Vec<Refused>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EventVector {
    n: u64,
    name: String,
    event: String,
    event_sha256: Sha256Digest,
    chain_sha256: Sha256Digest,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContentVector {
    content: String,
    content_sha256: Sha256Digest,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refused {
    why: String,
    event: String,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../../vectors/bitacora.json")).unwrap()
}

/// Events as a store holds them.
type Rows = Vec<(Vec<u8>, Link)>;

fn stored(vectors: &Vectors) -> Rows {
    let rows = vectors.events.iter().map(|row| {
        let EventVector {
            n,
            event_sha256,
            chain_sha256,
            ..
        } = *row;
        (
            row.event.clone().into_bytes(),
            Link {
                n,
                event_sha256,
                chain_sha256,
            },
        )
    });
    rows.collect()
}

fn verify(vectors: &Vectors, rows: &[(Vec<u8>, Link)]) -> Result<Chain, ChainFault> {
    let rows = rows.iter().map(|(bytes, link)| (bytes.as_slice(), *link));
    Chain::verify(&vectors.proceso, &vectors.ejercicio, rows)
}

#[test]
fn events_of_the_vectors_are_canonical_and_have_their_digests() {
    for row in vectors().events {
        let event = Event::parse(row.event.as_bytes()).unwrap();
        assert_eq!(String::from_utf8(event.to_bytes()).unwrap(), row.event);
        assert_eq!(event.sha256(), row.event_sha256, "{}", row.event);
        assert_eq!(event.name(), row.name);
    }
}

#[test]
fn contents_of_the_vectors_have_their_digests() {
    for row in vectors().contents {
        let content: CapturaContent = serde_json::from_str(&row.content).unwrap();
        assert_eq!(String::from_utf8(content.to_bytes()).unwrap(), row.content);
        assert_eq!(content.sha256(), row.content_sha256);
    }
}

#[test]
fn other_texts_of_an_event_are_refused() {
    for refused in vectors().refused {
        let parsed = Event::parse(refused.event.as_bytes());
        assert!(parsed.is_err(), "{}: {}", refused.why, refused.event);
    }
    let long = vec![b' '; Event::MAX_BYTES + 1];
    assert_eq!(Event::parse(&long), Err(EventError::TooLong));
}

#[test]
fn the_chain_of_the_vectors_verifies() {
    let vectors = vectors();
    let genesis = Chain::genesis(&vectors.proceso, &vectors.ejercicio);
    assert_eq!(
        genesis,
        Chain {
            length: 0,
            head: vectors.genesis_sha256
        }
    );
    let rows = stored(&vectors);
    let chain = verify(&vectors, &rows).unwrap();
    assert_eq!(chain.length, u64::try_from(rows.len()).unwrap());
    assert_eq!(chain.head, vectors.events.last().unwrap().chain_sha256);
}

#[test]
fn a_chain_goes_on_from_where_it_was_left() {
    let vectors = vectors();
    let rows = stored(&vectors);
    let mut chain = verify(&vectors, &rows[..5]).unwrap();
    for (bytes, link) in &rows[5..] {
        assert_eq!(chain.append(Event::digest_of(bytes)), *link);
    }
    assert_eq!(chain, verify(&vectors, &rows).unwrap());
}

#[test]
fn the_first_wrong_position_is_named_with_its_reason() {
    let vectors = vectors();
    let fault = |change: &dyn Fn(&mut Rows)| {
        let mut rows = stored(&vectors);
        change(&mut rows);
        let fault = verify(&vectors, &rows).unwrap_err();
        (fault.position, fault.reason)
    };
    assert_eq!(
        fault(&|rows| drop(rows.remove(3))),
        (
            4,
            ChainFaultReason::Number {
                expected: 4,
                found: 5
            }
        )
    );
    let later = Event::parse(vectors.events[8].event.as_bytes()).unwrap();
    let later = Event {
        at: later.at.plus_seconds(1),
        ..later
    }
    .to_bytes();
    assert_eq!(
        fault(&|rows| rows[8].0.clone_from(&later)),
        (9, ChainFaultReason::EventDigest)
    );
    // Whoever changes an event and its own digest still breaks the chain there.
    let (position, reason) = fault(&|rows| {
        rows[8].1.event_sha256 = Event::digest_of(&later);
        rows[8].0.clone_from(&later);
    });
    assert_eq!((position, reason), (9, ChainFaultReason::ChainDigest));
    let (position, reason) = fault(&|rows| {
        rows[2].0.push(b' ');
        rows[2].1.event_sha256 = Event::digest_of(&rows[2].0);
    });
    assert_eq!(
        (position, reason),
        (3, ChainFaultReason::Event(EventError::NotCanonical))
    );
}

#[test]
fn a_drill_is_never_the_election() {
    let vectors = vectors();
    let oficial = EjercicioId::new("oficial").unwrap();
    let genesis = Chain::genesis(&vectors.proceso, &oficial);
    assert_ne!(genesis.head, vectors.genesis_sha256);
    // Even with links made anew over the same events.
    let mut chain = genesis;
    let rows: Vec<_> = stored(&vectors)
        .into_iter()
        .map(|(bytes, _)| {
            let link = chain.append(Event::digest_of(&bytes));
            (bytes, link)
        })
        .collect();
    let rows = rows.iter().map(|(bytes, link)| (bytes.as_slice(), *link));
    let fault = Chain::verify(&vectors.proceso, &oficial, rows).unwrap_err();
    assert_eq!(fault.position, 1);
    assert_eq!(fault.reason, ChainFaultReason::Ejercicio(vectors.ejercicio));
}

proptest! {
    #[test]
    fn any_change_of_a_byte_is_found_where_it_is(
        at in any::<prop::sample::Index>(),
        byte in any::<prop::sample::Index>(),
        flip in 1u8..,
    ) {
        let vectors = vectors();
        let mut rows = stored(&vectors);
        let n = at.index(rows.len());
        let bytes = &mut rows[n].0;
        let length = bytes.len();
        bytes[byte.index(length)] ^= flip;
        let fault = verify(&vectors, &rows).unwrap_err();
        prop_assert_eq!(fault.position, u64::try_from(n).unwrap() + 1);
    }

    #[test]
    fn any_bytes_are_an_event_or_a_reason(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Event::parse(&bytes);
    }
}
