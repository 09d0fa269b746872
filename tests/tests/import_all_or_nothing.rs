//! `prep proceso import` is killed half way, again and again: the installation holds the whole proceso
//! or nothing of it.
#![expect(
    clippy::unwrap_used,
    reason = "what a test expects and does not get fails it"
)]

use std::process::Stdio;
use std::time::Duration;

use central::store::{DatabaseUrl, Store};
use system_tests::installation::{Installation, succeed};

#[test]
fn an_import_that_is_killed_leaves_all_or_nothing() {
    let installation = Installation::empty();
    let folder = installation.folder().join("proceso");
    succeed(installation.prep().args(["demo", "--out"]).arg(&folder));
    let files = system_tests::files_below(&folder, "").len();

    let mut seen = [0, 0];
    // From before the first write to after the last; the spread covers machines of any speed because
    // the loop goes on until an import has finished.
    for wait in (0..).map(|round| Duration::from_millis(round * 60)) {
        let mut import = installation.prep();
        import
            .args(["proceso", "import"])
            .arg(&folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut child = import.spawn().unwrap();
        std::thread::sleep(wait);
        child.kill().unwrap();
        child.wait().unwrap();
        let held = files_held(&installation);
        assert!(
            held == 0 || held == files,
            "half an import: {held} of {files} files"
        );
        seen[usize::from(held > 0)] += 1;
        if held > 0 {
            break;
        }
    }
    println!("killed {} times before the import was whole", seen[0]);
    assert!(
        seen[0] > 0,
        "the first kill comes before anything can be written"
    );
    let again = succeed(installation.prep().args(["proceso", "import"]).arg(&folder));
    assert!(!again.stdout.is_empty());
    assert_eq!(files_held(&installation), files);
}

fn files_held(installation: &Installation) -> usize {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let path = installation.folder().join("data/prep.db");
        if !path.exists() {
            return 0;
        }
        let store = Store::open(&DatabaseUrl::Sqlite(path)).await.unwrap();
        let mut tx = store.read("files_held").await.unwrap();
        let procesos = tx.list_procesos().await.unwrap();
        let Some(proceso) = procesos.first() else {
            return 0;
        };
        tx.list_proceso_files(&proceso.id).await.unwrap().len()
    })
}
