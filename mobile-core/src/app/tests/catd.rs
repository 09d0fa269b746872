//! The tablet at the CATD: bags that arrive, how far everybody is, avisos.

use std::sync::atomic::Ordering;

use prep_model::claves::BolsaLabel;
use prep_model::contract::BolsaCondition;

use super::*;
use crate::screen::Mark;

const KEEP: Intent = Intent::KeepBag(BolsaCondition::Whole);

fn label(casilla: &str) -> String {
    BolsaLabel {
        proceso: "cdmx-2024".parse().unwrap(),
        ejercicio: "simulacro-1".parse().unwrap(),
        casilla: casilla.parse().unwrap(),
    }
    .to_string()
}

fn scan(world: &World, text: &str) -> Screen {
    check(world.app.scanned(text))
}

/// At the screen of bags, with the catalogue here.
fn acopio() -> World {
    let mut world = World::entered_as("acopiador");
    world.network();
    assert_eq!(world.screen().kind, ScreenKind::Bags, "an acopiador's home");
    world
}

#[test]
fn a_bag_is_one_scan_and_one_tap_without_a_network_and_goes_with_its_moment() {
    let mut world = acopio();
    world.clock.0.fetch_add(100, Ordering::Relaxed);
    let bag = scan(&world, &label("090001B0100"));
    assert_eq!(
        (bag.kind, bag.title.as_str()),
        (ScreenKind::Bag, "Bolsa 0001 B01")
    );
    assert_eq!(bag.rows.len(), 2);
    assert_eq!(bag.primary.as_ref().unwrap().intent, KEEP);
    let scanned_at = world.clock.now();
    world.clock.0.fetch_add(5, Ordering::Relaxed);
    let next = world.act(&KEEP, &[]);
    assert_eq!((next.kind, next.tone), (ScreenKind::Bags, Tone::Good));
    assert_eq!((next.header.waiting, next.rows[0].mark), (1, Mark::Waiting));
    // Killed before it was sent.
    drop(world.app);
    world.app = App::open(platform(&world.disk, &world.clock)).unwrap();
    world.act(&Intent::ChoosePerson("p-ana".to_owned()), &[]);
    world.act(&Intent::SignIn, &[PIN]);
    world.network();
    let bolsa = world.server.bolsas().next().unwrap().clone();
    assert_eq!(bolsa.device_time.0, scanned_at, "the scan, not the tap");
    assert_eq!((bolsa.actas.len(), bolsa.seq), (2, 1));
    assert_eq!(bolsa.person.as_str(), "p-ana");
    assert_eq!(bolsa.code.unwrap().as_str(), label("090001B0100"));
    let done = world.screen();
    assert_eq!((done.header.waiting, done.rows[0].mark), (0, Mark::Done));
    let item = &world.app.queue()[0];
    assert_eq!((item.bag.as_str(), item.acta.as_str()), ("090001B0100", ""));
    assert!(world.app.receipt(item.id).is_some());
}

#[test]
fn photos_and_bags_are_one_chain_and_one_queue() {
    let mut world = World::entered_as("supervisor");
    world.network();
    world.act(&Intent::ChooseActa(GUB.to_owned()), &[]);
    world.insist(1);
    world.act(&Intent::Open(ScreenKind::Bags), &[]);
    world.act(&Intent::ReadBag, &["1 b01"]);
    world.act(&Intent::ToggleActa(ALC.to_owned()), &[]);
    world.act(&Intent::KeepBag(BolsaCondition::Open), &[]);
    let queue = world.act(&Intent::Open(ScreenKind::Queue), &[]);
    assert_eq!(queue.header.waiting, 2);
    assert!(queue.rows[0].title.contains("Bolsa 0001 B01"), "{queue:?}");
    assert!(
        queue.rows[0].detail.contains("abierta · 1 acta")
            || queue.rows[0].detail.contains("1 acta · abierta")
    );
    world.network();
    let bolsa = world.server.bolsas().next().unwrap();
    let photo = world.server.envelopes().next().unwrap();
    assert_eq!((photo.seq, bolsa.seq), (1, 2));
    assert_ne!(bolsa.prev, prep_model::contract::Sha256Digest::ZERO);
    assert_eq!(bolsa.code, None, "a person named it");
    assert_eq!(world.screen().header.waiting, 0);
}

#[test]
fn what_is_wrong_with_a_bag_is_said_and_it_can_be_received_all_the_same() {
    let mut world = acopio();
    let foreign = scan(&world, "https://example.org");
    assert_eq!(
        (foreign.kind, foreign.tone),
        (ScreenKind::Bags, Tone::Warning)
    );
    let damaged = scan(&world, &label("090001B0100").replace("0001", "0002"));
    assert!(damaged.message.contains("dañada"), "{}", damaged.message);
    let other_run = label("090001B0100").parse::<BolsaLabel>().unwrap();
    let other_run = BolsaLabel {
        ejercicio: "oficial".parse().unwrap(),
        ..other_run
    };
    let said = scan(&world, &other_run.to_string());
    assert!(said.message.contains("otro ejercicio"), "{}", said.message);
    let unknown = scan(&world, "099999B0100");
    assert!(unknown.message.contains("no está en el catálogo"));
    let elsewhere = scan(&world, "090001C0100");
    assert_eq!(
        (elsewhere.kind, elsewhere.tone),
        (ScreenKind::Bag, Tone::Warning)
    );
    assert!(
        elsewhere.message.contains("Distrito 9"),
        "{}",
        elsewhere.message
    );
    let kept = world.act(&KEEP, &[]);
    // The camera still looks at it: nothing happens.
    assert_eq!(scan(&world, "090001C0100"), kept);
    world.clock.0.fetch_add(10, Ordering::Relaxed);
    let twice = scan(&world, "090001C0100");
    assert!(twice.message.contains("ya se recibió"), "{}", twice.message);
    world.act(&Intent::Back, &[]);
    scan(&world, &label("090001B0100"));
    for acta in [GUB, ALC] {
        world.act(&Intent::ToggleActa(acta.to_owned()), &[]);
    }
    assert!(world.screen().message.contains("vacía"));
    let empty = world.act(&Intent::KeepBag(BolsaCondition::Damaged), &[]);
    assert!(empty.message.contains("SIN actas"), "{}", empty.message);
    scan(&world, "090001C0100");
    world.act(&KEEP, &[]);
    world.network();
    let screen = world.screen();
    assert!(
        screen.rows[0].detail.contains("2 ya recibidas antes"),
        "{screen:?}"
    );
    assert_eq!(world.server.bolsas().count(), 3);
}

