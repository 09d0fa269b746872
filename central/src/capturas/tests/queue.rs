use prep_model::machines::captura::CapturaError;

use super::*;

#[tokio::test]
async fn two_people_who_race_for_one_acta_do_not_both_get_it() {
    let site = Site::new(1).await;
    let (ana, beto) = (capturista("ana"), capturista("beto"));
    let (a, b) = tokio::join!(site.claim(&ana), site.claim(&beto));
    assert_eq!(usize::from(a.is_some()) + usize::from(b.is_some()), 1);
}

#[tokio::test]
async fn many_who_race_for_many_actas_each_get_another() {
    let site = Arc::new(Site::new(3).await);
    let tasks: Vec<_> = (0..6)
        .map(|n| {
            let site = Arc::clone(&site);
            tokio::spawn(async move { site.claim(&capturista(&format!("c{n}"))).await })
        })
        .collect();
    let mut given = Vec::new();
    for task in tasks {
        given.extend(task.await.unwrap().map(|claimed| claimed.acta));
    }
    given.sort();
    assert_eq!(given, [acta(0), acta(1), acta(2)]);
}

#[tokio::test]
async fn the_oldest_comes_first_and_a_reload_takes_no_second() {
    let site = Site::new(2).await;
    let ana = capturista("ana");
    let claimed = site.claim(&ana).await.unwrap();
    assert_eq!(claimed.acta, acta(0));
    assert_eq!(site.claim(&ana).await.unwrap(), claimed);
    assert_eq!(site.claim(&capturista("beto")).await.unwrap().acta, acta(1));
    assert_eq!(site.claim(&capturista("carla")).await, None);
}

#[tokio::test]
async fn the_same_person_never_gets_both_captures() {
    let site = Site::new(1).await;
    let ana = capturista("ana");
    let key = site.capture(&ana, &typed(&[])).await;
    assert_eq!(site.claim(&ana).await, None);
    // Nor by the name of somebody else's turn.
    let beto = capturista("beto");
    let other = site.claim(&beto).await.unwrap().key;
    assert_eq!(
        refused(site.finish(&ana, &other, &typed(&[])).await),
        CapturaError::LeaseLost.into()
    );
    // The machine says so too, whatever a query might have found.
    let row = {
        release_captura(&site.central, &site.ejercicio, &beto, &other)
            .await
            .unwrap();
        site.row(0).await
    };
    let now = site.central.now();
    let both = row.machine.claim(&ana, now, now.plus_seconds(60));
    assert_eq!(both.unwrap_err(), CapturaError::SamePerson);
    assert_ne!(key, other);
}

#[tokio::test]
async fn a_lapsed_turn_goes_to_whoever_asks_and_comes_back_too_late() {
    let site = Site::new(1).await;
    let (ana, beto) = (capturista("ana"), capturista("beto"));
    let lapsed = site.claim(&ana).await.unwrap();
    site.clock.advance_seconds(LEASE_SECONDS - 1);
    assert_eq!(site.claim(&beto).await, None);
    site.clock.advance_seconds(1);
    assert_eq!(site.claim(&beto).await.unwrap().acta, acta(0));
    assert_eq!(
        refused(site.finish(&ana, &lapsed.key, &typed(&[])).await),
        CapturaError::LeaseLost.into()
    );
    let names = site.events(0).await;
    let last = ["captura.claimed", "captura.lapsed", "captura.claimed"];
    assert_eq!(names[names.len() - 3..], last);
}

#[tokio::test]
async fn a_lapsed_turn_that_nobody_wanted_may_still_be_finished() {
    let site = Site::new(1).await;
    let ana = capturista("ana");
    let claimed = site.claim(&ana).await.unwrap();
    site.clock.advance_seconds(LEASE_SECONDS * 2);
    site.finish(&ana, &claimed.key, &typed(&[])).await.unwrap();
    assert_eq!(site.acta(0).await.status, ActaStatus::Capturada);
}

#[tokio::test]
async fn a_lapsed_turn_is_not_given_while_another_on_the_same_acta_is_alive() {
    let site = Site::new(1).await;
    let (ana, beto) = (capturista("ana"), capturista("beto"));
    site.capture(&ana, &typed(&[])).await;
    let second = site.claim(&beto).await.unwrap();
    site.clock.advance_seconds(LEASE_SECONDS - 10);
    recall_captura(&site.central, &site.ejercicio, &ana)
        .await
        .unwrap();
    site.clock.advance_seconds(20);
    assert_eq!(site.claim(&capturista("carla")).await, None);
    site.clock.advance_seconds(LEASE_SECONDS);
    assert!(site.claim(&capturista("carla")).await.is_some());
    let lost = site.finish(&beto, &second.key, &typed(&[])).await;
    assert_eq!(refused(lost), CapturaError::LeaseLost.into());
    let names = site.events(0).await;
    assert_eq!(
        names
            .iter()
            .filter(|name| *name == "captura.lapsed")
            .count(),
        2
    );
}

#[tokio::test]
async fn a_turn_is_renewed_by_work_and_by_asking() {
    let site = Site::new(1).await;
    let ana = capturista("ana");
    let claimed = site.claim(&ana).await.unwrap();
    site.clock.advance_seconds(200);
    let until = renew_lease(&site.central, &site.ejercicio, &ana, &claimed.key)
        .await
        .unwrap();
    assert_eq!(until, claimed.until.plus_seconds(200));
    site.clock.advance_seconds(200);
    assert_eq!(site.claim(&capturista("beto")).await, None);
    assert_eq!(
        site.claim(&ana).await.unwrap().until,
        until.plus_seconds(200)
    );
}

#[tokio::test]
async fn figures_do_not_tell_whether_somebody_else_captured_the_acta() {
    let site = Site::new(2).await;
    let (ana, beto, carla) = (capturista("ana"), capturista("beto"), capturista("carla"));
    let figures = async |by: &Person| {
        let figures = queue_figures(&site.central, &site.ejercicio, by)
            .await
            .unwrap();
        (figures.waiting, figures.finished)
    };
    assert_eq!(figures(&ana).await, (2, 0));
    site.capture(&ana, &typed(&[])).await;
    assert_eq!(figures(&ana).await, (1, 1));
    // For Beto the first acta is a second captura, the other a first: he sees no difference.
    assert_eq!(figures(&beto).await, (2, 0));
    site.capture(&beto, &typed(&[])).await;
    assert_eq!(figures(&beto).await, (1, 1));
    assert_eq!(figures(&carla).await, (1, 0));
}
