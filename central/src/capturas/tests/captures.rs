use prep_model::machines::captura::{CapturaError, CapturaState};

use super::*;

#[tokio::test]
async fn equal_captures_settle_and_every_transition_has_its_event() {
    let site = Site::new(1).await;
    assert_eq!(site.acta(0).await.status, ActaStatus::Digitalizada);
    site.capture(&capturista("ana"), &typed(&[])).await;
    assert_eq!(site.acta(0).await.status, ActaStatus::Capturada);
    assert_eq!(site.settled(0, "PAN").await, None);

    site.clock.advance_seconds(60);
    site.capture(&capturista("beto"), &typed(&[])).await;
    assert_eq!(site.acta(0).await.status, ActaStatus::Verificada);
    assert_eq!(site.settled(0, "PAN").await.as_deref(), Some("22"));
    assert_eq!(
        site.events(0).await,
        [
            "acta.image_received",
            "acta.captura_opened",
            "captura.claimed",
            "captura.finished",
            "captura.claimed",
            "captura.finished",
            "acta.settled",
        ]
    );
    let report = verify_bitacora(&site.central, &site.ejercicio)
        .await
        .unwrap();
    assert_eq!(report.events, 7);
}

#[tokio::test]
async fn what_settled_has_the_digest_that_the_acta_and_its_event_name() {
    let site = Site::new(1).await;
    for who in ["ana", "beto"] {
        site.capture(&capturista(who), &typed(&[])).await;
    }
    let mut tx = site.central.store.read("test").await.unwrap();
    let id = site.ejercicio.row_id;
    let settled = tx.find_settled(id, &acta(0), 1).await.unwrap().unwrap();
    let listed = tx.list_settled(id, &"GUB".parse().unwrap()).await.unwrap();
    assert_eq!(listed, vec![settled.clone()]);
    let stored = tx.find_acta(id, &acta(0)).await.unwrap().unwrap();
    let Ok(prep_model::machines::acta::Publishable::Version(version)) =
        stored.acta.publishable(false)
    else {
        panic!("a settled acta with an image can be published");
    };
    assert_eq!(
        (version.round, version.content_sha256),
        (1, settled.content_sha256)
    );
}

#[tokio::test]
async fn marks_of_letra_contra_numero_of_either_person_stay() {
    let site = Site::new(1).await;
    let mut marked = typed(&[]);
    marked.marked.insert(campo("PT"));
    site.capture(&capturista("ana"), &marked).await;
    site.capture(&capturista("beto"), &typed(&[])).await;
    let CapturaState::Settled { result, .. } = site.row(0).await.machine.state().clone() else {
        panic!("equal values settle");
    };
    assert!(result.letra_contra_numero().contains(&campo("PT")));
}

#[tokio::test]
async fn a_repeated_finish_changes_nothing_and_succeeds() {
    let site = Site::new(1).await;
    let ana = capturista("ana");
    let key = site.capture(&ana, &typed(&[])).await;
    let before = site.events(0).await;
    site.finish(&ana, &key, &typed(&[])).await.unwrap();
    assert_eq!(site.events(0).await, before);
    let refused = refused(site.finish(&capturista("beto"), &key, &typed(&[])).await);
    assert_eq!(refused, CapturaError::LeaseLost.into());
}

