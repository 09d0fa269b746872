//! Whether the tablet is fit for the night, as far as this crate can tell; camera, battery and
//! network card are the platform's to add.

use prep_model::time::Timestamp;

use super::{Platform, Ready};
use crate::disk::write_whole;
use crate::screen::{Intent, Mark, Screen, ScreenKind, Tone, ago};

const PROBE: &str = "prueba.tmp-espacio";
/// Room that a night of photos with their frames wants at the least, in bytes.
const PROBE_BYTES: usize = 4 << 20;
/// A clock that is off by more than this is told, in milliseconds.
const CLOCK_MS: u64 = 60_000;

impl Ready {
    /// Writes a file of a frame's size, signs, and looks at clock and catalogue. Touches disk.
    pub(super) fn self_test(&mut self, platform: &Platform) {
        let written = write_whole(&*platform.disk, PROBE, &vec![0; PROBE_BYTES]);
        let removed = platform.disk.remove(PROBE);
        let storage = written.and(removed).map_err(|error| error.to_string());
        let signed = platform.signer.sign(b"prueba de la tableta");
        self.tested = Some(Tested {
            storage,
            key: signed.map(|_| ()).map_err(|error| error.to_string()),
        });
    }

    pub(super) fn self_test_screen(&self, now: Timestamp) -> Screen {
        let mut screen = Screen::new(ScreenKind::SelfTest, "Autoprueba");
        let mut fit = true;
        let mut add = |screen: Screen, title: &str, outcome: Result<String, String>| {
            fit &= outcome.is_ok();
            match outcome {
                Ok(text) => screen.row(Mark::Done, title, &text, None),
                Err(text) => screen.row(Mark::Problem, title, &text, None),
            }
        };
        if let Some(tested) = &self.tested {
            let storage = tested
                .storage
                .clone()
                .map(|()| "se puede escribir".to_owned());
            screen = add(screen, "Almacenamiento", storage);
            screen = add(
                screen,
                "Llave",
                tested.key.clone().map(|()| "firma".to_owned()),
            );
        }
        screen = add(screen, "Reloj", self.clock_text(now));
        let catalogo = match self.casillas.iter().count() {
            0 => Err("aún no llega; hace falta conexión".to_owned()),
            count => Ok(format!("{count} casillas")),
        };
        screen = add(screen, "Catálogo", catalogo);
        let server = match self.uploader.trouble() {
            Some(trouble) => Err(trouble.to_owned()),
            None => Ok("sin problemas".to_owned()),
        };
        screen = add(screen, "Servidor", server);
        let (tone, text) = if fit {
            (Tone::Good, "La tableta está lista.")
        } else {
            (
                Tone::Warning,
                "Hay algo que atender; avise a su supervisor.",
            )
        };
        screen
            .saying(tone, text)
            .primary("Probar otra vez", Intent::Open(ScreenKind::SelfTest))
            .other("Mis casillas", Intent::Open(ScreenKind::Casillas))
    }

    /// How far the clock was from the server's, when it was last measured.
    fn clock_text(&self, now: Timestamp) -> Result<String, String> {
        let clock = &self.uploader.device().origin.clock;
        let Some(measured) = clock.measured_at else {
            return Err("no se ha comparado con el del servidor".to_owned());
        };
        let seconds = clock.offset_ms.unsigned_abs() / 1000;
        let age = ago(measured.0, now);
        if clock.offset_ms.unsigned_abs() > CLOCK_MS {
            return Err(format!("difiere {seconds} s del servidor, {age}; ajústelo"));
        }
        Ok(format!("a {seconds} s del servidor, {age}"))
    }
}

/// What the last self-test found.
#[derive(Debug, Clone)]
pub(super) struct Tested {
    storage: Result<(), String>,
    key: Result<(), String>,
}
