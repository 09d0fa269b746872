mod administration;
mod second_factor;

use std::sync::Arc;

use prep_model::bitacora::{Actor, PersonEvent, Reason};
use prep_model::contract::Sha256Digest;
use prep_model::machines::ejercicio::Ejercicio;
use prep_model::people::{Person, Role};

use super::*;
use crate::clock::ManualClock;
use crate::store::ProcesoRow;
use crate::testing::TestCentral;
use crate::{Central, UseCaseError};

/// An installation of one empty database, and its clock.
struct Site {
    central: Central,
    clock: Arc<ManualClock>,
    /// Keeps the folder.
    _test: TestCentral,
}

impl Site {
    async fn new() -> Self {
        let test = TestCentral::empty().await;
        let central = test.central.clone();
        Self {
            central,
            clock: test.clock.clone(),
            _test: test,
        }
    }

    async fn add(&self, username: &str) -> AddedAccount {
        let new = NewAccount {
            username: Username::new(username).unwrap(),
            display_name: DisplayName::new("Persona de Prueba").unwrap(),
            role: Role::Capturista,
            scope: Scope::Ccv("central".to_owned()),
        };
        add_account(&self.central, &Actor::System, &new)
            .await
            .unwrap()
    }

    /// An account in that role and scope, and the actor it is.
    async fn person(&self, username: &str, role: Role, scope: Scope) -> Actor {
        let new = NewAccount {
            username: Username::new(username).unwrap(),
            display_name: DisplayName::new("Persona de Prueba").unwrap(),
            role,
            scope,
        };
        let added = add_account(&self.central, &Actor::System, &new)
            .await
            .unwrap();
        Actor::Person(Person {
            id: added.person,
            role,
        })
    }

    async fn login(&self, username: &str, password: &str) -> Result<OpenedSession, LoginError> {
        let attempt = LoginAttempt {
            username,
            password,
            address: "192.0.2.7",
        };
        login(&self.central, attempt).await
    }

    async fn session(&self, token: &SessionToken) -> Option<Session> {
        find_session(&self.central, token).await.unwrap()
    }

    async fn events(&self, added: &AddedAccount) -> Vec<AccountEvent> {
        let mut tx = self.central.store.read("test").await.unwrap();
        let events = tx.list_account_events(&added.person).await.unwrap();
        events.into_iter().map(|(_, event)| event).collect()
    }
}

fn refusal<R: std::error::Error + 'static + Copy, T>(result: Result<T, UseCaseError<R>>) -> R {
    match result {
        Err(UseCaseError::Refused(refusal)) => refusal,
        Err(UseCaseError::Failed(failure)) => panic!("{failure:?}"),
        Ok(_) => panic!("nothing was refused"),
    }
}

#[tokio::test]
async fn whoever_has_the_password_enters_and_everybody_else_hears_the_same() {
    let site = Site::new().await;
    let added = site.add("ana").await;
    let opened = site.login(" Ana ", added.password.reveal()).await.unwrap();
    assert_eq!(opened.session.person.id, added.person);
    assert!(opened.session.must_change_password);
    assert_eq!(site.session(&opened.token).await, Some(opened.session));

    let wrong = LoginRefusal::WrongCredentials;
    assert_eq!(refusal(site.login("ana", "otra").await), wrong);
    assert_eq!(refusal(site.login("nadie", "otra").await), wrong);
    assert_eq!(refusal(site.login("¡no es usuario!", "otra").await), wrong);
}

#[tokio::test]
async fn usernames_are_never_used_twice() {
    let site = Site::new().await;
    site.add("ana").await;
    let ana = Username::new("ana").unwrap();
    let reason = Reason::new("terminó su contrato").unwrap();
    disable_account(&site.central, &Actor::System, &ana, reason)
        .await
        .unwrap();
    let new = NewAccount {
        username: ana,
        display_name: DisplayName::new("Otra").unwrap(),
        role: Role::Monitor,
        scope: Scope::All,
    };
    let again = add_account(&site.central, &Actor::System, &new).await;
    assert_eq!(refusal(again), AddAccountRefusal::UsernameTaken);
}

#[tokio::test]
async fn guessing_gets_slower_for_known_and_unknown_usernames_alike() {
    let site = Site::new().await;
    let added = site.add("ana").await;
    for username in ["ana", "nadie"] {
        for _ in 0..5 {
            let refused = refusal(site.login(username, "adivino").await);
            assert_eq!(refused, LoginRefusal::WrongCredentials);
        }
        let refused = refusal(site.login(username, added.password.reveal()).await);
        assert_eq!(
            refused,
            LoginRefusal::TooManyAttempts {
                retry_after_seconds: 2
            }
        );
    }
    site.clock.advance_seconds(2);
    site.login("ana", added.password.reveal()).await.unwrap();
    // Having entered, the account starts anew.
    let refused = refusal(site.login("ana", "adivino").await);
    assert_eq!(refused, LoginRefusal::WrongCredentials);
}

