//! `prep user`.

use central::accounts::{LoginAttempt, login};

use crate::installation::Installation;

const ADD: [&str; 7] = [
    "user",
    "add",
    "capturista-1",
    "--name",
    "Persona de prueba",
    "--role",
    "capturista",
];

async fn enters(here: &Installation, password: &str) -> bool {
    let attempt = LoginAttempt {
        username: "capturista-1",
        password,
        address: "prueba",
    };
    login(&here.central().await, attempt).await.is_ok()
}

#[tokio::test]
async fn an_account_enters_with_the_password_shown_once() {
    let here = Installation::empty();
    let said = here.done(&ADD);
    for part in [
        "Se dio de alta la cuenta capturista-1.\n",
        "  rol            Capturista\n",
        "  alcance        Todo el proceso\n",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    let password = said
        .lines()
        .find_map(|line| line.trim().strip_prefix("contraseña"))
        .map(str::trim)
        .unwrap();
    assert!(enters(&here, password).await);
    let listed = here.done(&["user", "list"]);
    assert!(listed.contains("debe poner su contraseña"), "{listed}");
    assert!(!listed.contains(password), "{listed}");
}

#[tokio::test]
async fn a_reset_password_replaces_the_one_before_and_a_disabled_account_is_out() {
    let here = Installation::empty();
    let added = here.json(&[&ADD[..], &["--scope", "ccv:Central"]].concat());
    assert_eq!(added["role"], "capturista");
    assert_eq!(added["scope"], "ccv:Central");
    let reset = here.json(&["user", "reset", "capturista-1"]);
    let [first, second] = [&added, &reset].map(|json| json["one_time_password"].as_str().unwrap());
    assert!(!enters(&here, first).await);
    assert!(enters(&here, second).await);

    let disable = [
        "user",
        "disable",
        "capturista-1",
        "--reason",
        "fin de turno",
    ];
    assert_eq!(
        here.done(&disable),
        "La cuenta capturista-1 quedó deshabilitada y sin sesiones.\n"
    );
    assert!(!enters(&here, second).await);
    assert!(
        here.refused(&disable)
            .starts_with("error: esa cuenta está deshabilitada\n")
    );
    let refused = here.refused(&["user", "reset", "capturista-1"]);
    assert!(
        refused.starts_with("error: esa cuenta está deshabilitada\n"),
        "{refused}"
    );
    let listed = here.json(&["user", "list"]);
    assert_eq!(listed[0]["username"], "capturista-1");
    assert!(listed[0]["disabled_at"].is_string(), "{listed}");
}

#[test]
fn unknown_users_taken_names_and_bad_roles_are_told_apart() {
    let here = Installation::empty();
    here.done(&ADD);
    let taken = here.refused(&ADD);
    assert!(taken.starts_with("error: ese usuario ya existe"), "{taken}");
    let unknown = here.refused(&["user", "reset", "nadie"]);
    assert!(
        unknown.starts_with("error: ese usuario no existe\n"),
        "{unknown}"
    );
    let unknown = here.refused(&["user", "disable", "nadie", "--reason", "x"]);
    assert!(
        unknown.starts_with("error: ese usuario no existe\n"),
        "{unknown}"
    );

    let wrong = |at: usize, value: &str| {
        let mut arguments = ADD.map(str::to_owned);
        arguments[at] = value.to_owned();
        let run = here.run(&arguments.each_ref().map(String::as_str));
        assert_eq!(run.code, Some(2), "{value}");
        run.stderr
    };
    let role = wrong(6, "jefe");
    assert!(
        role.starts_with("error: «jefe» no es un valor de --role"),
        "{role}"
    );
    assert!(
        role.contains("acopiador, digitalizador, capturista"),
        "{role}"
    );
    assert!(wrong(2, "Con Mayúsculas").contains("letras minúsculas"));
    assert!(wrong(4, " ").contains("el nombre lleva"));
}

#[test]
fn only_an_administrador_in_use_gives_orders_by_name() {
    let here = Installation::with_people();
    let add = |by: &'static str| [&ADD[..], &["--by", by]].concat();
    let wrong = here.refused(&add("capturista"));
    let expected = "error: la cuenta capturista es de Capturista, que no puede hacer esto\n";
    assert!(wrong.starts_with(expected), "{wrong}");
    let unknown = here.refused(&add("nadie"));
    assert!(
        unknown.starts_with("error: el usuario nadie no existe\n"),
        "{unknown}"
    );
    here.done(&[
        "user",
        "add",
        "otra",
        "--name",
        "Otra",
        "--role",
        "administrador",
    ]);
    here.done(&[
        "user",
        "disable",
        "otra",
        "--reason",
        "prueba",
        "--by",
        "administrador",
    ]);
    let disabled = here.refused(&add("otra"));
    assert!(
        disabled.starts_with("error: la cuenta otra está deshabilitada\n"),
        "{disabled}"
    );
    here.done(&add("administrador"));
}

#[tokio::test]
async fn a_file_of_accounts_is_looked_at_then_imported_and_opens_the_door() {
    let here = Installation::empty();
    let file = here.path("personal.csv");
    let file = file.to_str().unwrap();
    let text = "usuario;nombre;rol;alcance\n\
                capturista-1;Ana López;capturista;ccv:Central\n\
                cael-1;Beto Ruiz;cael;distrito:9\n";
    std::fs::write(file, text).unwrap();
    let planned = here.done(&["user", "import", file, "--dry-run"]);
    assert!(planned.contains("se agregarán           2\n"), "{planned}");
    assert!(here.done(&["user", "list"]).starts_with("No hay cuentas"));

    let report = here.json(&["user", "import", file]);
    assert_eq!(report["added"][1]["scope"], "distrito:9");
    let password = report["added"][0]["one_time_password"].as_str().unwrap();
    assert!(enters(&here, password).await);
    let again = here.done(&["user", "import", file]);
    assert!(again.starts_with("Cuentas dadas de alta: 0. Ya existían: 2.\n"));
}

#[test]
fn a_file_with_faults_changes_nothing_and_says_where() {
    let here = Installation::empty();
    let file = here.path("personal.csv");
    let path = file.to_str().unwrap();
    let run = |text: &[u8]| {
        std::fs::write(&file, text).unwrap();
        here.run(&["user", "import", path])
    };
    let faulty = run("usuario,nombre,rol\nana,Ana,jefa\nana,Ana,cael\n".as_bytes());
    assert_eq!(faulty.code, Some(1));
    assert!(
        faulty.stdout.contains("«jefa» no es un rol"),
        "{}",
        faulty.stdout
    );
    assert!(faulty.stderr.contains("no se dio de alta ninguna cuenta"));
    let latin = run(b"usuario,nombre,rol\nana,Ana L\xf3pez,cael\n");
    assert_eq!(latin.code, Some(1));
    assert!(
        latin
            .stderr
            .contains("no está en UTF-8, desde el renglón 2"),
        "{}",
        latin.stderr
    );
    let missing = here.run(&["user", "import", "no-existe.csv"]);
    assert_eq!(missing.code, Some(2));
    assert!(here.done(&["user", "list"]).starts_with("No hay cuentas"));
}
