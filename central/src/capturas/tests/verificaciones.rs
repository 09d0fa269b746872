use prep_model::machines::captura::{CapturaContent, CapturaError, ResolutionError};

use super::*;

/// The value of a field on each side, as shown.
fn shown(claimed: &ClaimedVerificacion, id: &str) -> Vec<String> {
    let values = claimed
        .sides
        .iter()
        .filter_map(|side| side.content.values());
    values
        .map(|captured| captured.values().get(&campo(id)).unwrap().to_string())
        .collect()
}

fn letter_with(claimed: &ClaimedVerificacion, id: &str, value: &str) -> Letter {
    let at = shown(claimed, id)
        .iter()
        .position(|shown| shown == value)
        .unwrap();
    claimed.sides[at].letter
}

/// Ana says 22 for PAN, Beto 27.
async fn different() -> Site {
    let site = Site::new(1).await;
    site.capture(&capturista("ana"), &typed(&[("PAN", "22")]))
        .await;
    site.capture(&capturista("beto"), &typed(&[("PAN", "27")]))
        .await;
    site
}

#[tokio::test]
async fn different_captures_go_to_a_verificador_who_keeps_a_side() {
    for kept in ["22", "27"] {
        let site = different().await;
        assert_eq!(site.claim(&capturista("carla")).await, None);
        let vera = verificador("vera");
        let claimed = site.claim_verificacion(&vera).await.unwrap();
        assert_eq!(
            claimed.differing.iter().collect::<Vec<_>>(),
            [&campo("PAN")]
        );
        let letter = letter_with(&claimed, "PAN", kept);
        let decision = ShownDecision::Campos([(campo("PAN"), ShownChoice::Keep(letter))].into());
        site.resolve(&vera, &claimed.key, decision.clone())
            .await
            .unwrap();
        assert_eq!(site.settled(0, "PAN").await.as_deref(), Some(kept));
        assert_eq!(site.acta(0).await.status, ActaStatus::Verificada);
        let names = site.events(0).await;
        assert_eq!(
            names[names.len() - 2..],
            ["captura.resolved", "acta.settled"]
        );
        // Sent again because the answer got lost.
        site.resolve(&vera, &claimed.key, decision).await.unwrap();
        assert_eq!(site.events(0).await, names);
        verify_bitacora(&site.central, &site.ejercicio)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_third_value_needs_a_second_verificador() {
    let site = different().await;
    let (vera, vito) = (verificador("vera"), verificador("vito"));
    let claimed = site.claim_verificacion(&vera).await.unwrap();
    let own = |text: &str| {
        let choice = ShownChoice::Correct(text.to_owned());
        ShownDecision::Campos([(campo("PAN"), choice)].into())
    };
    site.resolve(&vera, &claimed.key, own("25")).await.unwrap();
    assert_eq!(site.settled(0, "PAN").await, None);
    assert_eq!(site.claim_verificacion(&vera).await, None);

    let second = site.claim_verificacion(&vito).await.unwrap();
    let mut values = shown(&second, "PAN");
    values.sort();
    assert_eq!(values, ["22", "25", "27"]);
    let letter = letter_with(&second, "PAN", "25");
    site.resolve(&vito, &second.key, ShownDecision::Keep(letter))
        .await
        .unwrap();
    assert_eq!(site.settled(0, "PAN").await.as_deref(), Some("25"));
}

#[tokio::test]
async fn the_sides_keep_their_order_on_reload_and_vary_between_actas() {
    let mut orders = std::collections::BTreeSet::new();
    let site = Site::new(3).await;
    for (who, pan) in [("ana", "22"), ("beto", "27")] {
        for _ in 0..3 {
            site.capture(&capturista(who), &typed(&[("PAN", pan)]))
                .await;
        }
    }
    for n in 0..24 {
        let vera = verificador(&format!("v{n}"));
        let claimed = site.claim_verificacion(&vera).await.unwrap();
        assert_eq!(site.claim_verificacion(&vera).await.unwrap(), claimed);
        orders.insert(shown(&claimed, "PAN"));
        release_captura(&site.central, &site.ejercicio, &vera, &claimed.key)
            .await
            .unwrap();
    }
    assert_eq!(orders.len(), 2, "{orders:?}");
}

#[tokio::test]
async fn who_captured_cannot_verify_and_a_lapsed_verificacion_comes_back() {
    let site = different().await;
    assert_eq!(site.claim_verificacion(&verificador("ana")).await, None);
    let vera = verificador("vera");
    let lapsed = site.claim_verificacion(&vera).await.unwrap();
    site.clock.advance_seconds(LEASE_SECONDS);
    assert!(
        site.claim_verificacion(&verificador("vito"))
            .await
            .is_some()
    );
    let late = site
        .resolve(&vera, &lapsed.key, ShownDecision::Keep(Letter::A))
        .await;
    assert_eq!(refused(late), CapturaError::LeaseLost.into());
}

#[tokio::test]
async fn an_image_illegible_to_one_and_values_of_the_other_is_a_difference() {
    let site = Site::new(1).await;
    let ana = capturista("ana");
    let claimed = site.claim(&ana).await.unwrap();
    let who = (&ana, &claimed.key);
    report_problem(&site.central, &site.ejercicio, who, Problem::ImageIllegible)
        .await
        .unwrap();
    site.capture(&capturista("beto"), &typed(&[])).await;

    let vera = verificador("vera");
    let claimed = site.claim_verificacion(&vera).await.unwrap();
    assert!(claimed.differing.is_empty());
    let with_values = claimed
        .sides
        .iter()
        .find(|side| side.content.values().is_some())
        .unwrap();
    site.resolve(&vera, &claimed.key, ShownDecision::Keep(with_values.letter))
        .await
        .unwrap();
    assert_eq!(site.settled(0, "NULOS").await.as_deref(), Some("2"));
}

#[tokio::test]
async fn two_different_problems_may_be_answered_with_values_that_a_second_person_confirms() {
    let site = Site::new(1).await;
    for (who, problem) in [
        ("ana", Problem::ImageIllegible),
        ("beto", Problem::OtherDocumento),
    ] {
        let by = capturista(who);
        let claimed = site.claim(&by).await.unwrap();
        report_problem(&site.central, &site.ejercicio, (&by, &claimed.key), problem)
            .await
            .unwrap();
    }
    let (vera, vito) = (verificador("vera"), verificador("vito"));
    let claimed = site.claim_verificacion(&vera).await.unwrap();
    site.resolve(&vera, &claimed.key, ShownDecision::Values(typed(&[])))
        .await
        .unwrap();
    let second = site.claim_verificacion(&vito).await.unwrap();
    let own = second
        .sides
        .iter()
        .find(|side| side.content.values().is_some())
        .unwrap();
    site.resolve(&vito, &second.key, ShownDecision::Keep(own.letter))
        .await
        .unwrap();
    assert_eq!(site.settled(0, "PAN").await.as_deref(), Some("22"));
}

#[tokio::test]
async fn decisions_that_do_not_fit_are_refused_with_what_is_wrong() {
    let site = different().await;
    let vera = verificador("vera");
    let key = site.claim_verificacion(&vera).await.unwrap().key;
    let campos = |choices: Vec<(&str, ShownChoice)>| {
        let choices = choices.into_iter().map(|(id, choice)| (campo(id), choice));
        ShownDecision::Campos(choices.collect())
    };
    let typed_as = |text: &str| ShownChoice::Correct(text.to_owned());
    let undecided = refused(site.resolve(&vera, &key, campos(vec![])).await);
    let expected: CapturaError = ResolutionError::Undecided(campo("PAN")).into();
    assert_eq!(undecided, expected.into());
    for text in ["-1", "x", ""] {
        let refused = refused(
            site.resolve(&vera, &key, campos(vec![("PAN", typed_as(text))]))
                .await,
        );
        assert!(
            matches!(&refused, CapturaRefused::Campos(faults) if faults[0].campo == campo("PAN"))
        );
    }
    let wide = refused(
        site.resolve(&vera, &key, campos(vec![("PAN", typed_as("1000"))]))
            .await,
    );
    assert!(wide.to_string().contains("no cabe"), "{wide}");
    let equal = vec![("PAN", typed_as("22")), ("PRI", typed_as("1"))];
    let not_differing = refused(site.resolve(&vera, &key, campos(equal)).await);
    assert!(
        not_differing.to_string().contains("coinciden"),
        "{not_differing}"
    );
    let no_side = refused(
        site.resolve(&vera, &key, ShownDecision::Keep(Letter::C))
            .await,
    );
    assert_eq!(no_side, CapturaRefused::NoSuchSide(Letter::C));
    assert_eq!(site.events(0).await.last().unwrap(), "captura.claimed");
}

#[tokio::test]
async fn in_a_perfil_of_one_captura_a_verificador_confirms_or_corrects_it() {
    let rules = CapturaRules {
        modo: ModoCaptura::CapturaYVerificacion,
        ..CapturaRules::default()
    };
    let site = Site::with_rules(1, rules).await;
    site.capture(&capturista("ana"), &typed(&[])).await;
    assert_eq!(site.claim(&capturista("beto")).await, None);
    let vera = verificador("vera");
    let claimed = site.claim_verificacion(&vera).await.unwrap();
    assert!(claimed.is_single && claimed.sides.len() == 1);
    assert!(matches!(
        claimed.sides[0].content,
        CapturaContent::Values(_)
    ));
    site.resolve(&vera, &claimed.key, ShownDecision::Keep(Letter::A))
        .await
        .unwrap();
    assert_eq!(site.settled(0, "PAN").await.as_deref(), Some("22"));
}
