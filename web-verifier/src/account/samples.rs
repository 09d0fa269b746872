//! Pages of one's own account and of the second step of the door.

use super::second_factor::{RecoveryPage, SecondFactorPage, Stage};
use super::{AccountPage, SessionLine};
use crate::every_page::{Sample, asset, frame, page, simulacro};
use crate::forms::Faults;
use crate::login::CodePage;
use crate::qr::Qr;

pub(crate) fn all() -> Vec<Sample> {
    const FACTOR: &str = "account/second_factor.html";
    let factor = |stage, faults| SecondFactorPage {
        frame: frame(simulacro(), Some("Ana")),
        style: asset("administracion-estilo"),
        stage,
        faults,
    };
    let setting_up = || Stage::SettingUp {
        secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned(),
        qr: Qr::of("otpauth://totp/PREP:ana?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
    };
    let since = Stage::Since {
        at: "02/06/2024 20:00".to_owned(),
        left: 7,
    };
    let mut faults = Faults::at("codigo", "el código no es correcto");
    faults.add("contrasena", "la contraseña no es correcta");
    let recovery = RecoveryPage {
        frame: frame(simulacro(), Some("Ana")),
        style: asset("administracion-estilo"),
        codes: vec!["abcd-efgh-jkmn-pqrs".to_owned(); 8],
    };
    let code = |faults| CodePage {
        frame: frame(simulacro(), None),
        faults,
    };
    let wrong = Faults::at("codigo", "el código no es correcto");
    let session = |is_own| SessionLine {
        is_own,
        opened: "02/06/2024 20:00".to_owned(),
        seen: "02/06/2024 23:59".to_owned(),
    };
    let account = AccountPage {
        frame: frame(simulacro(), Some("Ana")),
        notice: String::new(),
        lines: vec![("Rol", "Capturista".to_owned())],
        sessions: vec![session(true), session(false)],
    };
    vec![
        page("account/account.html", "two sessions", &account),
        page(FACTOR, "none", &factor(Stage::None, Faults::default())),
        page(
            FACTOR,
            "setting up",
            &factor(setting_up(), Faults::default()),
        ),
        page(FACTOR, "faults", &factor(setting_up(), faults)),
        page(FACTOR, "since", &factor(since, Faults::default())),
        page("account/recovery.html", "eight", &recovery),
        page("login/code.html", "empty", &code(Faults::default())),
        page("login/code.html", "faults", &code(wrong)),
    ]
}
