//! `prep backup` and `prep objects`: with a folder and with a bucket.

use std::path::Path;
use std::process::Command;

use central::testing::{ACTA, S3Server, jpeg};
use prep_model::contract::Sha256Digest;
use serde_json::Value;

use crate::installation::Installation;
use crate::support::Run;

/// Runs `prep` with another folder of data, or with objects in a bucket.
fn prep(dir: &Path, data: &str, server: Option<&S3Server>, arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_prep"));
    for name in [
        "PREP_CONFIG",
        "PREP_DATABASE_URL",
        "PREP_DATABASE_OWNER_URL",
    ] {
        command.env_remove(name);
    }
    command.env_remove("PREP_OBJECTS_URL");
    command
        .current_dir(dir)
        .env("PREP_DATA_DIR", dir.join(data));
    if let Some(server) = server {
        let credentials = S3Server::credentials();
        command
            .env("PREP_OBJECTS_URL", server.url())
            .env("AWS_ACCESS_KEY_ID", credentials.access_key)
            .env("AWS_SECRET_ACCESS_KEY", credentials.secret_key);
    }
    let output = command.args(arguments).output().expect("the binary runs");
    let text = |bytes| String::from_utf8(bytes).expect("the binary writes UTF-8");
    Run {
        code: output.status.code(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

async fn installation() -> Installation {
    let here = Installation::open();
    let mut tablet = here.tablet("t1").await;
    for seed in 0..3 {
        here.send(&mut tablet, &jpeg(seed), ACTA).await;
    }
    here
}

fn head(run: &Run) -> Value {
    assert_eq!(run.code, Some(0), "{run:?}");
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    json["ejercicios"][0]["head"].clone()
}

/// The drill of docs/OPERATIONS.md, from a folder into a bucket.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_restored_equals_the_original_by_bitacora_and_images() {
    let here = installation().await;
    let dir = here.path(".");
    let original = head(&here.run(&["bitacora", "verify", "--json"]));
    let place = format!("file://{}", here.path("respaldos").display());
    let said = here.done(&["backup", "create", "--to", &place]);
    assert!(
        said.contains("3 imágenes, de las que 3 imágenes no estaban"),
        "{said}"
    );
    assert!(said.contains("sin las llaves con que se firma"), "{said}");
    let again = here.json(&["backup", "create", "--to", &place, "--with-keys"]);
    assert_eq!(
        (&again["copied_images"], &again["complete"]),
        (&0.into(), &true.into())
    );
    let said = here.done(&["backup", "verify", "--from", &place]);
    assert!(said.contains("bueno, 3 imágenes"), "{said}");

    let server = S3Server::start().await;
    let restore = ["backup", "restore", "--from", &place];
    let run = prep(&dir, "otros", Some(&server), &restore);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stdout.contains("con las llaves"), "{run:?}");
    let verify = ["bitacora", "verify", "--json"];
    assert_eq!(head(&prep(&dir, "otros", Some(&server), &verify)), original);
    let run = prep(&dir, "otros", Some(&server), &["objects", "verify"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stdout.contains("3 imágenes"), "{run:?}");
    let keys = |data: &str| std::fs::read(here.path(&format!("{data}/keys/acuse.pem"))).unwrap();
    assert_eq!(keys("otros"), keys("datos"));

    let run = prep(&dir, "otros", Some(&server), &restore);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    assert!(run.stderr.contains("no está vacía"), "{run:?}");
    let left = std::fs::read_dir(here.path("otros")).unwrap();
    let left = left.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    assert!(!left.into_iter().any(|name| name.contains("respaldo")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_image_is_named_and_ends_with_1() {
    let here = installation().await;
    assert_eq!(here.json(&["objects", "verify"])["images"], 3);
    let lost = Sha256Digest::of(&jpeg(1)).to_string();
    let file = format!(
        "datos/objects/muestra-2027/simulacro-1/{}/{lost}.jpg",
        &lost[..2]
    );
    std::fs::remove_file(here.path(&file)).unwrap();
    let run = here.run(&[
        "objects",
        "verify",
        "--rate",
        "1000",
        "--progress",
        "avance.json",
    ]);
    assert_eq!(run.code, Some(1), "{run:?}");
    let line = format!("falta     muestra-2027/simulacro-1 {lost}\n");
    assert!(run.stdout.contains(&line), "{run:?}");
    assert!(
        run.stdout
            .contains("1 imagen no está o no como se recibieron"),
        "{run:?}"
    );
    assert!(!here.path("avance.json").exists());
    std::fs::write(here.path("avance.json"), "no es").unwrap();
    let run = here.run(&["objects", "verify", "--progress", "avance.json"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(
        run.stderr.contains("no es el avance de una revisión"),
        "{run:?}"
    );

    let place = format!("file://{}", here.path("respaldos").display());
    let run = here.run(&["backup", "create", "--to", &place]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains(&lost), "{run:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn addresses_that_cannot_be_say_what_to_do() {
    let here = Installation::open();
    let dir = here.path(".");
    let images = format!("file://{}", here.path("datos/objects").display());
    let said = here.refused(&["backup", "create", "--to", &images]);
    assert!(
        said.contains("no puede estar donde están las imágenes"),
        "{said}"
    );
    let nothing = format!("file://{}", here.path("nada").display());
    let said = here.refused(&["backup", "verify", "--from", &nothing]);
    assert!(said.contains("no hay ningún respaldo ahí"), "{said}");
    for (url, message) in [
        ("gs://actas", "file://CARPETA"),
        (
            "s3://actas?endpoint=http://127.0.0.1:1",
            "faltan las credenciales",
        ),
    ] {
        let run = here.run(&["backup", "create", "--to", url]);
        assert_eq!(run.code, Some(2), "{run:?}");
        assert!(run.stderr.contains(message), "{run:?}");
    }
    let server = S3Server::start().await;
    let url = server.url().replace("actas", "otras");
    let run = prep(
        &dir,
        "datos",
        Some(&server),
        &["backup", "verify", "--from", &url],
    );
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.stderr.contains("no hay un depósito «otras»"), "{run:?}");
}
