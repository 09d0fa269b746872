//! A corte is a folder, whole or not at all, and the bitácora knows what became of it.
#![expect(
    clippy::unwrap_used,
    reason = "what a test expects and does not get fails it"
)]

#[path = "publishing/support.rs"]
mod support;

use central::cortes::{Building, begin_corte, check_corte, list_cortes};
use difusion::folder::{Pointer, verify_whole};
use difusion::manifest::Manifest;
use difusion::publish::{PublishError, Tick};
use prep_model::bitacora::Chain;
use prep_model::contract::{Sha256Digest, Signer};
use prep_model::machines::corte::{CorteError, Next};
use support::{Night, published};

fn building(night: &Night) -> Building {
    Building {
        turn: night.test.central.now(),
        snapshot: Chain {
            length: 0,
            head: Sha256Digest::of(b""),
        },
        last: false,
    }
}

#[tokio::test]
async fn the_manifest_is_signed_and_names_every_file_with_its_digest() {
    let night = Night::open().await;
    let published = published(night.now().await);
    let text = std::fs::read_to_string(published.folder.join(Manifest::SIGNED_FILE)).unwrap();
    let key = night.test.central.keys.corte.public_key();
    let manifest = Manifest::open(&text, &key).unwrap();
    assert_eq!(manifest, published.manifest);
    assert_eq!(manifest.ejercicio.as_str(), "simulacro-1");
    assert!(manifest.files.len() > 3 && manifest.previous.is_none() && !manifest.last);
    verify_whole(&published.folder, manifest.sha256(), &key).unwrap();
    assert!(Manifest::open(&text, &night.test.central.keys.acuse.public_key()).is_err());
    let expected = [
        "corte.scheduled",
        "corte.building_began",
        "corte.checked",
        "corte.published",
    ];
    assert_eq!(night.events().await, expected);
}

#[tokio::test]
async fn numbers_only_grow_and_nothing_published_is_touched() {
    let night = Night::open().await;
    let first = published(night.now().await);
    let before = std::fs::read(first.folder.join(Manifest::FILE)).unwrap();
    night.test.clock.advance_seconds(1);
    let second = published(night.now().await);
    assert_eq!((first.manifest.number, second.manifest.number), (1, 2));
    assert_eq!(second.manifest.previous, Some(first.manifest.sha256()));
    assert_ne!(first.folder, second.folder);
    assert_eq!(
        std::fs::read(first.folder.join(Manifest::FILE)).unwrap(),
        before
    );
    let pointer = night.folder().pointer().unwrap().unwrap();
    assert_eq!(pointer.number, 2);
    assert_eq!(pointer.manifest_sha256, second.manifest.sha256());
}

#[tokio::test]
async fn the_pointer_never_moves_back() {
    let night = Night::open().await;
    night.now().await.unwrap();
    night.test.clock.advance_seconds(1);
    night.now().await.unwrap();
    let now = night.folder().pointer().unwrap().unwrap();
    let late = Pointer {
        number: 1,
        ..now.clone()
    };
    night.folder().point_to(&late).unwrap();
    assert_eq!(night.folder().pointer().unwrap().unwrap(), now);
}

#[tokio::test]
async fn a_corte_whose_maker_died_building_is_built_again_under_its_number() {
    let night = Night::open().await;
    let (ejercicio, _) = night.ejercicio().await;
    begin_corte(&night.test.central, &ejercicio, building(&night))
        .await
        .unwrap();
    let next = published(night.now().await);
    assert_eq!(next.manifest.number, 1);
    assert_eq!(night.events().await[2], "corte.abandoned");
}

#[tokio::test]
async fn a_corte_whose_maker_died_before_its_files_were_whole_is_built_again() {
    let night = Night::open().await;
    let (ejercicio, _) = night.ejercicio().await;
    let corte = begin_corte(&night.test.central, &ejercicio, building(&night))
        .await
        .unwrap();
    let files: [(&str, &[u8]); 1] = [(Manifest::FILE, b"{}")];
    let digest = Sha256Digest::of(b"{}");
    night.folder().write_aside(digest, "dead", &files).unwrap();
    check_corte(&night.test.central, &ejercicio, &corte, (digest, 0))
        .await
        .unwrap();
    let next = published(night.now().await);
    assert_eq!(next.manifest.number, 1);
    assert_eq!(
        night.events().await[3..5],
        ["corte.failed", "corte.rescheduled"]
    );
    assert_eq!(night.folder().public_cortes().unwrap().len(), 1);
}

