//! One fact each.

use super::*;

const ACTA: &str = "GUB/090001B0100/A02";

#[test]
fn a_photo_takes_a_token_a_registration_and_one_request_for_its_bytes() {
    let mut world = World::new(1);
    let id = world.capture(ACTA, 64);
    world.finish();
    // The first token request only learns the nonce.
    assert_eq!(world.methods(), ["POST", "POST", "PUT", "PATCH"]);
    assert!(world.item(id).is_delivered());
    world.check();
    world.requests.clear();
    world.capture(ACTA, 64);
    world.finish();
    assert_eq!(world.methods(), ["PUT", "PATCH"]);
}

#[test]
fn after_a_cut_the_server_is_asked_and_nothing_is_sent_twice() {
    let mut world = World::new(1);
    let id = world.capture(ACTA, 640);
    let size = world.photos[0].1.len();
    for _ in 0..3 {
        world.turn(None);
    }
    world.turn(Some(&Fault::CutBody(20_000)));
    world.finish();
    assert_eq!(world.methods()[3..], ["PATCH", "GET", "PATCH"]);
    assert!(world.item(id).is_delivered());
    assert_eq!(world.server.bytes_in, u64::try_from(size).unwrap());
    world.check();
}

#[test]
fn after_a_restart_sending_goes_on_where_the_server_stands() {
    let mut world = World::new(1);
    world.capture(ACTA, 640);
    for _ in 0..3 {
        world.turn(None);
    }
    world.turn(Some(&Fault::CutBody(20_000)));
    world.restart(true);
    world.requests.clear();
    world.finish();
    // The capability needs no token.
    assert_eq!(world.methods(), ["GET", "PATCH"]);
    assert_eq!(
        world.server.bytes_in,
        u64::try_from(world.photos[0].1.len()).unwrap()
    );
}

#[test]
fn a_lost_receipt_is_asked_for_and_the_bytes_are_not_sent_again() {
    let mut world = World::new(1);
    let id = world.capture(ACTA, 64);
    for _ in 0..3 {
        world.turn(None);
    }
    world.turn(Some(&Fault::DropResponse));
    assert!(!world.item(id).is_delivered());
    world.finish();
    assert_eq!(world.methods()[3..], ["PATCH", "GET"]);
    world.check();
}

#[test]
fn a_request_that_was_never_answered_is_followed_by_a_question() {
    let mut world = World::new(1);
    world.capture(ACTA, 64);
    for _ in 0..3 {
        world.turn(None);
    }
    let now = world.now;
    let Action::Request(lost) = world.uploader().next_action(now) else {
        panic!()
    };
    assert_eq!(lost.method, "PATCH");
    let Action::Request(next) = world.uploader().next_action(now) else {
        panic!()
    };
    assert_eq!(next.method, "GET");
    // The answer to the first one comes late and changes nothing.
    let answer = HttpResponse {
        status: 200,
        ..HttpResponse::default()
    };
    assert_eq!(
        world.uploader().on_response(now, lost.ticket, &answer),
        Report::Quiet
    );
    assert_eq!(
        world.perform(&next, None),
        Report::Progress {
            id: world.photos[0].0,
            offset: 0
        }
    );
    world.finish();
    world.check();
}

#[test]
fn expired_tokens_stale_nonces_and_lost_uploads_cost_a_request_and_no_wait() {
    for fault in [Fault::TokensEnd, Fault::NonceChanges, Fault::UploadsExpire] {
        let mut world = World::new(1);
        world.capture(ACTA, 64);
        for _ in 0..2 {
            world.turn(None);
        }
        world.turn(Some(&fault));
        if fault == Fault::UploadsExpire {
            world.turn(Some(&fault));
        }
        let before = world.now;
        world.finish();
        let requests = i64::try_from(world.requests.len() - 3).unwrap();
        assert!(
            world.now.micros_since(before) <= requests * 300_000,
            "{fault:?} made it wait"
        );
        world.check();
    }
}

