//! A page as far as somebody uses it: forms with their controls, links, the image, what it says.
//!
//! The pages are ours and well formed (`web-verifier` holds them to that), but this reads any HTML:
//! what it does not know it passes over, so that a page may gain anything and still be used.

use super::html::{Piece, Pieces, Tag, decoded};

/// A page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Page {
    /// Its path, after every redirection, with the query.
    pub(crate) path: String,
    /// Its forms in order.
    pub(crate) forms: Vec<Form>,
    /// Where its links lead.
    pub(crate) links: Vec<String>,
    /// Where its images are.
    pub(crate) images: Vec<String>,
    /// Its heading.
    pub(crate) heading: String,
    /// What its alerts say.
    pub(crate) alerts: String,
}

/// A form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Form {
    id: String,
    /// Where it is sent.
    pub(crate) action: String,
    /// Where its draft is kept, if it says so.
    pub(crate) draft: Option<String>,
    /// Its controls in order, those that stand elsewhere last.
    pub(crate) controls: Vec<Control>,
}

/// A control with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Control {
    /// Its name.
    pub(crate) name: String,
    /// What it is sent as.
    pub(crate) value: String,
    /// What it is.
    pub(crate) kind: Kind,
    /// The emphasised text of the label around it.
    pub(crate) says: String,
}

/// What a control is, as far as sending goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Sent with whatever stands in it.
    Text,
    /// Sent if it is the chosen one of its name, or checked.
    Choice {
        /// It is, as the page comes.
        chosen: bool,
    },
    /// Sent if it is pressed.
    Button,
}

impl Page {
    /// Reads the HTML of the page at `path`.
    pub(crate) fn read(path: String, html: &str) -> Self {
        let mut reader = Reader::new(path);
        let pieces = Pieces::of(html);
        for piece in pieces {
            match piece {
                Piece::Open(tag) => reader.open(&tag),
                Piece::Close(name) => reader.close(&name),
                Piece::Text(text) => reader.text(text),
            }
        }
        reader.page
    }

    /// The first form that is sent to a path with this ending.
    pub(crate) fn form_to(&self, ending: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.action.ends_with(ending))
    }

    /// The first form that has a control whose name begins so.
    pub(crate) fn form_with(&self, prefix: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.has(prefix))
    }

    /// The path without its query.
    pub(crate) fn plain_path(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }
}

impl Form {
    /// True if it has a control whose name begins so.
    pub(crate) fn has(&self, prefix: &str) -> bool {
        let mut controls = self.controls.iter();
        controls.any(|control| control.name.starts_with(prefix))
    }

    /// What a browser sends of the form as it comes, without a button.
    pub(crate) fn fields(&self) -> Vec<(String, String)> {
        let sent = self.controls.iter().filter(|control| match control.kind {
            Kind::Text => true,
            Kind::Choice { chosen } => chosen,
            Kind::Button => false,
        });
        sent.map(|control| (control.name.clone(), control.value.clone()))
            .collect()
    }

    /// The text controls `PREFIX-SOMETHING`: what stands after the prefix, in order.
    pub(crate) fn campos<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        let text = self.controls.iter().filter(|one| one.kind == Kind::Text);
        text.filter_map(move |one| one.name.strip_prefix(prefix)?.strip_prefix('-'))
    }
}

/// Puts `value` where the name is, or at the end.
pub(crate) fn put(fields: &mut Vec<(String, String)>, name: &str, value: &str) {
    match fields.iter_mut().find(|(own, _)| own == name) {
        Some((_, own)) => value.clone_into(own),
        None => fields.push((name.to_owned(), value.to_owned())),
    }
}

/// Reads piece after piece.
struct Reader {
    page: Page,
    /// Place of the form that is open.
    form: Option<usize>,
    /// Controls that name a form of which nothing has been read yet.
    waiting: Vec<(String, Control)>,
    /// The controls read since the label began.
    label: Option<Vec<(usize, usize)>>,
    emphasis: bool,
    heading: bool,
    /// How deep below an alert.
    alert: Option<usize>,
}

impl Reader {
    fn new(path: String) -> Self {
        Self {
            page: Page {
                path,
                ..Page::default()
            },
            form: None,
            waiting: Vec::new(),
            label: None,
            emphasis: false,
            heading: false,
            alert: None,
        }
    }

    fn open(&mut self, tag: &Tag) {
        if let Some(depth) = &mut self.alert
            && tag.name == "div"
        {
            *depth += 1;
        } else if tag.get("role") == Some("alert") {
            self.alert = Some(0);
        }
        match tag.name.as_str() {
            "form" => self.open_form(tag),
            "input" | "button" => self.control(tag),
            "label" => self.label = Some(Vec::new()),
            "strong" => self.emphasis = true,
            "h1" => self.heading = true,
            "a" => self.page.links.extend(tag.get("href").map(str::to_owned)),
            "img" => self.page.images.extend(tag.get("src").map(str::to_owned)),
            _ => {}
        }
    }

    fn open_form(&mut self, tag: &Tag) {
        let id = tag.get("id").unwrap_or_default().to_owned();
        let waiting = std::mem::take(&mut self.waiting);
        let (own, others) = waiting
            .into_iter()
            .partition(|(form, _)| !id.is_empty() && *form == id);
        self.waiting = others;
        let own: Vec<(String, Control)> = own;
        self.form = Some(self.page.forms.len());
        self.page.forms.push(Form {
            action: tag.get("action").unwrap_or_default().to_owned(),
            draft: tag.get("data-borrador").map(str::to_owned),
            controls: own.into_iter().map(|(_, control)| control).collect(),
            id,
        });
    }

