use super::EjercicioState as S;
use super::*;
use crate::machines::testing::*;
use crate::people::Role;

const EMPTY: Holdings = Holdings {
    digitalizaciones: 0,
    arrived: 0,
    capturas: 0,
    cortes: 0,
};

fn admin() -> Person {
    person("adm", Role::Administrador)
}

fn created() -> Ejercicio {
    next(Ejercicio::create(crate::machines::testing::ejercicio(), &admin(), at(0)).unwrap())
}

fn attested() -> Ejercicio {
    next(
        created()
            .attest(&admin(), EMPTY, 40_552, digest("proceso"), at(1))
            .unwrap(),
    )
}

fn open() -> Ejercicio {
    next(attested().open(&coordinador(), EMPTY, at(2)).unwrap())
}

fn closing() -> Ejercicio {
    next(open().begin_closing(&coordinador(), why(), at(3)).unwrap())
}

fn closed() -> Ejercicio {
    next(
        closing()
            .close(&coordinador(), 73, digest("manifest"), at(4))
            .unwrap(),
    )
}

/// Created --> PuestaEnCeros: attest
#[test]
fn created_to_puesta_en_ceros() {
    assert_in!(attested(), S::PuestaEnCeros);
    let held = Holdings {
        capturas: 1,
        ..EMPTY
    };
    let refused = created().attest(&admin(), held, 40_552, digest("proceso"), at(1));
    assert_eq!(refused, Err(EjercicioError::NotEmpty(held)));
}

/// PuestaEnCeros --> Created: void
#[test]
fn puesta_en_ceros_to_created() {
    assert_in!(
        next(attested().void(&admin(), why(), at(2)).unwrap()),
        S::Created
    );
}

/// PuestaEnCeros --> Open: open
#[test]
fn puesta_en_ceros_to_open() {
    assert!(open().is_open() && !attested().is_open());
    let held = Holdings {
        digitalizaciones: 1,
        ..EMPTY
    };
    assert_eq!(
        attested().open(&coordinador(), held, at(2)),
        Err(EjercicioError::NotEmpty(held))
    );
    let same = Person {
        role: Role::Coordinador,
        ..admin()
    };
    assert_eq!(
        attested().open(&same, EMPTY, at(2)),
        Err(EjercicioError::SamePerson)
    );
}

/// Open --> Closing: begin_closing
#[test]
fn open_to_closing() {
    assert_in!(closing(), S::Closing);
}

/// Closing --> Open: resume
#[test]
fn closing_to_open() {
    assert_in!(
        next(closing().resume(&coordinador(), why(), at(4)).unwrap()),
        S::Open
    );
}

/// Closing --> Closed: close
#[test]
fn closing_to_closed() {
    assert_in!(closed(), S::Closed);
    assert_eq!(
        open().close(&coordinador(), 73, digest("manifest"), at(4)),
        Err(EjercicioError::NotNow)
    );
}

/// Closed --> Archived: archive
#[test]
fn closed_to_archived() {
    assert_in!(
        next(
            closed()
                .archive(&admin(), digest("archive"), at(5))
                .unwrap()
        ),
        S::Archived
    );
}

#[test]
fn a_closed_ejercicio_never_opens() {
    assert!(closed().resume(&coordinador(), why(), at(9)).is_err());
    assert!(closed().open(&coordinador(), EMPTY, at(9)).is_err());
    assert!(
        closed()
            .begin_closing(&coordinador(), why(), at(9))
            .is_err()
    );
}
