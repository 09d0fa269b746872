//! An installation in a temporary folder, worked on by the binary and looked into by the test.

use std::path::PathBuf;
use std::sync::Arc;

use central::Central;
use central::accounts::list_accounts;
use central::clock::SystemClock;
use central::devices::enroll_device;
use central::entropy::SystemEntropy;
use central::keys::Keys;
use central::objects::Objects;
use central::recepcion::{
    Sender, append_upload, complete_upload, find_upload, register_digitalizacion,
};
use central::store::{DatabaseUrl, Store};
use central::testing::{Tablet, public_url};
use prep_model::contract::DigitalizacionId;
use prep_model::people::Person;
use serde_json::Value;

use crate::support::{Run, prep, sample_folder};

/// A folder with the sample as `muestra` and the installation as `datos`.
pub(crate) struct Installation {
    folder: tempfile::TempDir,
}

impl Installation {
    /// Where it is.
    pub(crate) fn dir(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// One that holds nothing.
    pub(crate) fn empty() -> Self {
        let (folder, _) = sample_folder();
        Self { folder }
    }

    /// One with one account per role that commands need, named by the role.
    pub(crate) fn with_people() -> Self {
        let here = Self::empty();
        for role in ["administrador", "coordinador", "supervisor", "capturista"] {
            here.done(&[
                "user",
                "add",
                role,
                "--name",
                "Persona de prueba",
                "--role",
                role,
            ]);
        }
        here
    }

    /// One whose `simulacro-1` of the sample is open.
    pub(crate) fn open() -> Self {
        let here = Self::with_people();
        here.done(&["proceso", "import", "muestra"]);
        here.done(&[
            "ejercicio",
            "begin",
            "simulacro-1",
            "--proceso",
            "muestra-2027",
            "--by",
            "administrador",
        ]);
        here.done(&[
            "ejercicio",
            "open",
            "muestra-2027/simulacro-1",
            "--by",
            "coordinador",
        ]);
        here
    }

    /// Runs the binary.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        prep(self.folder.path(), arguments)
    }

    /// Runs the binary, which must succeed; what it says.
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let run = self.run(arguments);
        assert_eq!(
            (run.code, run.stderr.as_str()),
            (Some(0), ""),
            "{arguments:?}"
        );
        run.stdout
    }

    /// Runs the binary with `--json`, which must succeed; what it says.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let text = self.done(&[arguments, &["--json"]].concat());
        serde_json::from_str(&text).expect("--json writes JSON")
    }

    /// Runs the binary, which must refuse; what it says.
    pub(crate) fn refused(&self, arguments: &[&str]) -> String {
        let run = self.run(arguments);
        assert_eq!(
            (run.code, run.stdout.as_str()),
            (Some(1), ""),
            "{arguments:?}"
        );
        assert!(run.stderr.contains("\n  → "), "{}", run.stderr);
        run.stderr
    }

    /// The folder in which the binary runs.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The same installation from inside.
    pub(crate) async fn central(&self) -> Central {
        let data = self.path("datos");
        let database = DatabaseUrl::Sqlite(data.join("prep.db"));
        let objects = Objects::open_filesystem(data.join("objects")).await;
        Central {
            store: Store::open(&database).await.expect("its database"),
            objects: objects.expect("its images"),
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            keys: Arc::new(Keys::open(&data.join("keys"), &SystemEntropy).expect("its keys")),
        }
    }

    /// A tablet that enrolled with a label of `prep device enroll`.
    pub(crate) async fn tablet(&self, name: &str) -> Tablet {
        let label = self.json(&["device", "enroll", name]);
        let code = label["code"].as_str().expect("a code").parse();
        let mut tablet = Tablet::new(name);
        let request = tablet.enrolment(&code.expect("a code"), public_url().as_str());
        let central = self.central().await;
        let answer = enroll_device(&central, &public_url(), &request).await;
        tablet.device = Some(answer.expect("a good code enrols").device_id);
        tablet
    }

    /// The person of an account.
    pub(crate) async fn person(&self, username: &str) -> Person {
        let accounts = list_accounts(&self.central().await)
            .await
            .expect("accounts");
        let mut people = accounts.into_iter();
        let account = people.find(|account| account.username.as_str() == username);
        account.expect("an account of that name").person
    }

    /// Sends a photo as a tablet does.
    pub(crate) async fn send(
        &self,
        tablet: &mut Tablet,
        image: &[u8],
        of: &str,
    ) -> DigitalizacionId {
        let central = self.central().await;
        let sealed = tablet.photograph(image, of);
        let reception = register_digitalizacion(&central, Sender::Holder, sealed.text()).await;
        let upload = reception.expect("a good envelope").upload.expect("a URL");
        let open = find_upload(&central, &upload.capability).await;
        let (open, _) = open.expect("an upload that is open");
        append_upload(&central, &open, 0, image)
            .await
            .expect("room");
        complete_upload(&central, &upload.capability)
            .await
            .expect("the signed bytes");
        sealed.envelope().id
    }
}