#[test]
fn a_bag_that_waits_can_be_taken_back_and_a_full_disk_keeps_it_on_the_screen() {
    let mut world = acopio();
    scan(&world, &label("090001B0100"));
    world.disk.set_capacity(Some(world.disk.used()));
    let full = world.act(&KEEP, &[]);
    assert_eq!((full.kind, full.tone), (ScreenKind::Bag, Tone::Bad));
    assert!(full.message.contains("NO se guardó"), "{}", full.message);
    world.disk.set_capacity(None);
    world.act(&KEEP, &[]);
    let queue = world.act(&Intent::Open(ScreenKind::Queue), &[]);
    let recall = queue.rows[0].intent.clone().unwrap();
    let back = world.act(&recall, &[]);
    assert_eq!((back.kind, back.header.waiting), (ScreenKind::Bags, 0));
    world.network();
    assert_eq!(world.server.bolsas().count(), 0);
}

#[test]
fn a_cael_receives_no_bags() {
    let world = World::entered();
    let home = world.screen();
    let opens = |to: ScreenKind| home.others.iter().any(|one| one.intent == Intent::Open(to));
    assert!(!opens(ScreenKind::Bags) && !opens(ScreenKind::Progress));
    world.act(&Intent::Open(ScreenKind::Bags), &[]);
    let refused = world.act(&Intent::ReadBag, &["090001B0100"]);
    assert_eq!(refused.tone, Tone::Warning);
    world.act(&KEEP, &[]);
    assert_eq!(world.screen().header.waiting, 0);
}

#[test]
fn the_progress_of_the_catd_is_kept_with_its_age() {
    let mut world = World::entered_as("supervisor");
    let first = world.act(&Intent::Open(ScreenKind::Progress), &[]);
    assert!(first.message.contains("hace falta conexión"));
    world.network();
    let told = world.screen();
    assert!(told.message.contains("0 de 1 bolsas"), "{}", told.message);
    let [silent, alive, casilla] = told.rows.as_slice() else {
        panic!("{told:?}")
    };
    assert_eq!((silent.mark, alive.mark), (Mark::Problem, Mark::Done));
    assert!(
        silent.detail.contains("en silencio, hace 1 h"),
        "{silent:?}"
    );
    assert!(silent.detail.contains("4 por enviar"), "{silent:?}");
    assert_eq!(
        (casilla.title.as_str(), casilla.mark),
        ("0001 B01", Mark::Missing)
    );
    world.clock.0.fetch_add(1_800, Ordering::Relaxed);
    drop(world.app);
    world.app = App::open(platform(&world.disk, &world.clock)).unwrap();
    world.act(&Intent::ChoosePerson("p-ana".to_owned()), &[]);
    world.act(&Intent::SignIn, &[PIN]);
    let later = world.act(&Intent::Open(ScreenKind::Progress), &[]);
    assert!(later.message.contains("hace 30 min"), "{}", later.message);
    // And the server hears who holds the tablet and how much is in it.
    world.network();
    let report = world.server.report().unwrap();
    assert_eq!(report.person.as_ref().unwrap().as_str(), "p-ana");
    assert_eq!(report.waiting, 0);
}

#[test]
fn an_aviso_is_read_and_acknowledged_without_a_network_and_told_when_there_is_one() {
    let mut world = World::entered();
    let text = "Suspendan el envío de paquetes del distrito 9 hasta nueva indicación. ".repeat(5);
    world.server.add_aviso(text.trim());
    world.app.poll();
    world.network();
    let home = world.screen();
    assert_eq!(
        (home.header.unread, home.header.unread_text.as_str()),
        (1, "1 aviso sin leer")
    );
    let list = world.act(&Intent::Open(ScreenKind::Messages), &[]);
    let one = world.act(list.rows[0].intent.as_ref().unwrap(), &[]);
    assert_eq!(one.kind, ScreenKind::Message);
    let told: Vec<_> = one.rows.iter().map(|row| row.title.clone()).collect();
    assert_eq!(told.join(" "), text.trim(), "whole, in rows");
    let known = world.act(&one.primary.unwrap().intent, &[]);
    assert_eq!(
        (known.header.unread, known.rows[0].mark),
        (0, Mark::Waiting)
    );
    // Killed before the server heard of it.
    drop(world.app);
    world.app = App::open(platform(&world.disk, &world.clock)).unwrap();
    assert!(world.server.acuses().is_empty());
    world.network();
    assert_eq!(world.server.acuses(), ["p-ana 1"]);
    world.act(&Intent::ChoosePerson("p-ana".to_owned()), &[]);
    world.act(&Intent::SignIn, &[PIN]);
    world.network();
    let list = world.act(&Intent::Open(ScreenKind::Messages), &[]);
    assert_eq!((list.tone, list.rows[0].mark), (Tone::Good, Mark::Done));
    world.network();
    assert_eq!(world.server.acuses().len(), 1, "once");
}
