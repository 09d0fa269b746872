//! A publication is killed at random moments while a reader polls the published folder. The reader
//! never sees half a corte: whatever the pointer names is whole, and its number only grows.
//!
//! `scripts/test` kills 10 times, `scripts/test --full` 100. The maker is this program again, with a
//! clock of its own: each one lives twenty minutes after the one before, when the lease of the dead is
//! over.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "what a test expects and does not get fails it; moments of killing are of real time"
)]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use central::Central;
use central::clock::ManualClock;
use central::cortes::list_cortes;
use central::ejercicios::{Environment, NewEjercicio, begin_ejercicio, open_ejercicio};
use central::entropy::SystemEntropy;
use central::keys::Keys;
use central::objects::Objects;
use central::procesos::import_proceso;
use central::store::{DatabaseUrl, Store};
use central::testing::{night, person, proceso};
use difusion::folder::{CorteFolder, Places, read_manifest, verify_whole};
use difusion::publish::{Publisher, Tick};
use prep_model::contract::{PublicKey, Sha256Digest, Signer};
use prep_model::machines::corte::CorteState;
use prep_model::people::Role;
use proceso_files::folder::render;

const FOLDER: &str = "PREP_KILL_FOLDER";
const ROUND: &str = "PREP_KILL_ROUND";

fn kills() -> i64 {
    if std::env::var_os("PREP_TEST_FULL").is_some_and(|full| !full.is_empty()) {
        100
    } else {
        10
    }
}

/// The installation in `folder`, `round` turns after the beginning of the night.
async fn central(folder: &Path, round: i64) -> Central {
    let url = DatabaseUrl::Sqlite(folder.join("prep.db"));
    let objects = Objects::open_filesystem(folder.join("objects")).await;
    Central {
        store: Store::open(&url).await.unwrap(),
        objects: objects.unwrap(),
        clock: Arc::new(ManualClock::new(night().plus_seconds(round * 1_200))),
        entropy: Arc::new(SystemEntropy),
        keys: Arc::new(Keys::open(&folder.join("keys"), &SystemEntropy).unwrap()),
    }
}

fn places(folder: &Path) -> Places {
    Places {
        root: folder.join("cortes"),
        copy: None,
    }
}

async fn begin(folder: &Path) -> PublicKey {
    let central = central(folder, 0).await;
    let files = render(&proceso_files::sample::proceso(), &[]);
    import_proceso(&central, &files).await.unwrap();
    let new = NewEjercicio {
        proceso: proceso(),
        ejercicio: "simulacro-1".parse().unwrap(),
        environment: Environment {
            binary_sha256: Sha256Digest::of(b"binary"),
            config_sha256: Sha256Digest::of(b"config"),
        },
    };
    let attests = person("adm", Role::Administrador);
    begin_ejercicio(&central, &attests, &new).await.unwrap();
    let opens = person("coo", Role::Coordinador);
    open_ejercicio(&central, &opens, &new.proceso, &new.ejercicio)
        .await
        .unwrap();
    let key = central.keys.corte.public_key();
    central.store.close().await;
    key
}

/// The maker: one turn, if the parent asks for it.
#[tokio::test]
async fn maker() {
    let (Some(folder), Ok(round)) = (std::env::var_os(FOLDER), std::env::var(ROUND)) else {
        return;
    };
    let folder = PathBuf::from(folder);
    let central = central(&folder, round.parse().unwrap()).await;
    let publisher = Publisher::new(central, places(&folder));
    while let Tick::Made(_) = publisher.tick().await.unwrap() {}
}

fn start_maker(folder: &Path, round: i64) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let command = command.args(["maker", "--exact"]);
    let command = command.env(FOLDER, folder).env(ROUND, round.to_string());
    // What it says when it fails is what a failed test has to show.
    let command = command.stdout(Stdio::null()).env("RUST_BACKTRACE", "0");
    command.spawn().unwrap()
}

#[tokio::test]
async fn a_reader_never_sees_half_a_corte_however_often_its_maker_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let key = begin(folder.path()).await;
    let began = Instant::now();
    assert!(start_maker(folder.path(), 0).wait().unwrap().success());
    let whole = began.elapsed();
    let public = places(folder.path()).first(&proceso(), &"simulacro-1".parse().unwrap());
    let stop = Arc::new(AtomicBool::new(false));
    let reader = {
        let (public, key, stop) = (public.clone(), key, Arc::clone(&stop));
        std::thread::spawn(move || poll(&public, &key, &stop))
    };
    let mut cut = 0;
    for kill in 1..=kills() {
        let mut maker = start_maker(folder.path(), kill);
        // The wait is the test: it spreads the kills over everything that a maker does.
        let part = u32::try_from(kill * 37 % 110).unwrap();
        std::thread::sleep(whole.saturating_mul(part) / 100 + Duration::from_millis(1));
        maker.kill().unwrap();
        let end = maker.wait().unwrap();
        assert!(
            end.code().is_none_or(|code| code == 0),
            "a maker failed by itself: {end}"
        );
        cut += u32::from(!end.success());
    }
    assert!(
        start_maker(folder.path(), kills() + 1)
            .wait()
            .unwrap()
            .success()
    );
    stop.store(true, Ordering::SeqCst);
    let looks = reader.join().unwrap();
    println!("{cut} makers killed at work, {looks} looks at the pointer, 0 half cortes");
    assert!(cut > 0 && looks > 0);
    check_the_end(folder.path(), &public, &key).await;
}

/// What is public is what the database says, every one whole.
async fn check_the_end(folder: &Path, public: &CorteFolder, key: &PublicKey) {
    let central = central(folder, kills() + 2).await;
    let mut tx = central.store.read("test").await.unwrap();
    let ejercicio = tx.find_open_ejercicio().await.unwrap().unwrap();
    drop(tx);
    let cortes = list_cortes(&central, &ejercicio).await.unwrap();
    let folders = public.public_cortes().unwrap();
    assert_eq!(cortes.len(), folders.len());
    for (corte, folder) in cortes.iter().zip(&folders) {
        let CorteState::Published {
            manifest_sha256, ..
        } = *corte.state()
        else {
            panic!("{corte:?}");
        };
        let manifest = verify_whole(folder, manifest_sha256, key).unwrap();
        assert_eq!(manifest.number, corte.number());
    }
    let pointer = public.pointer().unwrap().unwrap();
    assert_eq!(pointer.number, cortes.last().unwrap().number());
}

/// Reads like a difusor until told to stop; how often it looked.
fn poll(public: &CorteFolder, key: &PublicKey, stop: &AtomicBool) -> u64 {
    let (mut looks, mut last) = (0, 0);
    while !stop.load(Ordering::SeqCst) {
        let pointer = public.pointer().unwrap().unwrap();
        assert!(pointer.number >= last, "the pointer moved back");
        last = pointer.number;
        let folder = public.public().join(&pointer.folder);
        verify_whole(&folder, pointer.manifest_sha256, key).unwrap();
        // What is public and not pointed at yet is whole too.
        for folder in public.public_cortes().unwrap() {
            let (_, digest) = read_manifest(&folder).unwrap().unwrap();
            verify_whole(&folder, digest, key).unwrap();
        }
        looks += 1;
    }
    looks
}
