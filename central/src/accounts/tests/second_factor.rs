//! The code of a telephone: set up, asked for, good once, lost.

use prep_model::bitacora::{Actor, PersonEvent, Reason};
use prep_model::people::Role;

use super::super::totp::Secret;
use super::{Site, refusal};
use crate::accounts::*;

const PASSWORD: &str = "tres tigres tristes";

/// What a telephone computes from what it was told.
fn telephone(site: &Site, secret: &str) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let value = |letter: u8| ALPHABET.iter().position(|known| *known == letter).unwrap();
    let bits: Vec<bool> = secret
        .bytes()
        .flat_map(|letter| {
            (0..5)
                .rev()
                .map(move |place| (value(letter) >> place) & 1 == 1)
        })
        .collect();
    let mut bytes = [0; 20];
    for (byte, bits) in bytes.iter_mut().zip(bits.chunks(8)) {
        *byte = bits
            .iter()
            .fold(0, |byte, bit| (byte << 1) | u8::from(*bit));
    }
    let now = site.central.now();
    Secret(bytes).code(now.unix_seconds() / 30)
}

/// Ana with a password of her own and a telephone: her secret and her recovery codes.
async fn with_telephone(site: &Site) -> (AddedAccount, String, Vec<OneTimePassword>) {
    let added = site.add("ana").await;
    let handed = added.password.reveal();
    let opened = site.login("ana", handed).await.unwrap();
    let opened = change_password(&site.central, &opened.token, handed, PASSWORD)
        .await
        .unwrap();
    begin_second_factor(&site.central, &opened.token)
        .await
        .unwrap();
    let ana = Username::new("ana").unwrap();
    let found = find_second_factor(&site.central, &ana).await.unwrap();
    let SecondFactor::SettingUp { secret, address } = found else {
        panic!("a telephone is being set up");
    };
    assert!(address.contains(&secret) && address.starts_with("otpauth://totp/PREP:ana?"));
    assert!(
        !site
            .login("ana", PASSWORD)
            .await
            .unwrap()
            .session
            .needs_code
    );

    let code = telephone(site, &secret);
    let wrong = confirm_second_factor(&site.central, &opened.token, "no es", &code).await;
    assert_eq!(
        wrong.err().map(|e| refusal::<_, ()>(Err(e))),
        Some(SecondFactorRefusal::WrongPassword)
    );
    let wrong = confirm_second_factor(&site.central, &opened.token, PASSWORD, "000000").await;
    assert_eq!(
        wrong.err().map(|e| refusal::<_, ()>(Err(e))),
        Some(SecondFactorRefusal::WrongCode)
    );
    let codes = confirm_second_factor(&site.central, &opened.token, PASSWORD, &code)
        .await
        .unwrap();
    assert_eq!(codes.len(), 8);
    (added, secret, codes)
}

#[tokio::test]
async fn with_a_second_factor_the_password_alone_opens_nothing() {
    let site = Site::new().await;
    let (added, secret, _) = with_telephone(&site).await;
    let half = site.login("ana", PASSWORD).await.unwrap();
    assert!(half.session.needs_code);
    assert!(site.session(&half.token).await.unwrap().needs_code);
    let changed = change_password(&site.central, &half.token, PASSWORD, "otra frase de paso").await;
    assert_eq!(refusal(changed), ChangePasswordRefusal::SessionOver);
    assert!(
        end_second_factor(&site.central, &half.token, PASSWORD)
            .await
            .is_err()
    );

    // The code that confirmed the telephone was used: the next one opens.
    let used = telephone(&site, &secret);
    let refused = enter_code(&site.central, &half.token, &used).await;
    assert_eq!(refusal(refused), SecondFactorRefusal::WrongCode);
    site.clock.advance_seconds(30);
    let code = telephone(&site, &secret);
    let opened = enter_code(&site.central, &half.token, &code).await.unwrap();
    assert!(!opened.session.needs_code && opened.token != half.token);
    assert!(site.session(&half.token).await.is_none());
    let told = AccountEvent::Person(PersonEvent::LoggedIn);
    assert_eq!(site.events(&added).await.last(), Some(&told));

    let half = site.login("ana", PASSWORD).await.unwrap();
    let again = enter_code(&site.central, &half.token, &code).await;
    assert_eq!(refusal(again), SecondFactorRefusal::WrongCode);
    site.clock.advance_seconds(5 * 60);
    let code = telephone(&site, &secret);
    let late = enter_code(&site.central, &half.token, &code).await;
    assert_eq!(refusal(late), SecondFactorRefusal::SessionOver);
}

