use prep_model::machines::captura::CapturaError;

use super::*;
use crate::store::DraftCampo;

fn draft(id: &str, text: &str, marked: bool) -> BTreeMap<CampoId, DraftCampo> {
    let text = text.to_owned();
    BTreeMap::from([(campo(id), DraftCampo { text, marked })])
}

async fn save(
    site: &Site,
    by: &Person,
    key: &LeaseKey,
    campos: &BTreeMap<CampoId, DraftCampo>,
) -> Result<Timestamp, CapturaUseCaseError> {
    save_draft(
        &site.central,
        &site.proceso,
        &site.ejercicio,
        (by, key),
        campos,
    )
    .await
}

#[tokio::test]
async fn a_draft_survives_a_reload_and_a_lapsed_turn_and_goes_when_finished() {
    let site = Site::new(1).await;
    let (ana, beto) = (capturista("ana"), capturista("beto"));
    let claimed = site.claim(&ana).await.unwrap();
    save(&site, &ana, &claimed.key, &draft("PAN", "2x", false))
        .await
        .unwrap();
    save(&site, &ana, &claimed.key, &draft("PAN", "22", true))
        .await
        .unwrap();
    save(&site, &ana, &claimed.key, &draft("PRI", "/", false))
        .await
        .unwrap();
    let again = site.claim(&ana).await.unwrap();
    assert_eq!(
        again.draft[&campo("PAN")],
        DraftCampo {
            text: "22".to_owned(),
            marked: true
        }
    );
    assert_eq!(again.draft[&campo("PRI")].text, "/");

    // Beto gets the acta when Ana's turn lapses, and nothing of her draft.
    site.clock.advance_seconds(LEASE_SECONDS);
    let other = site.claim(&beto).await.unwrap();
    assert!(other.draft.is_empty());
    let late = save(&site, &ana, &claimed.key, &draft("PAN", "23", false)).await;
    assert_eq!(refused(late), CapturaError::LeaseLost.into());
    site.finish(&beto, &other.key, &typed(&[])).await.unwrap();

    let back = site.claim(&ana).await.unwrap();
    assert_eq!(back.draft[&campo("PAN")].text, "22");
    site.finish(&ana, &back.key, &typed(&[])).await.unwrap();
    let mut tx = site.central.store.read("test").await.unwrap();
    let row = tx
        .find_captura_of_acta(site.ejercicio.row_id, &acta(0))
        .await
        .unwrap()
        .unwrap();
    assert!(tx.list_draft(row.row_id, &ana.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn typing_renews_the_turn_without_an_event_for_every_key() {
    let site = Site::new(1).await;
    let ana = capturista("ana");
    let claimed = site.claim(&ana).await.unwrap();
    for second in 0..20 {
        site.clock.advance_seconds(15);
        let text = second.to_string();
        save(&site, &ana, &claimed.key, &draft("PAN", &text, false))
            .await
            .unwrap();
    }
    assert_eq!(site.claim(&capturista("beto")).await, None);
    let names = site.events(0).await;
    assert_eq!(
        names
            .iter()
            .filter(|name| *name == "captura.renewed")
            .count(),
        1
    );
}

#[tokio::test]
async fn a_draft_of_another_field_or_of_any_length_is_refused() {
    let site = Site::new(1).await;
    let ana = capturista("ana");
    let claimed = site.claim(&ana).await.unwrap();
    for (id, text) in [("MC", "1"), ("PAN", "1234567890123")] {
        let CapturaRefused::Campos(faults) =
            refused(save(&site, &ana, &claimed.key, &draft(id, text, false)).await)
        else {
            panic!("a fault of {id}");
        };
        assert_eq!(faults[0].campo, campo(id));
    }
    assert!(site.claim(&ana).await.unwrap().draft.is_empty());
}
