//! Who holds the tablet: by password through the server the first time, then by PIN.

use prep_model::contract::{DeviceRole, PersonId};
use prep_model::people::Person;
use prep_model::time::Timestamp;
use serde_json::json;

use super::{Platform, Ready};
use crate::people::{Entered, Known, check_new_pin};
use crate::screen::{Input, Intent, Mark, Screen, ScreenKind, Tone};
use crate::uploader::Errand;

/// How far somebody is with coming in.
#[derive(Debug, Clone, Default)]
pub(super) enum Door {
    /// One of those known here, or somebody new.
    #[default]
    List,
    /// User and password are being typed.
    Password,
    /// The server was asked about this user.
    Asking(String),
    /// The server knows them; their PIN is being chosen.
    NewPin {
        /// What the server said.
        entered: Entered,
        /// The user they typed.
        user: String,
    },
    /// The PIN of this person is being typed.
    Pin(PersonId),
    /// They are in.
    Inside(Person),
}

impl Ready {
    /// Who holds the tablet.
    pub(super) fn person(&self) -> Option<&Person> {
        match &self.door {
            Door::Inside(person) => Some(person),
            _ => None,
        }
    }

    /// What is known here of whoever holds the tablet.
    pub(super) fn known(&self) -> Option<&Known> {
        self.people.find(&self.person()?.id)
    }

    /// What a person does before they are in.
    pub(super) fn knock(
        &mut self,
        intent: &Intent,
        fields: &[String],
        platform: &Platform,
        now: Timestamp,
    ) {
        let field = |n: usize| fields.get(n).map_or("", String::as_str);
        match intent {
            Intent::Open(ScreenKind::SignIn) => self.door = Door::Password,
            Intent::Open(_) | Intent::Back | Intent::SignOut => self.door = Door::List,
            Intent::ChoosePerson(id) => match id.parse() {
                Ok(person) => self.door = Door::Pin(person),
                Err(_) => self.door = Door::List,
            },
            Intent::SignIn => match self.door.clone() {
                Door::Pin(person) => self.try_pin(&person, field(0), platform, now),
                _ => self.ask_server(field(0), field(1)),
            },
            Intent::SetPin => self.set_pin(field(0), field(1), platform, now),
            Intent::SendNow => self.uploader.retry_now(),
            _ => {}
        }
    }

    fn ask_server(&mut self, user: &str, password: &str) {
        let user = user.trim();
        if user.is_empty() || password.is_empty() {
            let text = "Escriba su usuario y su contraseña.";
            return self.flow.say(Tone::Warning, text);
        }
        self.uploader.ask(Errand {
            method: "POST",
            path: "/v1/personas",
            body: Some(json!({"user": user, "password": password}).to_string()),
        });
        self.door = Door::Asking(user.to_owned());
    }

    /// Looks whether the server has said who it is.
    pub(super) fn hear(&mut self) {
        let Some(outcome) = self.uploader.take_outcome() else {
            return;
        };
        let Door::Asking(user) = self.door.clone() else {
            return;
        };
        let entered = outcome.and_then(|answer| {
            serde_json::from_slice::<Entered>(&answer.body)
                .map_err(|_| "respondió otro equipo en lugar del servidor".to_owned())
        });
        match entered {
            Ok(entered) => self.door = Door::NewPin { entered, user },
            Err(why) => {
                self.door = Door::Password;
                self.flow.say(Tone::Bad, why);
            }
        }
    }

    fn set_pin(&mut self, pin: &str, again: &str, platform: &Platform, now: Timestamp) {
        let Door::NewPin { entered, user } = self.door.clone() else {
            return;
        };
        if let Err(fault) = check_new_pin(pin, again) {
            return self.flow.say(Tone::Warning, fault.to_string());
        }
        let person = entered.person.clone();
        let (disk, entropy) = (&*platform.disk, &*platform.entropy);
        match self.people.keep(disk, entered, &user, pin, entropy, now) {
            Ok(()) => self.let_in(&person),
            Err(error) => self.flow.say(Tone::Bad, error.to_string()),
        }
    }

    fn try_pin(&mut self, person: &PersonId, pin: &str, platform: &Platform, now: Timestamp) {
        match self.people.unlock(&*platform.disk, person, pin, now) {
            Ok(_) => self.let_in(person),
            Err(error) => {
                if self
                    .people
                    .with_pin(now)
                    .all(|known| known.person != *person)
                {
                    self.door = Door::Password;
                }
                self.flow.say(Tone::Bad, error.to_string());
            }
        }
    }

    fn let_in(&mut self, person: &PersonId) {
        if let Some(known) = self.people.find(person).cloned() {
            self.door = Door::Inside(known.who());
            // Whoever takes the tablet wants the newest casillas, when nothing more urgent waits.
            self.uploader.set_holder(Some(person.clone()));
            self.uploader.refresh_catalogo();
            self.want_messages();
            let home = match known.role {
                DeviceRole::Acopiador => ScreenKind::Bags,
                DeviceRole::Cael | DeviceRole::Digitalizador | DeviceRole::Supervisor => {
                    ScreenKind::Casillas
                }
            };
            self.flow.open(home);
        }
    }

    pub(super) fn door_screen(&self, now: Timestamp) -> Screen {
        let mut known = self.people.with_pin(now).peekable();
        match &self.door {
            Door::List if known.peek().is_some() => {
                let mut screen = Screen::new(ScreenKind::People, "¿Quién usa la tableta?");
                for one in known {
                    let to = Intent::ChoosePerson(one.person.to_string());
                    let role = one.who().role.text();
                    screen = screen.row(Mark::None, &one.user, role, Some(to));
                }
                screen.primary("Otra persona", Intent::Open(ScreenKind::SignIn))
            }
            Door::Pin(person) => {
                let user = self.people.find(person).map(|known| known.user.as_str());
                Screen::new(ScreenKind::SignIn, user.unwrap_or_default())
                    .field("PIN", Input::Pin, "")
                    .primary("Entrar", Intent::SignIn)
                    .other("Regresar", Intent::Back)
            }
            Door::NewPin { user, .. } => Screen::new(ScreenKind::NewPin, user)
                .saying(
                    Tone::Good,
                    "El servidor lo reconoce. Elija un PIN para entrar sin conexión.",
                )
                .field("PIN de 6 a 12 dígitos", Input::Pin, "")
                .field("El mismo PIN otra vez", Input::Pin, "")
                .primary("Guardar PIN", Intent::SetPin)
                .other("Regresar", Intent::Back),
            Door::List | Door::Password | Door::Asking(_) | Door::Inside(_) => {
                let (user, text) = match &self.door {
                    Door::Asking(user) => (user.as_str(), "Comprobando con el servidor…"),
                    _ => ("", "La primera vez hace falta conexión."),
                };
                let screen = Screen::new(ScreenKind::SignIn, "Entrar")
                    .saying(Tone::Neutral, text)
                    .field("Usuario", Input::Text, user)
                    .field("Contraseña", Input::Password, "")
                    .primary("Entrar", Intent::SignIn);
                match known.peek() {
                    Some(_) => screen.other("Regresar", Intent::Back),
                    None => screen,
                }
            }
        }
    }
}
