//! Somebody's place at the desk, through the pages that everybody has and nothing else.

use std::time::Duration;

use prep_model::actas::CampoValue;

use super::browser::{Browser, Status};
use super::error::DeskError;
use super::known::Values;
use super::page::{Form, Kind, Page, put};
use super::timings::{Step, Timings};

/// Added to a one-time password to make the person's own, so that a second run gets in without
/// keeping anything: it tries both.
const OWN: &str = "-prep-sim";
/// How often an entrance is tried while the server asks to wait.
const ENTRANCES: u32 = 40;

/// Who sits there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    /// What they type to enter.
    pub(crate) username: String,
    /// As it was handed to them, or changed by an earlier run.
    pub(crate) password: String,
}

/// What an account is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    /// Typing what the image says.
    Captura,
    /// Deciding where captures differ.
    Verificacion,
}

/// A person who is in.
pub(crate) struct Desk {
    browser: Browser,
    account: Account,
    work: Work,
    /// The page before them, if it has not been dealt with.
    page: Option<Page>,
}

/// An acta that is theirs for now.
#[derive(Debug, Clone)]
pub(crate) struct Turn {
    form: Form,
    image: String,
    /// What the page calls it.
    pub(crate) heading: String,
}

/// What came of what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sent {
    /// It is saved.
    Saved,
    /// The turn was somebody else's by then; nothing was saved.
    Lost,
}

impl Work {
    fn path(self) -> &'static str {
        match self {
            Self::Captura => "/captura",
            Self::Verificacion => "/verificacion",
        }
    }

    /// What the names of the fields begin with.
    fn prefix(self) -> &'static str {
        match self {
            Self::Captura => "campo-",
            Self::Verificacion => "motivo",
        }
    }
}

impl Desk {
    /// Enters, puts a password of their own if the one at hand is for once, and finds their work in
    /// the menu.
    pub(crate) fn enter(server: &str, account: Account) -> Result<Self, DeskError> {
        let mut desk = Self {
            browser: Browser::new(server),
            account,
            work: Work::Captura,
            page: None,
        };
        let mut page = desk.log_in()?;
        if page.form_with("campo-").is_none() && page.links.is_empty() {
            page = desk.browser.open("/")?.1;
        }
        let leads = |work: Work| page.links.iter().any(|link| link == work.path());
        let work = [Work::Captura, Work::Verificacion];
        let work = work.into_iter().find(|work| leads(*work));
        desk.work = work.ok_or_else(|| DeskError::Entrance {
            username: desk.account.username.clone(),
            why: "su cuenta no es de capturista ni de verificador".to_owned(),
        })?;
        Ok(desk)
    }

    /// What the account is for.
    pub(crate) fn work(&self) -> Work {
        self.work
    }

    /// What was measured.
    pub(crate) fn into_timings(self) -> Timings {
        self.browser.timings
    }

    /// The page at the entrance, filled in and sent.
    fn log_in(&mut self) -> Result<Page, DeskError> {
        let handed = self.account.password.clone();
        let own = format!("{handed}{OWN}");
        let mut passwords = [handed, own].into_iter().cycle();
        let mut why = String::new();
        for _ in 0..ENTRANCES {
            let password = passwords.next().unwrap_or_default();
            let (_, page) = self.browser.open("/entrar")?;
            let Some(form) = page.form_with("contrasena") else {
                return Ok(page);
            };
            let mut fields = form.fields();
            put(&mut fields, "usuario", &self.account.username);
            put(&mut fields, "contrasena", &password);
            let (_, page) = self.browser.submit(Step::Other, &form.action, &fields)?;
            if page.form_with("contrasena").is_none() {
                return self.own_password(page, &password);
            }
            if !page.alerts.is_empty() {
                why.clone_from(&page.alerts);
            }
            // Whoever fails too often is asked to wait, all people of one machine together.
            std::thread::sleep(Duration::from_millis(500));
        }
        Err(DeskError::Entrance {
            username: self.account.username.clone(),
            why,
        })
    }

    /// Puts a password of their own, if the page asks for it.
    fn own_password(&mut self, page: Page, password: &str) -> Result<Page, DeskError> {
        let Some(form) = page.form_with("nueva") else {
            return Ok(page);
        };
        let own = format!("{password}{OWN}");
        let mut fields = form.fields();
        for (name, value) in [("actual", password), ("nueva", &own), ("repetida", &own)] {
            put(&mut fields, name, value);
        }
        let (_, page) = self.browser.submit(Step::Other, &form.action, &fields)?;
        if page.form_with("nueva").is_some() {
            return Err(DeskError::Entrance {
                username: self.account.username.clone(),
                why: format!("no se pudo cambiar la contraseña: {}", page.alerts),
            });
        }
        Ok(page)
    }

