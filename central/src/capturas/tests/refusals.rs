use super::*;

/// The faults of one field typed as `text`, everything else right.
async fn faults_of(site: &Site, by: &Person, key: &LeaseKey, typed: &TypedActa) -> Vec<String> {
    match refused(site.finish(by, key, typed).await) {
        CapturaRefused::Campos(faults) => faults.iter().map(ToString::to_string).collect(),
        other => panic!("faults of fields, not {other}"),
    }
}

#[tokio::test]
async fn negative_non_numeric_too_wide_and_missing_values_are_refused_field_by_field() {
    let site = Site::new(1).await;
    let ana = capturista("ana");
    let key = site.claim(&ana).await.unwrap().key;
    for (text, what) in [
        ("-5", "no es un número"),
        ("2o", "no es un número"),
        ("1,024", "no es un número"),
        ("٣", "no es un número"),
        ("1024", "no cabe en las 3 casillas"),
        ("99999999999", "demasiados dígitos"),
        ("", "falta"),
        ("   ", "falta"),
    ] {
        let faults = faults_of(&site, &ana, &key, &typed(&[("PAN", text)])).await;
        assert_eq!(faults.len(), 1, "{text}: {faults:?}");
        assert!(
            faults[0].starts_with("PAN: ") && faults[0].contains(what),
            "{text}: {faults:?}"
        );
    }
    let before = site.events(0).await;
    assert_eq!(
        before.last().unwrap(),
        "captura.claimed",
        "nothing was changed"
    );
    site.finish(
        &ana,
        &key,
        &typed(&[("PAN", "022"), ("PRI", "/"), ("PT", " sin dato ")]),
    )
    .await
    .unwrap();
}

#[tokio::test]
async fn every_fault_comes_at_once_and_in_printed_order() {
    let site = Site::new(1).await;
    let ana = capturista("ana");
    let key = site.claim(&ana).await.unwrap().key;
    let mut wrong = typed(&[("NULOS", "x"), ("PAN", "1000"), ("MC", "3")]);
    wrong.campos.remove(&campo("PRI"));
    let faults = faults_of(&site, &ana, &key, &wrong).await;
    let campos: Vec<_> = faults
        .iter()
        .map(|fault| fault.split(':').next().unwrap())
        .collect();
    assert_eq!(campos, ["PAN", "PRI", "NULOS", "MC"]);
}

#[tokio::test]
async fn a_mark_on_a_field_that_is_not_printed_is_refused() {
    let site = Site::new(1).await;
    let ana = capturista("ana");
    let key = site.claim(&ana).await.unwrap().key;
    let mut marked = typed(&[]);
    marked.marked.insert(campo("MC"));
    let refused = refused(site.finish(&ana, &key, &marked).await);
    assert!(matches!(refused, CapturaRefused::Mark(_)), "{refused}");
}

#[tokio::test]
async fn roles_that_do_not_capture_or_verify_get_nothing() {
    let site = Site::new(1).await;
    for role in Role::ALL {
        let by = person("otra", role);
        if role != Role::Capturista {
            let claimed = claim_captura(&site.central, &site.ejercicio, &by).await;
            assert!(
                matches!(refused(claimed), CapturaRefused::Round(_)),
                "{role}"
            );
        }
    }
    for who in ["ana", "beto"] {
        let pan = if who == "ana" { "22" } else { "27" };
        site.capture(&capturista(who), &typed(&[("PAN", pan)]))
            .await;
    }
    let by = capturista("carla");
    let claimed = claim_verificacion(&site.central, &site.ejercicio, &by).await;
    assert!(matches!(refused(claimed), CapturaRefused::Round(_)));
}

#[test]
fn a_lease_key_is_32_hex_digits() {
    assert!(
        "0123456789abcdef0123456789abcdef"
            .parse::<LeaseKey>()
            .is_ok()
    );
    for bad in [
        "",
        "1",
        "0123456789ABCDEF0123456789abcdef",
        "0123456789abcdef0123456789abcdeg",
    ] {
        assert!(bad.parse::<LeaseKey>().is_err(), "{bad}");
    }
}
