//! `prep db`, on a real PostgreSQL where there is one.

use central::store::DatabaseUrl;
use central::testing::{TestDatabase, has_postgres};

use crate::installation::Installation;
use crate::support::{Run, prep_with};

/// The whole address, as settings hold it.
fn address(url: DatabaseUrl) -> String {
    match url {
        DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
        DatabaseUrl::Postgres(address) => address,
    }
}

#[test]
fn a_pilot_moves_to_postgresql_and_goes_on_there() {
    if !has_postgres() {
        return;
    }
    let here = Installation::open();
    let before = here.done(&["bitacora", "verify"]);
    let database = TestDatabase::empty();
    let (server, owner) = (address(database.url()), address(database.owner_url()));
    let settings = [
        ("PREP_DATABASE_URL", server.as_str()),
        ("PREP_DATABASE_OWNER_URL", owner.as_str()),
    ];
    let run = |arguments: &[&str]| -> Run { prep_with(here.dir(), &settings, arguments) };
    let is = |run: Run, code: i32, said: &str| {
        let text = format!("{}{}", run.stdout, run.stderr);
        assert_eq!(run.code, Some(code), "{text}");
        assert!(text.contains(said), "{said}: {text}");
    };

    is(run(&["db", "status"]), 1, "falta la versión 1");
    is(run(&["ejercicio", "list"]), 2, "«prep db migrate»");
    is(run(&["db", "migrate"]), 0, "no puede cambiar la bitácora");
    is(run(&["db", "migrate"]), 0, "al día");
    is(run(&["db", "status"]), 0, "este programa conoce");

    let from = format!("sqlite://{}", here.path("datos/prep.db").display());
    let copy = ["db", "copy", "--from", &from, "--to", &owner];
    is(run(&copy), 0, "bitácora correcta en la copia, 3 eventos");
    is(run(&copy), 1, "no está vacía");
    let after = run(&["bitacora", "verify"]);
    assert_eq!((after.code, after.stdout), (Some(0), before));
    // People enter as before, and what happens now happens there.
    is(run(&["user", "list"]), 0, "capturista");
    is(run(&["ejercicio", "list"]), 0, "simulacro-1");
}

#[test]
fn a_database_that_is_not_there_and_a_wrong_setting_say_what_to_do() {
    let here = Installation::empty();
    let refused = |settings: &[(&str, &str)], arguments: &[&str], said: &str| {
        let run = prep_with(here.dir(), settings, arguments);
        assert_eq!(run.code, Some(2), "{run:?}");
        assert!(run.stderr.contains(said), "{said}: {}", run.stderr);
    };
    // Nothing listens on the first port.
    let nobody = [(
        "PREP_DATABASE_URL",
        "postgres://prep:secreto@127.0.0.1:1/prep",
    )];
    refused(
        &nobody,
        &["ejercicio", "list"],
        "no se puede entrar a la base de datos",
    );
    refused(
        &nobody,
        &["ejercicio", "list"],
        "postgres://prep@127.0.0.1:1/prep",
    );
    let many = [("PREP_DATABASE_CONNECTIONS", "muchas")];
    refused(&many, &["config"], "no es un número de 1 a 500");
    let wrong = [("PREP_DATABASE_URL", "mysql://db/prep")];
    refused(&wrong, &["config"], "postgres://ROL:CLAVE@SERVIDOR/BASE");
    let copy = [
        "db",
        "copy",
        "--from",
        "sqlite://no/hay.db",
        "--to",
        "sqlite://copia.db",
    ];
    refused(&[], &copy, "no existe la base de datos no/hay.db");
}
