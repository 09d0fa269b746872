use prep_model::bitacora::Reason;
use prep_model::contract::{Sha256Digest, Signer};
use prep_model::people::Role;
use proceso_files::folder::{Files, render};

use super::{
    ArchiveRefusal, BeginRefusal, Environment, NewEjercicio, OpenRefusal, PuestaEnCeros,
    archive_ejercicio, begin_closing, begin_ejercicio, close_ejercicio, list_ejercicios,
    open_ejercicio,
};
use crate::UseCaseError;
use crate::procesos::{ImportRefusal, import_proceso, load_proceso};
use crate::testing::{TestCentral, person, proceso};

fn environment() -> Environment {
    Environment {
        binary_sha256: Sha256Digest::of(b"binary"),
        config_sha256: Sha256Digest::of(b"config"),
    }
}

#[tokio::test]
async fn puesta_en_ceros_is_signed_and_tells_what_the_ejercicio_runs_with() {
    let test = TestCentral::open().await;
    let all = list_ejercicios(&test.central).await.unwrap();
    let text = all[0].puesta_en_ceros.clone().unwrap();
    let key = test.central.keys.corte.public_key();
    let attestation = PuestaEnCeros::open(&text, &key).unwrap();
    assert_eq!(attestation.results, 0);
    assert_eq!(attestation.binary_sha256, Sha256Digest::of(b"binary"));
    assert_eq!(attestation.config_sha256, Sha256Digest::of(b"config"));
    let sample = proceso_files::sample::proceso();
    let actas: usize = sample.casillas().iter().map(|one| one.actas.len()).sum();
    assert_eq!(attestation.esperadas as usize, actas);
    let digest = render(&sample, &[]).digest();
    assert_eq!(attestation.catalogue_sha256.to_string(), digest);
    let other = test.central.keys.acuse.public_key();
    assert!(PuestaEnCeros::open(&text, &other).is_err());
}

#[tokio::test]
async fn an_ejercicio_begins_once_and_one_is_open_at_a_time() {
    let test = TestCentral::open().await;
    let central = &test.central;
    let by = person("adm", Role::Administrador);
    let mut new = NewEjercicio {
        proceso: proceso(),
        ejercicio: "simulacro-1".parse().unwrap(),
        environment: environment(),
    };
    let again = begin_ejercicio(central, &by, &new).await.unwrap_err();
    assert!(matches!(
        again,
        UseCaseError::Refused(BeginRefusal::Exists(_))
    ));
    new.proceso = "otro-2027".parse().unwrap();
    let unknown = begin_ejercicio(central, &by, &new).await.unwrap_err();
    assert!(matches!(
        unknown,
        UseCaseError::Refused(BeginRefusal::UnknownProceso(_))
    ));

    test.begin("simulacro-2").await;
    let second = "simulacro-2".parse().unwrap();
    let coo = person("coo", Role::Coordinador);
    let open = open_ejercicio(central, &coo, &proceso(), &second).await;
    assert!(matches!(
        open,
        Err(UseCaseError::Refused(OpenRefusal::OtherOpen(_)))
    ));
    begin_closing(central, &coo, Reason::new("fin").unwrap())
        .await
        .unwrap();
    close_ejercicio(central, &coo, 1, Sha256Digest::of(b"manifest"))
        .await
        .unwrap();
    let opened = open_ejercicio(central, &coo, &proceso(), &second)
        .await
        .unwrap();
    assert!(opened.is_open && opened.machine.is_open());
}

#[tokio::test]
async fn who_attested_does_not_open() {
    let test = TestCentral::empty().await;
    test.begin("simulacro-1").await;
    let name = "simulacro-1".parse().unwrap();
    for by in [
        person("adm", Role::Coordinador),
        person("otro", Role::Administrador),
    ] {
        let refused = open_ejercicio(&test.central, &by, &proceso(), &name).await;
        assert!(matches!(
            refused,
            Err(UseCaseError::Refused(OpenRefusal::Machine(_)))
        ));
    }
}

#[tokio::test]
async fn a_proceso_is_imported_whole_and_stays_once_an_ejercicio_runs_with_it() {
    let test = TestCentral::empty().await;
    let central = &test.central;
    let sample = proceso_files::sample::proceso();
    let files = render(&sample, &[]);
    let mut broken = Files::default();
    for (path, bytes) in files.iter().filter(|(path, _)| *path != "casillas.csv") {
        broken.insert(path, bytes.to_vec());
    }
    let refused = import_proceso(central, &broken).await.unwrap_err();
    assert!(matches!(
        refused,
        UseCaseError::Refused(ImportRefusal::Files(_))
    ));
    assert_eq!(load_proceso(central, &proceso()).await.unwrap(), None);

    let imported = import_proceso(central, &files).await.unwrap();
    assert_eq!(imported.catalogue_sha256.to_string(), files.digest());
    let loaded = load_proceso(central, &proceso()).await.unwrap().unwrap();
    assert_eq!(*loaded, sample);

    let other = render(&sample, &["otra nota".to_owned()]);
    assert_ne!(other.digest(), files.digest());
    import_proceso(central, &other).await.unwrap();
    test.central.store.read("test").await.unwrap();
    import_proceso(central, &files).await.unwrap();
    test.begin("simulacro-1").await;
    import_proceso(central, &files).await.unwrap();
    let refused = import_proceso(central, &other).await.unwrap_err();
    assert!(matches!(
        refused,
        UseCaseError::Refused(ImportRefusal::InUse(_))
    ));
}

#[tokio::test]
async fn only_what_is_closed_is_archived() {
    let test = TestCentral::open().await;
    let central = &test.central;
    let (adm, coo) = (
        person("adm", Role::Administrador),
        person("coo", Role::Coordinador),
    );
    let (proceso, name) = (proceso(), "simulacro-1".parse().unwrap());
    let copy = Sha256Digest::of(b"copy");
    let refused = archive_ejercicio(central, &adm, (&proceso, &name), copy).await;
    assert!(matches!(
        refused,
        Err(UseCaseError::Refused(ArchiveRefusal::Machine(_)))
    ));
    begin_closing(central, &coo, Reason::new("terminó").unwrap())
        .await
        .unwrap();
    close_ejercicio(central, &coo, 1, Sha256Digest::of(b"manifest"))
        .await
        .unwrap();
    archive_ejercicio(central, &adm, (&proceso, &name), copy)
        .await
        .unwrap();
    let again = archive_ejercicio(central, &adm, (&proceso, &name), copy).await;
    assert!(again.is_err());
}