#[test]
fn a_login_page_means_later_whatever_its_status() {
    for status in [200, 302, 403, 404, 451, 511] {
        let mut world = World::new(1);
        let id = world.capture(ACTA, 64);
        for _ in 0..6 {
            let report = world.turn(Some(&Fault::LoginPage(status)));
            assert!(!matches!(
                report,
                Some(Report::Rejected(..) | Report::Delivered(_))
            ));
        }
        assert!(
            world
                .uploader()
                .trouble()
                .unwrap()
                .contains("iniciar sesión")
        );
        assert!(world.item(id).is_waiting());
        world.finish();
        world.check();
    }
}

#[test]
fn what_can_only_fail_again_is_kept_with_its_reason_and_the_others_go_on() {
    let mut world = World::new(1);
    let (first, second) = (world.capture(ACTA, 64), world.capture(ACTA, 64));
    world.turn(None);
    world.turn(None);
    let report = world.turn(Some(&Fault::Problem(ProblemType::EjercicioClosed)));
    let Some(Report::Rejected(id, reason)) = report else {
        panic!("{report:?}")
    };
    assert_eq!(id, first);
    assert!(reason.as_str().contains("cerrado"));
    world.finish();
    assert!(world.item(second).is_delivered());
    assert_eq!(world.uploader().outbox().summary().rejected, 1);
    assert!(world.uploader().outbox().image(first).is_ok());
    // A person may want it tried again.
    let by = Person {
        id: PersonId::new("supervisor-1").unwrap(),
        role: Role::Supervisor,
    };
    let (why, now) = (Reason::new("se abrió otra vez").unwrap(), world.now);
    let outbox = world.uploader().outbox_mut();
    outbox.retry(first, &by, why, now).unwrap();
    world.finish();
    world.check();
}

#[test]
fn every_problem_leaves_the_photo_on_the_device_and_none_but_a_receipt_delivers_it() {
    for kind in ProblemType::ALL {
        for step in 0..4 {
            let mut world = World::new(1);
            let id = world.capture(ACTA, 64);
            for _ in 0..step {
                world.turn(None);
            }
            world.turn(Some(&Fault::Problem(*kind)));
            assert!(!world.item(id).is_delivered(), "{kind:?} at step {step}");
            assert!(world.uploader().outbox().image(id).is_ok());
            if world.item(id).is_waiting() {
                world.finish();
                assert!(world.item(id).is_delivered(), "{kind:?} at step {step}");
            }
        }
    }
}

#[test]
fn a_forged_receipt_delivers_nothing() {
    let mut world = World::new(1);
    let id = world.capture(ACTA, 64);
    for _ in 0..3 {
        world.turn(None);
    }
    world.turn(Some(&Fault::ForgedReceipt));
    assert!(world.item(id).is_waiting());
    assert!(world.uploader().trouble().unwrap().contains("no verifica"));
    world.finish();
    assert!(world.item(id).is_delivered());
    world.check();
}

#[test]
fn a_photo_that_was_damaged_on_the_device_is_rejected_and_not_sent_for_ever() {
    let mut world = World::new(1);
    let id = world.capture(ACTA, 64);
    world.disk.damage(&format!("{id}.jpg"), 400, 0xaa);
    world.finish();
    let OutboxState::Rejected { reason, .. } = world.item(id).state().clone() else {
        panic!()
    };
    assert!(reason.as_str().contains("se dañó"));
}

