//! What goes wrong around the tablet, and what its screens say of it.

use std::sync::atomic::Ordering;

use prep_model::contract::{Problem, ProblemType};

use super::*;

#[test]
fn a_full_disk_keeps_the_photo_on_review_and_says_so() {
    let world = World::entered();
    world.act(&Intent::ChooseActa(GUB.to_owned()), &[]);
    check(world.app.photograph(jpeg(1, 320, 240)));
    world.act(&Intent::Repeat, &[]);
    check(world.app.photograph(jpeg(1, 320, 240)));
    world.disk.set_capacity(Some(world.disk.used()));
    let full = world.act(&Intent::Insist, &[]);
    assert_eq!((full.kind, full.tone), (ScreenKind::Review, Tone::Bad));
    assert!(full.message.contains("NO se guardó"), "{}", full.message);
    world.disk.set_capacity(None);
    assert_eq!(world.act(&Intent::Insist, &[]).kind, ScreenKind::Kept);
}

#[test]
fn a_file_that_is_no_photo_says_why_and_the_camera_stays() {
    let world = World::entered();
    world.act(&Intent::ChooseActa(GUB.to_owned()), &[]);
    let screen = check(world.app.photograph(b"\x89PNG\r\n\x1a\n".to_vec()));
    assert_eq!((screen.kind, screen.tone), (ScreenKind::Camera, Tone::Bad));
    assert!(screen.message.contains("JPEG"), "{}", screen.message);
}

#[test]
fn the_self_test_says_what_is_wrong_with_the_tablet() {
    let world = World::entered();
    let fit = world.act(&Intent::Open(ScreenKind::SelfTest), &[]);
    assert_eq!(fit.tone, Tone::Good, "{fit:?}");
    world.disk.set_capacity(Some(world.disk.used()));
    let full = world.act(&Intent::Open(ScreenKind::SelfTest), &[]);
    assert_eq!(full.tone, Tone::Warning);
    assert_eq!(full.rows[0].mark, crate::screen::Mark::Problem, "{full:?}");
}

#[test]
fn a_captive_portal_is_told_and_nothing_is_lost() {
    let mut world = World::entered();
    world.act(&Intent::ChooseActa(GUB.to_owned()), &[]);
    world.insist(1);
    let Action::Request(request) = world.app.next_action() else {
        panic!("there is something to send")
    };
    let page = HttpResponse {
        status: 200,
        headers: vec![("Content-Type".to_owned(), "text/html".to_owned())],
        body: b"<html>Inicie sesi\xc3\xb3n</html>".to_vec(),
    };
    world.app.on_response(request.ticket, &page);
    let screen = world.screen();
    assert!(
        screen.header.trouble.contains("iniciar sesión"),
        "{screen:?}"
    );
    assert_eq!(screen.header.waiting, 1);
    world.app.network_is_back();
    world.network();
    assert_eq!(world.server.stored_count(), 1);
}

#[test]
fn a_clock_that_jumps_a_day_either_way_delays_nothing_for_long() {
    for jump in [-86_400, 86_400] {
        let mut world = World::entered();
        world.act(&Intent::ChooseActa(GUB.to_owned()), &[]);
        world.insist(1);
        let Action::Request(request) = world.app.next_action() else {
            panic!("there is something to send")
        };
        world.app.on_transport_error(request.ticket, "sin red");
        world.clock.0.fetch_add(jump, Ordering::Relaxed);
        assert!(!world.screen().header.waiting_text.contains('-'));
        let before = world.clock.0.load(Ordering::Relaxed);
        // The server's own clock does not jump; the tablet's is what `network` waits by.
        world.network();
        assert_eq!(world.server.stored_count(), 1);
        let waited = world.clock.0.load(Ordering::Relaxed) - before;
        assert!(waited < 600, "{waited} s");
    }
}

#[test]
fn a_revoked_tablet_frees_what_was_delivered_and_keeps_what_was_not() {
    let mut world = World::entered();
    world.act(&Intent::ChooseActa(GUB.to_owned()), &[]);
    world.insist(1);
    world.network();
    world.act(&Intent::ChooseActa(ALC.to_owned()), &[]);
    world.insist(2);
    let (waiting, sent) = (world.app.queue()[0].id, world.app.queue()[1].id);
    let Action::Request(request) = world.app.next_action() else {
        panic!("there is something to send")
    };
    let problem = Problem::new(ProblemType::RevokedDevice);
    let answer = HttpResponse {
        status: 403,
        headers: Vec::new(),
        body: problem.to_json().into_bytes(),
    };
    world.app.on_response(request.ticket, &answer);
    assert!(world.screen().message.contains("dada de baja"));
    let files: Vec<_> = world
        .disk
        .list()
        .unwrap()
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let has = |id: DigitalizacionId, end: &str| files.contains(&format!("{id}.{end}"));
    assert!(has(waiting, "jpg") && has(waiting, "jws") && has(waiting, "cuadro"));
    assert!(has(sent, "jws") && has(sent, "acuse"));
    assert!(!has(sent, "jpg") && !has(sent, "cuadro"));
    // And it opens again: an image that was freed is not one that is missing.
    drop(world.app);
    world.app = App::open(platform(&world.disk, &world.clock)).unwrap();
    assert_eq!(world.screen().tone, Tone::Neutral);
    assert_eq!(world.app.queue().len(), 2);
}

#[test]
fn without_a_line_nobody_new_comes_in_and_is_told() {
    let world = World::entered();
    world.act(&Intent::SignOut, &[]);
    world.act(&Intent::Open(ScreenKind::SignIn), &[]);
    world.act(&Intent::SignIn, &["luis", "otra frase larga"]);
    let Action::Request(request) = world.app.next_action() else {
        panic!("the server is asked")
    };
    assert!(request.url.ends_with("/v1/personas"), "{}", request.url);
    world.app.on_transport_error(request.ticket, "sin red");
    let screen = world.screen();
    assert_eq!((screen.kind, screen.tone), (ScreenKind::SignIn, Tone::Bad));
    assert!(
        screen.message.contains("sin conexión"),
        "{}",
        screen.message
    );
}

#[test]
fn a_frame_of_noise_shows_no_sheet_and_no_label() {
    let world = World::entered();
    let aim = world.app.preview(&vec![128; 320 * 240], 320, 240, 320);
    assert!(!aim.ready && aim.corners.is_empty() && aim.label.is_empty());
    assert!(!world.app.preview(&[0; 10], 320, 240, 320).ready);
}
