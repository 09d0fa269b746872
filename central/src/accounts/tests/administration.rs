//! What people do to the accounts of others: who may, and what stays of it.

use prep_model::bitacora::{Actor, PersonEvent, Reason};
use prep_model::people::Role;

use super::{Site, open_ejercicio, refusal};
use crate::accounts::*;

fn username(text: &str) -> Username {
    Username::new(text).unwrap()
}

fn catd(name: &str) -> Scope {
    Scope::Catd(name.to_owned())
}

const FILE: &str = "usuario,nombre,rol,alcance\n\
                    ana,Ana López,capturista,ccv:central\n\
                    beto,Beto Ruiz,cael,catd:09-1\n";

#[tokio::test]
async fn a_file_is_looked_at_and_then_imported_once() {
    let site = Site::new().await;
    let (central, by) = (&site.central, &Actor::System);
    let plan = plan_import(central, by, FILE).await.unwrap();
    assert_eq!(
        (plan.add.len(), plan.skip.len(), plan.faults.len()),
        (2, 0, 0)
    );
    assert_eq!(list_accounts(central).await.unwrap(), []);

    let imported = import_accounts(central, by, FILE).await.unwrap();
    assert_eq!((imported.credentials.len(), imported.skipped), (2, 0));
    for credential in &imported.credentials {
        let (name, password) = (credential.username.as_str(), credential.password.reveal());
        let opened = site.login(name, password).await.unwrap();
        assert!(opened.session.must_change_password);
        assert_eq!(opened.session.person.id, credential.person);
    }
    let again = import_accounts(central, by, FILE).await.unwrap();
    assert_eq!((again.credentials.len(), again.skipped), (0, 2));

    let more = format!("{FILE}carla,Carla Díaz,verificador,ccv:central\n");
    let plan = plan_import(central, by, &more).await.unwrap();
    assert_eq!((plan.add[0].line, plan.skip.len()), (4, 2));
}

#[tokio::test]
async fn with_one_fault_nothing_of_a_file_is_imported() {
    let site = Site::new().await;
    let (central, by) = (&site.central, &Actor::System);
    site.add("ana").await;
    disable_account(central, by, &username("ana"), Reason::new("x").unwrap())
        .await
        .unwrap();
    site.add("beto").await;
    let text = format!("{FILE}carla,Carla Díaz,jefa,\n");
    let plan = plan_import(central, by, &text).await.unwrap();
    let lines: Vec<_> = plan.faults.iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [2, 3, 4]);
    assert!(plan.faults[0].text.contains("deshabilitada"));
    assert!(plan.faults[1].text.contains("Capturista, CCV central"));
    let refused = import_accounts(central, by, &text).await;
    assert_eq!(refusal(refused), ImportRefusal::Faults);
    assert_eq!(list_accounts(central).await.unwrap().len(), 2);
}

#[tokio::test]
async fn only_administradores_make_accounts() {
    let site = Site::new().await;
    let coo = site.person("coo", Role::Coordinador, Scope::All).await;
    let refused = import_accounts(&site.central, &coo, FILE).await;
    let not = NotYours::Role(Role::Capturista);
    assert_eq!(refusal(refused), ImportRefusal::NotYours(not));
    let adm = site.person("adm", Role::Administrador, Scope::All).await;
    import_accounts(&site.central, &adm, FILE).await.unwrap();
}

#[tokio::test]
async fn a_one_time_password_expires_and_only_who_has_it_learns_so() {
    let site = Site::new().await;
    let added = site.add("ana").await;
    site.clock.advance_seconds(7 * 24 * 3600 - 1);
    site.login("ana", added.password.reveal()).await.unwrap();
    site.clock.advance_seconds(1);
    let expired = site.login("ana", added.password.reveal()).await;
    assert_eq!(refusal(expired), LoginRefusal::Expired);
    let wrong = site.login("ana", "otra").await;
    assert_eq!(refusal(wrong), LoginRefusal::WrongCredentials);

    let handed = reset_password(&site.central, &Actor::System, &username("ana"))
        .await
        .unwrap();
    let handed = handed.password.reveal();
    let opened = site.login("ana", handed).await.unwrap();
    let new = "tres tigres tristes";
    change_password(&site.central, &opened.token, handed, new)
        .await
        .unwrap();
    site.clock.advance_seconds(365 * 24 * 3600);
    site.login("ana", new).await.unwrap();
}