    /// The acta before them, or the next of the queue; `None` if nothing waits for this person.
    pub(crate) fn next(&mut self) -> Result<Option<Turn>, DeskError> {
        let page = match self.page.take() {
            Some(page) => page,
            None => self.browser.open(self.work.path())?.1,
        };
        let page = if page.plain_path() == "/entrar" {
            // The session ended; a person enters again.
            self.log_in()?;
            self.browser.open(self.work.path())?.1
        } else {
            page
        };
        if let Some(turn) = self.turn(&page) {
            return turn.map(Some);
        }
        let Some(form) = page.form_to("/siguiente") else {
            return Err(DeskError::page(page.path, "no hay un ejercicio abierto"));
        };
        let (_, page) = self
            .browser
            .submit(Step::Claim, &form.action, &form.fields())?;
        match self.turn(&page) {
            Some(turn) => turn.map(Some),
            None if page.form_to("/siguiente").is_some() => Ok(None),
            None => Err(DeskError::page(page.path, page.heading)),
        }
    }

    fn turn(&self, page: &Page) -> Option<Result<Turn, DeskError>> {
        let form = page.form_with(self.work.prefix())?;
        let image = page.images.iter().find(|image| {
            let path = image.split('?').next().unwrap_or_default();
            path.ends_with("/imagen")
        });
        Some(match image {
            None => Err(DeskError::page(&page.path, "no muestra la imagen")),
            Some(image) => Ok(Turn {
                form: form.clone(),
                image: image.clone(),
                heading: page.heading.trim().to_owned(),
            }),
        })
    }

    /// The bytes of the image.
    pub(crate) fn image(&mut self, turn: &Turn) -> Result<Vec<u8>, DeskError> {
        let (status, bytes) = self.browser.bytes(&turn.image)?;
        if status == Status(200) {
            return Ok(bytes);
        }
        Err(DeskError::page(
            &turn.image,
            format!("respondió {}", status.0),
        ))
    }

    /// Keeps what is typed so far.
    pub(crate) fn keep_draft(&mut self, turn: &Turn, values: &Values) -> Result<(), DeskError> {
        let Some(draft) = turn.form.draft.clone() else {
            return Ok(());
        };
        let fields = turn.typed(values);
        match self.browser.send(Step::Draft, &draft, &fields)? {
            Status(200..=299 | 409) => Ok(()),
            Status(other) => Err(DeskError::page(draft, format!("respondió {other}"))),
        }
    }

    /// Finishes a captura with these values; what they do not name is SIN DATO.
    pub(crate) fn finish(&mut self, turn: &Turn, values: &Values) -> Result<Sent, DeskError> {
        let fields = turn.whole(values);
        self.done(Step::Finish, turn, &fields)
    }

    /// Decides a verificación for these values, field by field.
    pub(crate) fn resolve(&mut self, turn: &Turn, values: &Values) -> Result<Sent, DeskError> {
        let fields = turn.decided(values);
        self.done(Step::Resolve, turn, &fields)
    }

    fn done(
        &mut self,
        step: Step,
        turn: &Turn,
        fields: &[(String, String)],
    ) -> Result<Sent, DeskError> {
        let (status, page) = self.browser.submit(step, &turn.form.action, fields)?;
        if status == Status(422) {
            let what = format!("no se admitió «{}»: {}", turn.heading, page.alerts);
            return Err(DeskError::page(page.path, what));
        }
        if status != Status(200) || page.plain_path() == turn.form.action {
            return Ok(Sent::Lost);
        }
        self.page = Some(page).filter(|page| page.plain_path() != self.work.path());
        Ok(Sent::Saved)
    }
}

impl Turn {
    /// The fields to be filled, in printed order.
    pub(crate) fn campos(&self) -> Vec<String> {
        let typed = self.form.campos("campo").chain(self.form.campos("otro"));
        typed.map(str::to_owned).collect()
    }

    /// The form with the values that are there; the rest as it came.
    fn typed(&self, values: &Values) -> Vec<(String, String)> {
        let mut fields = self.form.fields();
        for (campo, value) in values {
            let name = format!("campo-{campo}");
            if self.form.controls.iter().any(|one| one.name == name) {
                put(&mut fields, &name, &key_text(*value));
            }
        }
        fields
    }