#[tokio::test]
async fn a_corte_whose_maker_died_between_checking_and_publishing_is_published_as_it_was_checked() {
    let night = Night::open().await;
    let first = published(night.now().await);
    // The same, as if its maker had died just before each step.
    for dies_after_rename in [false, true] {
        let other = Night::open().await;
        let (ejercicio, _) = other.ejercicio().await;
        let mut manifest = first.manifest.clone();
        manifest.files.clear();
        let list: [(&str, Vec<u8>); 1] = [("imagenes.txt", Vec::new())];
        manifest.files.push(difusion::manifest::ManifestFile {
            name: list[0].0.to_owned(),
            kind: difusion::package::FileKind::Imagenes,
            eleccion: None,
            sha256: Sha256Digest::of(b""),
            bytes: 0,
            rows: Some(0),
        });
        let (json, digest) = (manifest.to_json(), manifest.sha256());
        let signed = manifest.sign(&other.test.central.keys.corte).unwrap();
        let files: [(&str, &[u8]); 3] = [
            (Manifest::FILE, &json),
            (Manifest::SIGNED_FILE, signed.as_bytes()),
            ("imagenes.txt", b""),
        ];
        let corte = begin_corte(&other.test.central, &ejercicio, building(&other))
            .await
            .unwrap();
        other.folder().write_aside(digest, "dead", &files).unwrap();
        check_corte(&other.test.central, &ejercicio, &corte, (digest, 0))
            .await
            .unwrap();
        if dies_after_rename {
            other
                .folder()
                .make_public("0001_20270606_1900", digest)
                .unwrap();
        }
        other.tick().await.unwrap();
        assert_eq!(other.events().await[3], "corte.published");
        let pointer = other.folder().pointer().unwrap().unwrap();
        assert_eq!((pointer.number, pointer.manifest_sha256), (1, digest));
        assert_eq!(other.folder().public_cortes().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn what_dead_processes_left_half_written_is_in_nobodys_way() {
    let night = Night::open().await;
    night.now().await.unwrap();
    let (ejercicio, _) = night.ejercicio().await;
    let aside = night.places.root.join(".preparacion");
    let aside = aside.join(ejercicio.proceso().as_str()).join("simulacro-1");
    std::fs::write(aside.join("4321-0.tmp"), b"{").unwrap();
    std::fs::create_dir(aside.join("dead.tmp")).unwrap();
    std::fs::write(aside.join("dead.tmp").join("half.csv"), b"half").unwrap();
    night.test.clock.advance_seconds(1);
    published(night.now().await);
    assert!(!aside.join("4321-0.tmp").exists() && !aside.join("dead.tmp").exists());
}

#[tokio::test]
async fn turns_are_taken_on_time_and_a_late_one_once() {
    let night = Night::open().await;
    assert!(matches!(night.tick().await.unwrap(), Tick::Made(_)));
    assert!(matches!(
        night.tick().await.unwrap(),
        Tick::Waiting(Next::Build { .. })
    ));
    night.test.clock.advance_seconds(20 * 60);
    assert!(matches!(night.tick().await.unwrap(), Tick::Made(_)));
    // Nobody was there for an hour and a bit: one corte, and the next at its turn.
    night.test.clock.advance_seconds(65 * 60);
    assert!(matches!(night.tick().await.unwrap(), Tick::Made(_)));
    let Tick::Waiting(Next::Build { at, .. }) = night.tick().await.unwrap() else {
        panic!("the next turn is to come");
    };
    assert_eq!(
        at.micros_since(night.test.central.now()),
        15 * 60 * 1_000_000
    );
    let (ejercicio, _) = night.ejercicio().await;
    let cortes = list_cortes(&night.test.central, &ejercicio).await.unwrap();
    assert_eq!(cortes.len(), 3);
}

#[tokio::test]
async fn the_oficial_publishes_nothing_before_its_authorised_moment() {
    let night = Night::of("oficial").await;
    let desde = proceso_files::sample::head().publicacion_desde;
    let early = night.test.central.now().micros_since(desde) / 1_000_000 + 1;
    night.test.clock.advance_seconds(-early);
    let refused = night.now().await.unwrap_err();
    assert!(
        matches!(refused, PublishError::Rule(CorteError::BeforeStart(_))),
        "{refused}"
    );
    assert!(matches!(night.tick().await.unwrap(), Tick::Waiting(_)));
    assert!(!night.folder().public().exists());
    night.test.clock.advance_seconds(1);
    assert!(matches!(night.tick().await.unwrap(), Tick::Made(_)));
}

#[tokio::test]
async fn after_the_end_the_last_corte_closes_the_night_and_there_is_no_other() {
    let night = Night::of("oficial").await;
    let hasta = proceso_files::sample::head().publicacion_hasta;
    let left = hasta.micros_since(night.test.central.now()) / 1_000_000;
    night.test.clock.advance_seconds(left - 60);
    night.tick().await.unwrap();
    night.test.clock.advance_seconds(61);
    let Tick::Made(made) = night.tick().await.unwrap() else {
        panic!("the last corte is due");
    };
    let last = published(Ok(made));
    assert!(last.manifest.last);
    let text = std::fs::read(last.folder.join("cierre.json")).unwrap();
    let cierre: difusion::cierre::Cierre = serde_json::from_slice(&text).unwrap();
    assert_eq!((cierre.number, cierre.cortes.len()), (2, 1));
    assert!(last.folder.join("cierre.jws").exists());
    night.test.clock.advance_seconds(3_600);
    assert_eq!(night.tick().await.unwrap(), Tick::Waiting(Next::Finished));
    let refused = night.now().await.unwrap_err();
    assert!(matches!(refused, PublishError::Finished), "{refused}");
}

#[tokio::test]
async fn two_publishers_make_each_corte_once() {
    let night = Night::open().await;
    let another = night.another_publisher();
    for _ in 0..5 {
        let (one, two) = tokio::join!(night.tick(), another.tick());
        let made = [one.unwrap(), two.unwrap()];
        let made = made.iter().filter(|tick| matches!(tick, Tick::Made(_)));
        assert_eq!(made.count(), 1);
        night.test.clock.advance_seconds(20 * 60);
    }
    let (ejercicio, _) = night.ejercicio().await;
    let cortes = list_cortes(&night.test.central, &ejercicio).await.unwrap();
    assert_eq!(cortes.len(), 5);
    assert_eq!(night.folder().public_cortes().unwrap().len(), 5);
}

#[test]
fn every_test_passes_again_on_postgres() {
    central::testing::again_on_postgres("every_test_passes_again_on_postgres");
}