#[tokio::test]
async fn a_supervisor_helps_the_people_of_their_own_place_and_nobody_else() {
    let site = Site::new().await;
    let central = &site.central;
    let sara = site.person("sara", Role::Supervisor, catd("09-1")).await;
    site.person("ana", Role::Acopiador, catd("09-1")).await;
    site.person("beto", Role::Acopiador, catd("09-2")).await;
    site.person("coo", Role::Coordinador, catd("09-1")).await;
    let reason = || Reason::new("olvidó su contraseña").unwrap();

    let handed = reset_password(central, &sara, &username("ana"))
        .await
        .unwrap();
    site.login("ana", handed.password.reveal()).await.unwrap();
    for (name, not) in [
        ("beto", NotYours::Scope),
        ("coo", NotYours::Role(Role::Coordinador)),
        ("sara", NotYours::Own),
    ] {
        let refused = reset_password(central, &sara, &username(name)).await;
        let expected = match name {
            // A supervisor does nothing to supervisors, their own account among them.
            "sara" => [
                AccountRefusal::NotYours(not),
                AccountRefusal::NotYours(NotYours::Role(Role::Supervisor)),
            ],
            _ => [AccountRefusal::NotYours(not); 2],
        };
        assert!(expected.contains(&refusal(refused)), "{name}");
    }
    let disabled = disable_account(central, &sara, &username("ana"), reason()).await;
    let not = NotYours::Role(Role::Acopiador);
    assert_eq!(refusal(disabled), AccountRefusal::NotYours(not));
    let adm = site.person("adm", Role::Administrador, Scope::All).await;
    let own = disable_account(central, &adm, &username("adm"), reason()).await;
    assert_eq!(refusal(own), AccountRefusal::NotYours(NotYours::Own));
}

#[tokio::test]
async fn sessions_are_ended_by_another_and_by_oneself() {
    let site = Site::new().await;
    let added = site.add("ana").await;
    let enter = async || site.login("ana", added.password.reveal()).await.unwrap();
    let (one, other) = (enter().await, enter().await);
    site.clock.advance_seconds(90);
    let sessions = list_sessions(&site.central, &added.person, &one.token).await;
    let own: Vec<_> = sessions.unwrap().iter().map(|one| one.is_own).collect();
    assert_eq!(own.iter().filter(|own| **own).count(), 1);
    assert_eq!(own.len(), 2);
    let inside = list_inside(&site.central).await.unwrap();
    assert_eq!((&inside[0].person, inside[0].sessions), (&added.person, 2));

    assert_eq!(
        end_other_sessions(&site.central, &one.token).await.unwrap(),
        1
    );
    assert!(site.session(&other.token).await.is_none());
    let reason = Reason::new("dejó abierta su pantalla").unwrap();
    end_sessions(
        &site.central,
        &Actor::System,
        &username("ana"),
        reason.clone(),
    )
    .await
    .unwrap();
    assert!(site.session(&one.token).await.is_none());
    assert_eq!(list_inside(&site.central).await.unwrap(), []);
    let told = AccountEvent::Person(PersonEvent::SessionsEnded { reason });
    assert_eq!(site.events(&added).await.last(), Some(&told));
    enter().await;
}

#[tokio::test]
async fn the_open_ejercicio_is_told_of_passwords() {
    let site = Site::new().await;
    open_ejercicio(&site.central).await;
    let added = site.add("ana").await;
    let handed = reset_password(&site.central, &Actor::System, &username("ana"))
        .await
        .unwrap();
    let handed = handed.password.reveal();
    let opened = site.login("ana", handed).await.unwrap();
    change_password(&site.central, &opened.token, handed, "tres tigres tristes")
        .await
        .unwrap();
    assert_eq!(site.events(&added).await, []);
    let mut tx = site.central.store.read("test").await.unwrap();
    let ejercicio = tx.find_open_ejercicio().await.unwrap().unwrap();
    drop(tx);
    crate::bitacora::verify_bitacora(&site.central, &ejercicio)
        .await
        .unwrap();
    let mut tx = site.central.store.read("test").await.unwrap();
    let told = tx
        .list_chained_events(ejercicio.row_id, 0, 9)
        .await
        .unwrap();
    let kinds = [
        "registered",
        "password_reset",
        "logged_in",
        "password_changed",
    ];
    assert_eq!(told.len(), kinds.len());
    for (event, kind) in told.iter().zip(kinds) {
        let text = String::from_utf8_lossy(&event.bytes);
        assert!(text.contains(kind) && !text.contains(handed), "{text}");
    }
}