#[tokio::test]
async fn whoever_knows_the_password_cannot_guess_at_the_code_without_waiting() {
    let site = Site::new().await;
    with_telephone(&site).await;
    let mut guesses = 0;
    for _ in 0..40 {
        let Ok(half) = site.login("ana", PASSWORD).await else {
            break;
        };
        match refusal(enter_code(&site.central, &half.token, "000000").await) {
            SecondFactorRefusal::WrongCode => guesses += 1,
            SecondFactorRefusal::TooManyAttempts { .. } => break,
            other => panic!("{other}"),
        }
    }
    assert!((1..=5).contains(&guesses), "{guesses}");
}

#[tokio::test]
async fn a_recovery_code_opens_once_and_another_person_takes_the_factor_away() {
    let site = Site::new().await;
    let (added, _, codes) = with_telephone(&site).await;
    let half = site.login("ana", PASSWORD).await.unwrap();
    let typed = codes[3].reveal().to_uppercase().replace('-', " ");
    enter_code(&site.central, &half.token, &typed)
        .await
        .unwrap();
    let told = AccountEvent::Person(PersonEvent::RecoveryCodeUsed { left: 7 });
    assert!(site.events(&added).await.contains(&told));
    let half = site.login("ana", PASSWORD).await.unwrap();
    let again = enter_code(&site.central, &half.token, &typed).await;
    assert_eq!(refusal(again), SecondFactorRefusal::WrongCode);

    let ana = Username::new("ana").unwrap();
    let reason = || Reason::new("perdió el teléfono").unwrap();
    let sara = site.person("sara", Role::Supervisor, Scope::All).await;
    let refused = remove_second_factor(&site.central, &sara, &ana, reason()).await;
    let not = NotYours::Role(Role::Capturista);
    assert_eq!(refusal(refused), AccountRefusal::NotYours(not));
    remove_second_factor(&site.central, &Actor::System, &ana, reason())
        .await
        .unwrap();
    assert!(site.session(&half.token).await.is_none());
    let again = remove_second_factor(&site.central, &Actor::System, &ana, reason()).await;
    assert_eq!(refusal(again), AccountRefusal::NoSecondFactor);
    site.clock.advance_seconds(60);
    assert!(
        !site
            .login("ana", PASSWORD)
            .await
            .unwrap()
            .session
            .needs_code
    );
}

#[tokio::test]
async fn its_person_takes_it_away_with_their_password() {
    let site = Site::new().await;
    let (_, secret, _) = with_telephone(&site).await;
    site.clock.advance_seconds(30);
    let half = site.login("ana", PASSWORD).await.unwrap();
    let code = telephone(&site, &secret);
    let opened = enter_code(&site.central, &half.token, &code).await.unwrap();
    let wrong = end_second_factor(&site.central, &opened.token, "no es").await;
    assert_eq!(refusal(wrong), SecondFactorRefusal::WrongPassword);
    end_second_factor(&site.central, &opened.token, PASSWORD)
        .await
        .unwrap();
    let ana = Username::new("ana").unwrap();
    let found = find_second_factor(&site.central, &ana).await.unwrap();
    assert!(matches!(found, SecondFactor::None));
    assert!(
        !site
            .login("ana", PASSWORD)
            .await
            .unwrap()
            .session
            .needs_code
    );
}