#[tokio::test]
async fn attempts_made_at_once_do_not_escape_the_wait() {
    let site = Site::new().await;
    site.add("ana").await;
    let attempts: Vec<_> = (0..12)
        .map(|_| {
            let central = site.central.clone();
            tokio::spawn(async move {
                let attempt = LoginAttempt {
                    username: "ana",
                    password: "adivino",
                    address: "192.0.2.7",
                };
                refusal(login(&central, attempt).await)
            })
        })
        .collect();
    let mut looked_at = 0;
    for attempt in attempts {
        looked_at += u32::from(attempt.await.unwrap() == LoginRefusal::WrongCredentials);
    }
    assert_eq!(looked_at, 5);
}

#[tokio::test]
async fn a_session_ends_unused_after_half_an_hour_and_used_after_a_shift() {
    let site = Site::new().await;
    let added = site.add("ana").await;
    let opened = site.login("ana", added.password.reveal()).await.unwrap();
    for _ in 0..28 {
        site.clock.advance_seconds(29 * 60);
        assert!(site.session(&opened.token).await.is_some());
    }
    site.clock.advance_seconds(28 * 60);
    assert!(site.session(&opened.token).await.is_none());

    let opened = site.login("ana", added.password.reveal()).await.unwrap();
    site.clock.advance_seconds(30 * 60);
    assert!(site.session(&opened.token).await.is_none());
}