#[tokio::test]
async fn a_recalled_captura_comes_filled_in_and_what_was_claimed_meanwhile_waits() {
    let site = Site::new(2).await;
    let ana = capturista("ana");
    let first = site.capture(&ana, &typed(&[("PAN", "92")])).await;
    let meanwhile = site.claim(&ana).await.unwrap();
    assert_eq!(meanwhile.acta, acta(1));
    site.clock.advance_seconds(5);

    let recalled = recall_captura(&site.central, &site.ejercicio, &ana)
        .await
        .unwrap();
    assert_eq!(recalled.acta, acta(0));
    assert_ne!(recalled.key, first);
    assert_eq!(recalled.draft[&campo("PAN")].text, "92");
    // A reload shows what was recalled, not the other.
    assert_eq!(site.claim(&ana).await.unwrap().key, recalled.key);
    let again = recall_captura(&site.central, &site.ejercicio, &ana)
        .await
        .unwrap();
    assert_eq!(again.key, recalled.key);

    site.finish(&ana, &recalled.key, &typed(&[])).await.unwrap();
    assert_eq!(site.claim(&ana).await.unwrap().key, meanwhile.key);
    site.capture(&capturista("beto"), &typed(&[])).await;
    assert_eq!(site.settled(0, "PAN").await.as_deref(), Some("22"));
    assert_eq!(
        site.events(0)
            .await
            .iter()
            .filter(|name| *name == "captura.recalled")
            .count(),
        1
    );
}

#[tokio::test]
async fn a_paired_captura_cannot_be_recalled() {
    let site = Site::new(1).await;
    let ana = capturista("ana");
    let nothing = recall_captura(&site.central, &site.ejercicio, &ana).await;
    assert_eq!(refused(nothing), CapturaError::NothingToRecall.into());
    for who in ["ana", "beto"] {
        site.capture(&capturista(who), &typed(&[])).await;
    }
    let paired = recall_captura(&site.central, &site.ejercicio, &ana).await;
    assert_eq!(refused(paired), CapturaError::NothingToRecall.into());
}

#[tokio::test]
async fn two_who_say_that_the_image_is_illegible_send_the_acta_back_until_another_image_comes() {
    let site = Site::new(1).await;
    for who in ["ana", "beto"] {
        let by = capturista(who);
        let claimed = site.claim(&by).await.unwrap();
        let who = (&by, &claimed.key);
        report_problem(&site.central, &site.ejercicio, who, Problem::ImageIllegible)
            .await
            .unwrap();
    }
    assert_eq!(site.acta(0).await.status, ActaStatus::Esperada);
    assert_eq!(site.events(0).await.last().unwrap(), "acta.sent_back");

    let image = DigitalizacionId::from_parts(2, &[1; 10]);
    let now = site.central.now();
    let received = site
        .acta(0)
        .await
        .acta
        .receive_image(Actor::System, image, now)
        .unwrap();
    let mut tx = site.central.store.begin("test").await.unwrap();
    let row_id = site.ejercicio.row_id;
    tx.update_acta(row_id, &received.next, received.next.status(None), now)
        .await
        .unwrap();
    let opened = open_captura(&mut tx, &site.ejercicio, received.next, now).await;
    assert_eq!(opened.unwrap().rounds(), 2);
    tx.commit().await.unwrap();
    assert_eq!(site.row(0).await.machine.round(), 2);
    assert_eq!(site.claim(&capturista("ana")).await, None);
    assert!(site.claim(&capturista("carla")).await.is_some());
}

#[tokio::test]
async fn a_settled_acta_is_captured_again_and_the_old_round_stays_as_it_is() {
    let site = Site::new(1).await;
    for who in ["ana", "beto"] {
        site.capture(&capturista(who), &typed(&[])).await;
    }
    let old = site.row(0).await;
    let reason = prep_model::bitacora::Reason::new("error señalado").unwrap();
    let supervisor = person("sara", Role::Supervisor);
    reopen_captura(
        &site.central,
        &site.ejercicio,
        &supervisor,
        &acta(0),
        reason,
    )
    .await
    .unwrap();
    for who in ["carla", "diego"] {
        site.capture(&capturista(who), &typed(&[("PAN", "21")]))
            .await;
    }
    let mut tx = site.central.store.read("test").await.unwrap();
    assert_eq!(tx.find_captura(old.row_id).await.unwrap().unwrap(), old);
    let rounds = tx
        .list_settled(site.ejercicio.row_id, &"GUB".parse().unwrap())
        .await
        .unwrap();
    assert_eq!(
        rounds.iter().map(|row| row.round).collect::<Vec<_>>(),
        [1, 2]
    );
}