#[test]
fn upload_addresses_of_strangers_get_no_bytes() {
    let mut world = World::new(1);
    let id = world.capture(ACTA, 64);
    for _ in 0..2 {
        world.turn(None);
    }
    let now = world.now;
    let Action::Request(request) = world.uploader().next_action(now) else {
        panic!()
    };
    let body = format!(
        r#"{{"id":"{id}","state":"receiving","upload":{{"url":"http://127.0.0.1:9/x","offset":0,
        "length":{},"expires_at":"2024-06-03T02:00:00.000000Z"}},"receipt":null}}"#,
        world.photos[0].1.len()
    );
    let response = HttpResponse {
        status: 200,
        headers: Vec::new(),
        body: body.into_bytes(),
    };
    let report = world.uploader().on_response(now, request.ticket, &response);
    assert!(matches!(report, Report::RetryLater { .. }), "{report:?}");
    assert_eq!(*world.item(id).state(), OutboxState::Queued { attempts: 0 });
}

#[test]
fn actas_of_one_casilla_go_together_the_oldest_first() {
    let mut world = World::new(1);
    let b = "GUB/090002B0100/A02";
    let order = [ACTA, b, ACTA, b].map(|acta| world.capture(acta, 16));
    let mut delivered = Vec::new();
    while let Some(report) = world.turn(None) {
        if let Report::Delivered(id) = report {
            delivered.push(id);
        }
    }
    assert_eq!(delivered, [order[0], order[2], order[1], order[3]]);
}

#[test]
fn retry_after_is_respected_and_a_clock_set_back_does_not_stop_the_queue() {
    let mut world = World::new(1);
    world.capture(ACTA, 16);
    let now = world.now;
    let Action::Request(request) = world.uploader().next_action(now) else {
        panic!()
    };
    let busy = HttpResponse {
        status: 429,
        headers: vec![("Retry-After".to_owned(), "120".to_owned())],
        body: prep_model::contract::Problem::new(ProblemType::TooManyRequests)
            .to_json()
            .into(),
    };
    world.uploader().on_response(now, request.ticket, &busy);
    let Action::WaitUntil(until) = world.uploader().next_action(now) else {
        panic!()
    };
    assert!(until.micros_since(now) >= 120_000_000);
    world.now = night(-86_400);
    world.finish();
    world.check();
}

#[test]
fn a_wrong_clock_is_measured_by_the_answers_and_told_in_the_next_envelope() {
    let mut world = World::new(1);
    // The device's clock jumps an hour ahead after enrolling: its assertions are refused once.
    let mut device = Device::load(&world.disk).unwrap().unwrap();
    device.origin.clock.offset_ms = 3_600_000;
    device.save(&world.disk).unwrap();
    world.restart(false);
    world.capture(ACTA, 16);
    world.finish();
    world.check();
    let clock = world.uploader().device().origin.clock;
    assert!(clock.offset_ms.abs() < 2_000, "{clock:?}");
    assert_eq!(
        Device::load(&world.disk).unwrap().unwrap().origin.clock,
        clock
    );
    let id = world.capture(ACTA, 16);
    assert_eq!(
        world
            .uploader()
            .outbox()
            .envelope(id)
            .unwrap()
            .envelope()
            .clock,
        clock
    );
}

#[test]
fn the_catalogue_comes_once_and_is_kept_with_its_tag() {
    let mut world = World::new(1);
    world.uploader().refresh_catalogo();
    world.finish();
    let kept = Catalogo::load(&world.disk).unwrap().unwrap();
    assert!(kept.etag.is_some());
    world.uploader().refresh_catalogo();
    assert_eq!(world.turn(None), Some(Report::CatalogoCurrent));
    assert_eq!(Catalogo::load(&world.disk).unwrap(), Some(kept));
}

#[test]
fn a_full_disk_delays_a_receipt_and_loses_none() {
    let mut world = World::new(1);
    let id = world.capture(ACTA, 64);
    for _ in 0..3 {
        world.turn(None);
    }
    world.disk.set_capacity(Some(0));
    world.turn(None);
    assert!(world.item(id).is_waiting());
    assert!(world.uploader().trouble().unwrap().contains("espacio"));
    world.disk.set_capacity(None);
    world.finish();
    world.check();
}
