//! A capturista with the least browser under them: pages, forms and cookies over a line that breaks.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use ureq::Agent;

/// How long to wait after no answer, and while no acta waits.
const PAUSE: Duration = Duration::from_millis(150);

pub(crate) struct Person {
    agent: Agent,
    base: String,
    cookies: BTreeMap<String, String>,
    username: String,
    password: String,
}

/// What a server answered.
struct Page {
    status: u16,
    /// Where a redirect leads to.
    location: String,
    body: String,
}

/// What a person was told to be saved.
#[derive(Debug, Default)]
pub(crate) struct Done {
    /// The turns, which name captures in the database.
    pub(crate) turns: Vec<String>,
    /// Turns that were somebody else's by the time they were finished.
    pub(crate) lost: u32,
}

impl Person {
    pub(crate) fn new(base: &str, username: &str, password: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(30)))
            .build();
        Self {
            agent: config.new_agent(),
            base: base.to_owned(),
            cookies: BTreeMap::new(),
            username: username.to_owned(),
            password: password.to_owned(),
        }
    }

    /// Enters with a one-time password and puts another.
    pub(crate) fn enter(&mut self) {
        let door = self.open("/entrar");
        let (username, once) = (self.username.clone(), self.password.clone());
        let fields = [("usuario", username.as_str()), ("contrasena", &once)];
        let inside = self.send("/entrar", &door, &fields);
        assert_eq!(inside.status, 303, "{}", inside.body);
        let form = self.open("/cuenta/contrasena");
        let new = "una frase bastante larga";
        let fields = [("actual", once.as_str()), ("nueva", new), ("repetida", new)];
        let changed = self.send("/cuenta/contrasena", &form, &fields);
        assert_eq!(changed.status, 303, "{}", changed.body);
    }

    /// Captures one acta after the other until told to stop.
    pub(crate) fn work(mut self, stop: &AtomicBool) -> Done {
        let mut done = Done::default();
        while !stop.load(Ordering::Relaxed) {
            let page = self.open("/captura");
            let turn = if let Some(turn) = turn_of(&page.location) {
                turn
            } else {
                let claimed = self.send("/captura/siguiente", &page, &[]);
                let Some(turn) = turn_of(&claimed.location) else {
                    thread::sleep(PAUSE);
                    continue;
                };
                turn
            };
            self.capture(turn, &mut done);
        }
        done
    }

    fn capture(&mut self, turn: String, done: &mut Done) {
        let address = format!("/captura/{turn}");
        let form = self.open(&address);
        let names = form.inputs().filter_map(|(name, _)| name);
        let campos: Vec<_> = names.filter(|name| name.starts_with("campo-")).collect();
        if campos.is_empty() {
            done.lost += 1;
            return;
        }
        let fields: Vec<_> = campos.iter().map(|name| (name.as_str(), "7")).collect();
        let answer = self.send(&address, &form, &fields);
        match answer.status {
            303 => done.turns.push(turn),
            200 | 409 | 410 => done.lost += 1,
            _ => panic!("{}: {}", answer.status, answer.body),
        }
    }

    /// A page, asked for until a server answers.
    fn open(&mut self, path: &str) -> Page {
        loop {
            let request = self.agent.get(format!("{}{path}", self.base));
            let answer = request.header("Cookie", self.cookie()).call();
            if let Some(page) = self.read(answer) {
                return page;
            }
            thread::sleep(PAUSE);
        }
    }

    /// A form of `page`, sent again as it is until a server answers: whether an answer got lost
    /// before or after the change, nobody here can know.
    fn send(&mut self, path: &str, page: &Page, fields: &[(&str, &str)]) -> Page {
        let csrf = page.inputs().find_map(|(name, value)| {
            (name.as_deref() == Some("csrf")).then(|| value.unwrap_or_default())
        });
        let csrf = csrf.unwrap_or_else(|| panic!("{path}: no token in {}", page.body));
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend(fields);
        loop {
            let request = self.agent.post(format!("{}{path}", self.base));
            let request = request.header("Cookie", self.cookie());
            let request = request.header("Origin", &self.base);
            let answer = request.send_form(all.iter().copied());
            if let Some(page) = self.read(answer) {
                return page;
            }
            thread::sleep(PAUSE);
        }
    }

    fn cookie(&self) -> String {
        let pairs = self.cookies.iter();
        let pairs: Vec<_> = pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }

    /// `None` if nobody answered, or that it cannot be done now.
    fn read(
        &mut self,
        answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Option<Page> {
        let mut answer = answer.ok()?;
        let status = answer.status().as_u16();
        let body = answer.body_mut().read_to_string().ok()?;
        if status >= 500 {
            return None;
        }
        for cookie in answer.headers().get_all("set-cookie") {
            let text = cookie.to_str().unwrap();
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let location = answer.headers().get("location");
        let location = location.map_or("", |value| value.to_str().unwrap());
        Some(Page {
            status,
            location: location.to_owned(),
            body,
        })
    }
}

impl Page {
    /// Name and value of every input.
    fn inputs(&self) -> impl Iterator<Item = (Option<String>, Option<String>)> {
        let tags = self.body.split("<input ").skip(1);
        let tags = tags.filter_map(|rest| rest.split('>').next());
        tags.map(|tag| (attribute(tag, "name"), attribute(tag, "value")))
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = format!("{name}=\"");
    let mut words = tag.split_inclusive('"');
    while let Some(word) = words.next() {
        if word.trim_start() == start {
            return Some(words.next()?.trim_end_matches('"').to_owned());
        }
    }
    None
}

/// The turn in `/captura/TURN?…`.
fn turn_of(location: &str) -> Option<String> {
    let rest = location.strip_prefix("/captura/")?;
    Some(rest.split('?').next()?.to_owned())
}