    fn whole(&self, values: &Values) -> Vec<(String, String)> {
        let mut fields = self.form.fields();
        for campo in self.form.campos("campo") {
            let value = values.get(campo).copied();
            let value = value.unwrap_or(CampoValue::SinDato);
            put(&mut fields, &format!("campo-{campo}"), &key_text(value));
        }
        fields
    }

    /// The side that says what the image says or, if none does, the value itself.
    fn decided(&self, values: &Values) -> Vec<(String, String)> {
        let mut fields = self.form.fields();
        for campo in self.form.campos("otro") {
            let value = values.get(campo).copied();
            let value = value.unwrap_or(CampoValue::SinDato);
            let choice = format!("elige-{campo}");
            let choices = || self.form.controls.iter().filter(|one| one.name == choice);
            let says = value.to_string();
            let right = choices().find(|one| {
                matches!(one.kind, Kind::Choice { .. }) && one.says.replace(',', "") == says
            });
            if let Some(right) = right {
                put(&mut fields, &choice, &right.value);
                continue;
            }
            if choices().next().is_some() {
                put(&mut fields, &choice, "otro");
            }
            put(&mut fields, &format!("otro-{campo}"), &key_text(value));
        }
        if !fields.iter().any(|(name, _)| name == "motivo") {
            let mut controls = self.form.controls.iter();
            let first = controls.find(|one| one.name == "motivo");
            let first = first.map_or("otro", |one| one.value.as_str());
            put(&mut fields, "motivo", first);
        }
        put(&mut fields, "decision", "campos");
        fields
    }
}

/// A value as it is typed on the numeric keypad.
fn key_text(value: CampoValue) -> String {
    match value {
        CampoValue::Number(number) => number.to_string(),
        CampoValue::Ilegible => "/".to_owned(),
        CampoValue::SinDato => "*".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(html: &str) -> Turn {
        let page = Page::read("/x".to_owned(), html);
        Turn {
            form: page.forms[0].clone(),
            image: String::new(),
            heading: String::new(),
        }
    }

    fn values(pairs: &[(&str, CampoValue)]) -> Values {
        let pairs = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), *value));
        pairs.collect()
    }

    fn says<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
        let found = fields.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }

    #[test]
    fn what_the_image_does_not_say_is_sin_dato() {
        let turn = turn(
            "<form action='/c'><input type='hidden' name='csrf' value='t'><input name='campo-PAN' \
             value=''><input name='campo-PRI'><input type='checkbox' name='letra-PAN'></form>",
        );
        let values = values(&[("PAN", CampoValue::Number(7)), ("MC", CampoValue::Ilegible)]);
        let whole = turn.whole(&values);
        assert_eq!(whole.len(), 3, "{whole:?}");
        assert_eq!(says(&whole, "csrf"), Some("t"));
        assert_eq!(says(&whole, "campo-PAN"), Some("7"));
        assert_eq!(says(&whole, "campo-PRI"), Some("*"));
        assert_eq!(says(&turn.typed(&values), "campo-PRI"), Some(""));
    }

    #[test]
    fn the_side_that_is_right_is_chosen_and_else_the_value_is_typed() {
        let turn = turn(
            "<form action='/v'><label><input type='radio' name='elige-PAN' value='a'><strong>12</strong>\
             </label><label><input type='radio' name='elige-PAN' value='b'><strong>21</strong></label>\
             <label><input type='radio' name='elige-PAN' value='otro'></label><input name='otro-PAN'>\
             <label><input type='radio' name='elige-MC' value='a'><strong>ILEGIBLE</strong></label>\
             <input name='otro-MC'><input type='radio' name='motivo' value='x'></form>",
        );
        let right = values(&[
            ("PAN", CampoValue::Number(21)),
            ("MC", CampoValue::Ilegible),
        ]);
        let decided = turn.decided(&right);
        assert_eq!(says(&decided, "elige-PAN"), Some("b"));
        assert_eq!(says(&decided, "otro-PAN"), Some(""));
        assert_eq!(says(&decided, "elige-MC"), Some("a"));
        assert_eq!(says(&decided, "motivo"), Some("x"));
        assert_eq!(says(&decided, "decision"), Some("campos"));
        let neither = turn.decided(&values(&[("PAN", CampoValue::Number(3))]));
        assert_eq!(says(&neither, "elige-PAN"), Some("otro"));
        assert_eq!(says(&neither, "otro-PAN"), Some("3"));
        assert_eq!(says(&neither, "otro-MC"), Some("*"));
    }
}
