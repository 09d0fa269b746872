//! From one acta to the next: in one transaction, and what may be fetched ahead of it.

use prep_model::machines::captura::CapturaError;

use super::*;

impl Site {
    async fn go_on(&self, by: &Person, key: &LeaseKey) -> Option<LeaseKey> {
        let (proceso, ejercicio) = (&self.proceso, &self.ejercicio);
        let typed = typed(&[]);
        finish_and_claim(&self.central, proceso, ejercicio, (by, key), &typed)
            .await
            .unwrap()
    }

    async fn peek(
        &self,
        by: &Person,
        key: &LeaseKey,
    ) -> Result<Option<DigitalizacionId>, CapturaUseCaseError> {
        peek_next_image(&self.central, &self.ejercicio, (by, key)).await
    }
}

#[tokio::test]
async fn finishing_gives_the_next_turn_and_nothing_where_nothing_waits() {
    let site = Site::new(2).await;
    let ana = capturista("ana");
    let first = site.claim(&ana).await.unwrap();
    let second = site.go_on(&ana, &first.key).await.unwrap();
    let held = site.claim(&ana).await.unwrap();
    assert_eq!((held.key, held.acta), (second.clone(), acta(1)));
    assert_eq!(site.go_on(&ana, &second).await, None);
    assert_eq!(site.acta(1).await.status, ActaStatus::Capturada);
}

#[tokio::test]
async fn a_finish_sent_again_leads_to_the_turn_it_led_to_before() {
    let site = Site::new(3).await;
    let ana = capturista("ana");
    let first = site.claim(&ana).await.unwrap();
    let next = site.go_on(&ana, &first.key).await;
    let events = site.events(0).await;
    assert_eq!(site.go_on(&ana, &first.key).await, next);
    assert_eq!(site.events(0).await, events);
}

#[tokio::test]
async fn a_finish_that_is_refused_claims_nothing() {
    let site = Site::new(2).await;
    let (ana, beto) = (capturista("ana"), capturista("beto"));
    let key = site.claim(&ana).await.unwrap().key;
    let (proceso, ejercicio) = (&site.proceso, &site.ejercicio);
    let wrong = typed(&[("PAN", "1024")]);
    let result = finish_and_claim(&site.central, proceso, ejercicio, (&ana, &key), &wrong).await;
    assert!(matches!(refused(result), CapturaRefused::Campos(_)));
    let result = finish_and_claim(
        &site.central,
        proceso,
        ejercicio,
        (&beto, &key),
        &typed(&[]),
    )
    .await;
    assert_eq!(refused(result), CapturaError::LeaseLost.into());
    assert_eq!(site.claim(&beto).await.unwrap().acta, acta(1));
}

#[tokio::test]
async fn settling_a_difference_gives_the_next_one() {
    let site = Site::new(2).await;
    for (who, pan) in [("ana", "22"), ("beto", "27")] {
        for _ in 0..2 {
            site.capture(&capturista(who), &typed(&[("PAN", pan)]))
                .await;
        }
    }
    let vera = verificador("vera");
    let first = site.claim_verificacion(&vera).await.unwrap();
    let resolution = ShownResolution {
        decision: ShownDecision::Keep(Letter::A),
        reason: VerificacionReason::ErrorDeCaptura,
    };
    let (proceso, ejercicio) = (&site.proceso, &site.ejercicio);
    let who = (&vera, &first.key);
    let next = resolve_and_claim(&site.central, proceso, ejercicio, who, &resolution).await;
    let held = site.claim_verificacion(&vera).await.unwrap();
    assert_eq!((Some(held.key), held.acta), (next.unwrap(), acta(1)));
}

#[tokio::test]
async fn what_comes_next_can_be_fetched_and_is_nobodys_turn() {
    let site = Site::new(2).await;
    let (ana, beto) = (capturista("ana"), capturista("beto"));
    let held = site.claim(&ana).await.unwrap();
    let events = site.events(1).await;
    let seen = site.peek(&ana, &held.key).await.unwrap();
    assert_eq!(seen, site.acta(1).await.acta.image_of_record());
    assert_eq!(site.events(1).await, events);
    // Somebody else gets it all the same, and then there is nothing to fetch.
    assert_eq!(site.claim(&beto).await.unwrap().acta, acta(1));
    assert_eq!(site.peek(&ana, &held.key).await.unwrap(), None);
}

#[tokio::test]
async fn whoever_holds_no_turn_sees_nothing_of_what_comes_next() {
    let site = Site::new(2).await;
    let (ana, beto) = (capturista("ana"), capturista("beto"));
    let key = site.claim(&ana).await.unwrap().key;
    let lost = CapturaRefused::from(CapturaError::LeaseLost);
    assert_eq!(refused(site.peek(&beto, &key).await), lost);
    site.finish(&ana, &key, &typed(&[])).await.unwrap();
    assert_eq!(refused(site.peek(&ana, &key).await), lost);
}