    fn control(&mut self, tag: &Tag) {
        let Some(control) = Control::of(tag) else {
            return;
        };
        let place = match tag.get("form") {
            None => self.form,
            Some(id) => {
                let place = self.page.forms.iter().position(|form| form.id == id);
                if place.is_none() {
                    return self.waiting.push((id.to_owned(), control));
                }
                place
            }
        };
        let Some(place) = place else { return };
        let controls = &mut self.page.forms[place].controls;
        controls.push(control);
        if let Some(label) = &mut self.label {
            label.push((place, controls.len() - 1));
        }
    }

    fn close(&mut self, name: &str) {
        match (name, self.alert) {
            ("div", Some(0)) => self.alert = None,
            ("div", Some(depth)) => self.alert = Some(depth - 1),
            ("form", _) => self.form = None,
            ("label", _) => self.label = None,
            ("strong", _) => self.emphasis = false,
            ("h1", _) => self.heading = false,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let text = decoded(text);
        if self.heading {
            self.page.heading.push_str(&text);
        }
        if self.alert.is_some() && !text.trim().is_empty() {
            let separator = if self.page.alerts.is_empty() { "" } else { " " };
            self.page.alerts.push_str(separator);
            self.page.alerts.push_str(text.trim());
        }
        if self.emphasis
            && let Some(label) = &self.label
        {
            for (form, control) in label {
                let says = &mut self.page.forms[*form].controls[*control].says;
                says.push_str(text.trim());
            }
        }
    }
}

impl Control {
    fn of(tag: &Tag) -> Option<Self> {
        let name = tag.get("name").filter(|name| !name.is_empty())?;
        if tag.get("disabled").is_some() {
            return None;
        }
        let chosen = tag.get("checked").is_some();
        let kind = match (tag.name.as_str(), tag.get("type").unwrap_or_default()) {
            ("button", _) | (_, "submit" | "button" | "image" | "reset") => Kind::Button,
            (_, "radio" | "checkbox") => Kind::Choice { chosen },
            _ => Kind::Text,
        };
        let unsaid = if matches!(kind, Kind::Choice { .. }) {
            "on"
        } else {
            ""
        };
        Some(Self {
            name: name.to_owned(),
            value: tag.get("value").unwrap_or(unsaid).to_owned(),
            kind,
            says: String::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DESK: &str = r#"<!DOCTYPE html><!-- <form action="/no"> --><html><body>
<h1>Secci&#243;n 1 &amp; m&aacute;s</h1><a href="/captura">Captura</a>
<div role="alert"><h2>Revise</h2><div>PAN: falta</div></div> fuera
<img id="imagen" src="/captura/ab/imagen" alt="a > b" />
<form id="v" method=post action='/verificacion/ab' data-borrador="/b"><input type="hidden" name="csrf" value="x&quot;y" />
<label for="e-a"><input type="radio" name="elige-PAN" value="a" /> <span>Captura A</span> <strong>12</strong></label>
<label><input type="radio" name="elige-PAN" value="b" checked /> <strong> 13 </strong></label>
<input name="otro-PAN" value=""><input name="apagado" disabled><input type="checkbox" name="letra-PAN" value="1"></form>
<form action="/salir"><button name="salir">Salir</button></form>
<button form="v" name="decision" value="campos">Resolver</button></body>"#;

    #[test]
    fn a_page_is_read_as_a_browser_reads_it() {
        let page = Page::read("/verificacion/ab?aviso=guardada".to_owned(), DESK);
        assert_eq!(page.heading, "Sección 1 & m&aacute;s");
        assert_eq!(page.links, ["/captura"]);
        assert_eq!(page.images, ["/captura/ab/imagen"]);
        assert_eq!(page.alerts, "Revise PAN: falta");
        assert_eq!(page.plain_path(), "/verificacion/ab");
        assert_eq!(page.forms.len(), 2);
        let form = page.form_with("otro-").unwrap();
        assert_eq!(page.form_to("/ab"), Some(form));
        assert_eq!(form.draft.as_deref(), Some("/b"));
        let sent = [("csrf", "x\"y"), ("elige-PAN", "b"), ("otro-PAN", "")];
        let sent = sent.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(form.fields(), sent);
        let says: Vec<&str> = form.controls.iter().map(|one| one.says.as_str()).collect();
        assert_eq!(says, ["", "12", "13", "", "", ""]);
        assert_eq!(form.controls[5].kind, Kind::Button);
        assert_eq!(form.campos("otro").collect::<Vec<_>>(), ["PAN"]);
    }

    #[test]
    fn a_button_before_its_form_belongs_to_it() {
        let html =
            r#"<button form="v" name="a" value="1"></button><form id="v" action="/x"></form>"#;
        let page = Page::read(String::new(), html);
        assert_eq!(page.forms[0].controls[0].name, "a");
    }

    #[test]
    fn nothing_in_a_page_stops_the_reading() {
        let whole: Vec<char> = DESK.chars().collect();
        for cut in 0..whole.len() {
            let half: String = whole[..cut].iter().collect();
            Page::read(String::new(), &half);
            let tail: String = whole[cut..].iter().collect();
            Page::read(String::new(), &tail);
        }
        for odd in [
            "<",
            "<>",
            "</",
            "<a =\"x\">",
            "<input é=1 name=ñ>",
            "&#x110000;&",
        ] {
            Page::read(String::new(), odd);
        }
    }
}