#[tokio::test]
async fn logout_ends_one_session_and_may_be_repeated() {
    let site = Site::new().await;
    let added = site.add("ana").await;
    let one = site.login("ana", added.password.reveal()).await.unwrap();
    let other = site.login("ana", added.password.reveal()).await.unwrap();
    logout(&site.central, &one.token).await.unwrap();
    logout(&site.central, &one.token).await.unwrap();
    assert!(site.session(&one.token).await.is_none());
    assert!(site.session(&other.token).await.is_some());
    let told = AccountEvent::Person(PersonEvent::LoggedOut);
    assert_eq!(site.events(&added).await.last(), Some(&told));
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once_and_cannot_return() {
    let site = Site::new().await;
    let added = site.add("ana").await;
    let opened = site.login("ana", added.password.reveal()).await.unwrap();
    let ana = Username::new("ana").unwrap();
    let reason = Reason::new("perdió su gafete").unwrap();
    disable_account(&site.central, &Actor::System, &ana, reason.clone())
        .await
        .unwrap();
    assert!(site.session(&opened.token).await.is_none());
    let refused = refusal(site.login("ana", added.password.reveal()).await);
    assert_eq!(refused, LoginRefusal::WrongCredentials);
    let again = disable_account(&site.central, &Actor::System, &ana, reason).await;
    assert_eq!(refusal(again), AccountRefusal::Disabled);
    let reset = reset_password(&site.central, &Actor::System, &ana).await;
    assert_eq!(refusal(reset), AccountRefusal::Disabled);
}

#[tokio::test]
async fn a_new_password_ends_every_session_but_the_one_it_opens() {
    let site = Site::new().await;
    let added = site.add("ana").await;
    let handed = added.password.reveal();
    let one = site.login("ana", handed).await.unwrap();
    let other = site.login("ana", handed).await.unwrap();
    let new = "tres tigres tristes";

    let refused = change_password(&site.central, &one.token, "no es", new).await;
    assert_eq!(refusal(refused), ChangePasswordRefusal::WrongCurrent);
    let refused = change_password(&site.central, &one.token, handed, "corta").await;
    let too_short = ChangePasswordRefusal::Unfit(PasswordFault::TooShort);
    assert_eq!(refusal(refused), too_short);
    for _ in 0..6 {
        // Looking for a good one costs no wait; guessing at the current one does (below).
        let refused = change_password(&site.central, &one.token, handed, "corta").await;
        assert_eq!(refusal(refused), too_short);
    }

    let opened = change_password(&site.central, &one.token, handed, new)
        .await
        .unwrap();
    assert!(!opened.session.must_change_password);
    assert!(site.session(&one.token).await.is_none());
    assert!(site.session(&other.token).await.is_none());
    assert_eq!(site.session(&opened.token).await, Some(opened.session));
    assert!(site.login("ana", handed).await.is_err());
    assert!(
        !site
            .login("ana", new)
            .await
            .unwrap()
            .session
            .must_change_password
    );
}

#[tokio::test]
async fn a_reset_password_must_be_changed_and_ends_the_sessions() {
    let site = Site::new().await;
    let added = site.add("ana").await;
    let opened = site.login("ana", added.password.reveal()).await.unwrap();
    let ana = Username::new("ana").unwrap();
    let handed = reset_password(&site.central, &Actor::System, &ana)
        .await
        .unwrap();
    assert!(site.session(&opened.token).await.is_none());
    assert!(site.login("ana", added.password.reveal()).await.is_err());
    let opened = site.login("ana", handed.password.reveal()).await.unwrap();
    assert!(opened.session.must_change_password);
    let expires_at = handed.expires_at;
    let told = AccountEvent::Person(PersonEvent::PasswordReset { expires_at });
    assert!(site.events(&added).await.contains(&told));
    let nobody = Username::new("nadie").unwrap();
    let unknown = reset_password(&site.central, &Actor::System, &nobody).await;
    assert_eq!(refusal(unknown), AccountRefusal::Unknown);
}

#[tokio::test]
async fn accounts_are_listed_by_username_and_debug_hides_secrets() {
    let site = Site::new().await;
    let added = site.add("zoe").await;
    site.add("ana").await;
    let listed = list_accounts(&site.central).await.unwrap();
    let usernames: Vec<_> = listed
        .iter()
        .map(|account| account.username.as_str())
        .collect();
    assert_eq!(usernames, ["ana", "zoe"]);
    assert_eq!(listed[1].person.id, added.person);
    let shown = format!("{listed:?} {added:?}");
    assert!(!shown.contains("Persona") && !shown.contains(added.password.reveal()));
}

/// Opens an ejercicio by hand: beginning one properly asks for a whole proceso.
async fn open_ejercicio(central: &Central) {
    let now = central.now();
    let proceso = ProcesoRow {
        id: "demo-2027".parse().unwrap(),
        imported_at: now,
        catalogue_sha256: Sha256Digest::ZERO,
    };
    let by = Person {
        id: "p0".parse().unwrap(),
        role: Role::Administrador,
    };
    let created = Ejercicio::create("simulacro-1".parse().unwrap(), &by, now).unwrap();
    let mut tx = central.store.begin("test").await.unwrap();
    tx.insert_proceso(&proceso).await.unwrap();
    tx.insert_ejercicio(&proceso.id, &created.next, now)
        .await
        .unwrap();
    let mut row = tx.list_ejercicios().await.unwrap().remove(0);
    row.is_open = true;
    tx.update_ejercicio(&row).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn with_an_open_ejercicio_its_bitacora_tells_it_without_names() {
    let site = Site::new().await;
    open_ejercicio(&site.central).await;
    let added = site.add("ana").await;
    let opened = site.login("ana", added.password.reveal()).await.unwrap();
    logout(&site.central, &opened.token).await.unwrap();

    assert_eq!(site.events(&added).await, []);
    let mut tx = site.central.store.read("test").await.unwrap();
    let ejercicio = tx.find_open_ejercicio().await.unwrap().unwrap();
    drop(tx);
    let report = crate::bitacora::verify_bitacora(&site.central, &ejercicio).await;
    assert_eq!(report.unwrap().events, 3);
    let mut tx = site.central.store.read("test").await.unwrap();
    let told = tx
        .list_chained_events(ejercicio.row_id, 0, 9)
        .await
        .unwrap();
    for (event, kind) in told.iter().zip(["registered", "logged_in", "logged_out"]) {
        let text = String::from_utf8_lossy(&event.bytes);
        assert!(
            text.contains(kind) && text.contains(added.person.as_str()),
            "{text}"
        );
        assert!(!text.contains("ana") && !text.contains("Persona"), "{text}");
    }
}

#[tokio::test]
async fn an_open_desk_is_no_place_to_guess_the_current_password() {
    let site = Site::new().await;
    let added = site.add("ana").await;
    let opened = site.login("ana", added.password.reveal()).await.unwrap();
    let new = "tres tristes tigres";
    for _ in 0..5 {
        let refused = change_password(&site.central, &opened.token, "adivino", new).await;
        assert_eq!(refusal(refused), ChangePasswordRefusal::WrongCurrent);
    }
    let waits = ChangePasswordRefusal::TooManyAttempts {
        retry_after_seconds: 2,
    };
    let refused = change_password(&site.central, &opened.token, "adivino", new).await;
    assert_eq!(refusal(refused), waits);
}

#[tokio::test]
async fn entering_on_a_tablet_is_told_and_opens_no_session() {
    let site = Site::new().await;
    let added = site.add("ana.lopez").await;
    let attempt = |password| LoginAttempt {
        username: "Ana.Lopez",
        password,
        address: "device:1",
    };
    let wrong = enter_on_device(&site.central, attempt("no es esta")).await;
    let refusal = LoginRefusal::WrongCredentials;
    assert!(matches!(wrong, Err(UseCaseError::Refused(found)) if found == refusal));
    let entered = enter_on_device(&site.central, attempt(added.password.reveal())).await;
    assert_eq!(entered.unwrap().person.id, added.person);
    let told = AccountEvent::Person(PersonEvent::LoggedIn);
    let events = site.events(&added).await;
    assert_eq!(events.iter().filter(|event| **event == told).count(), 1);
}
