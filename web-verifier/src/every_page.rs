//! Renders every page as it looks empty, as usual, with faults and with the longest names, and
//! checks what a person with a screen reader, or a browser with a closed policy, would stumble on.

mod written;

use std::collections::BTreeSet;
use std::path::Path;

use askama::Template;
use central::monitor::CurrentEjercicio;
use roxmltree::{Document, Node, ParsingOptions};

use crate::access::{LocalPath, Run, Theme};
use crate::account::{AccountPage, PasswordPage};
use crate::assets::Assets;
use crate::error_page::{ErrorPage, PageError};
use crate::forms::Faults;
use crate::home::HomePage;
use crate::layout::Frame;
use crate::login::LoginPage;
use crate::menu::LINKS;

/// Templates that are parts of pages.
const PARTS: [&str; 9] = [
    "monitor/avance.html",
    "monitor/cifras.html",
    "monitor/curva.html",
    "monitor/distritos.html",
    "monitor/pared.html",
    "monitor/tabs.html",
    "layout/layout.html",
    "forms/forms.html",
    "captura/viewer.html",
];

const LONGEST: &str =
    "María de los Ángeles Guadalupe del Perpetuo Socorro Fernández-Villaseñor y Ruiz «2»";

/// A template's path, what the sample shows, and the page.
pub(crate) type Sample = (&'static str, &'static str, String);

pub(crate) fn frame(run: Run, name: Option<&str>) -> Frame {
    Frame {
        run,
        operator: name.map(|name| (name.to_owned(), "Capturista")),
        avisos: Vec::new(),
        menu: name.map(|_| LINKS.to_vec()).unwrap_or_default(),
        form_token: "0".repeat(64),
        theme: Theme::Auto,
        path: "/cuenta".to_owned(),
        style: asset("estilo"),
        icon: asset("simulacro"),
        live: asset("vivo"),
    }
}

/// Where pages find the file called `name`.
pub(crate) fn asset(name: &str) -> String {
    Assets::new().url(name)
}

pub(crate) fn simulacro() -> Run {
    Run::Simulacro(CurrentEjercicio {
        proceso: "demo-2027".parse().unwrap(),
        ejercicio: "simulacro-1".parse().unwrap(),
    })
}

pub(crate) fn page(template: &'static str, shows: &'static str, page: &impl Template) -> Sample {
    (template, shows, page.render().unwrap())
}

fn samples() -> Vec<Sample> {
    let mut samples = login_samples();
    samples.extend(account_samples());
    samples.extend(crate::monitor::samples::all());
    samples.extend(crate::avisos::samples::all());
    samples.extend(crate::incidencias::samples::all());
    samples.extend(error_samples());
    samples.extend(crate::captura::samples::all());
    samples.extend(crate::verificacion::samples::all());
    samples.extend(crate::cola::samples::all());
    samples.extend(crate::identificacion::samples::all());
    samples.extend(crate::faltantes::samples::all());
    samples.extend(crate::correccion::samples::all());
    samples.extend(crate::administracion::samples::all());
    samples.extend(crate::account::samples::all());
    samples.extend(crate::practica::samples::all());
    let home = HomePage {
        frame: frame(simulacro(), Some(LONGEST)),
        name: LONGEST.to_owned(),
        task: "Captura lo que dice el acta.",
        is_elsewhere: true,
    };
    samples.push(page("home/home.html", "longest name", &home));
    let mut told = home;
    told.frame.avisos = vec![
        (
            3,
            "Coordinador",
            "A las 23:00 cambia el turno de captura.".to_owned(),
        ),
        (4, "Supervisor", format!("{LONGEST} {LONGEST} {LONGEST}")),
    ];
    samples.push(page("home/home.html", "avisos", &told));
    samples
}

fn login_samples() -> Vec<Sample> {
    let login = |faults, username: &str, notice| LoginPage {
        frame: frame(simulacro(), None),
        faults,
        username: username.to_owned(),
        destination: LocalPath::or_home("/monitor"),
        notice,
    };
    let wrong = Faults::whole("el usuario o la contraseña no son correctos");
    let hostile = "\"><script>alert('x')</script>&";
    vec![
        page(
            "login/login.html",
            "empty",
            &login(Faults::default(), "", ""),
        ),
        page(
            "login/login.html",
            "notice",
            &login(Faults::default(), "", "Salió."),
        ),
        page("login/login.html", "faults", &login(wrong, hostile, "")),
    ]
}

fn account_samples() -> Vec<Sample> {
    let account = AccountPage {
        frame: frame(simulacro(), Some(LONGEST)),
        notice: "Su contraseña cambió.".to_owned(),
        sessions: Vec::new(),
        lines: vec![
            ("Nombre", LONGEST.to_owned()),
            ("Rol", "Capturista".to_owned()),
        ],
    };
    let password = |faults, is_forced| PasswordPage {
        frame: frame(simulacro(), Some("Ana")),
        faults,
        username: "ana".to_owned(),
        is_forced,
    };
    let mut faults = Faults::at("actual", "la contraseña actual no es correcta");
    faults.add("nueva", "use al menos 12 caracteres");
    vec![
        page("account/account.html", "typical", &account),
        page(
            "account/password.html",
            "forced",
            &password(Faults::default(), true),
        ),
        page("account/password.html", "faults", &password(faults, false)),
    ]
}

fn error_samples() -> Vec<Sample> {
    let errors = [
        PageError::NotFound,
        PageError::Forbidden,
        PageError::SessionOver,
        PageError::ForeignForm,
        PageError::BadForm,
        PageError::TooLarge,
        PageError::Failed("only the log reads this".into()),
    ];
    let sample = |error: &PageError| {
        let name = match error {
            PageError::Failed(_) => None,
            _ => Some("Ana"),
        };
        let error = ErrorPage::new(frame(Run::Unknown, name), error, "0123456789abcdef");
        page("error_page/error_page.html", "error", &error)
    };
    errors.iter().map(sample).collect()
}

fn elements<'a>(document: &'a Document<'a>, name: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    document
        .descendants()
        .filter(move |node| node.has_tag_name(name))
}

#[test]
fn every_page_is_sound() {
    for (template, shows, html) in samples() {
        let sample = format!("{template} ({shows})");
        let options = ParsingOptions {
            allow_dtd: true,
            ..ParsingOptions::default()
        };
        let document = Document::parse_with_options(&html, options)
            .unwrap_or_else(|error| panic!("{sample}: {error}\n{html}"));
        check_document(&sample, &html, &document);
        check_ids(&sample, &document);
        check_controls(&sample, &document);
        check_forms(&sample, &document);
    }
}

#[test]
fn every_template_has_a_sample() {
    let mut found = BTreeSet::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for folder in std::fs::read_dir(&source)
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        let files = folder.is_dir().then(|| std::fs::read_dir(&folder).unwrap());
        for file in files
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().path())
        {
            if file.extension().is_some_and(|ending| ending == "html") {
                let path = file.strip_prefix(&source).unwrap();
                found.insert(path.to_string_lossy().into_owned());
            }
        }
    }
    let sampled = samples().into_iter().map(|(template, ..)| template);
    let known: BTreeSet<_> = sampled.chain(PARTS).map(str::to_owned).collect();
    assert_eq!(found, known);
}

#[test]
fn a_simulacro_says_so_and_the_oficial_does_not() {
    let page = |run| HomePage {
        frame: frame(run, Some("Ana")),
        name: "Ana".to_owned(),
        task: "",
        is_elsewhere: false,
    };
    let drill = page(simulacro()).render().unwrap();
    assert!(drill.contains(r#"class="band""#) && drill.contains("· SIMULACRO</title>"));
    let oficial = Run::Oficial(CurrentEjercicio {
        proceso: "demo-2027".parse().unwrap(),
        ejercicio: "oficial".parse().unwrap(),
    });
    assert!(!page(oficial).render().unwrap().contains("SIMULACRO"));
}

/// Language, title, one heading, the main part, nothing inline, no tag that HTML would read otherwise.
fn check_document(sample: &str, html: &str, document: &Document<'_>) {
    const VOID: [&str; 8] = ["meta", "link", "input", "img", "br", "hr", "source", "col"];
    let root = document.root_element();
    assert_eq!(root.attribute("lang"), Some("es-MX"), "{sample}");
    assert_eq!(elements(document, "h1").count(), 1, "{sample}: one h1");
    assert_eq!(elements(document, "main").count(), 1, "{sample}: one main");
    let title = elements(document, "title")
        .next()
        .and_then(|title| title.text());
    assert!(
        title.is_some_and(|title| title.len() > 10),
        "{sample}: a title"
    );
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        let inline = node
            .attributes()
            .any(|a| a.name() == "style" || a.name().starts_with("on"));
        assert!(
            !inline && name != "style",
            "{sample}: {name} with something inline"
        );
        assert!(
            name != "script" || node.has_attribute("src"),
            "{sample}: inline script"
        );
        let source = &html[node.range()];
        let foreign = node
            .ancestors()
            .any(|ancestor| ancestor.has_tag_name("svg"));
        let closes_itself = source.ends_with("/>");
        assert!(
            foreign || closes_itself == VOID.contains(&name),
            "{sample}: {source}"
        );
        let words = node.text().is_some_and(|text| text.contains("{{"));
        assert!(!words, "{sample}: {source}");
    }
    for image in elements(document, "img") {
        assert!(image.has_attribute("alt"), "{sample}: an image without alt");
    }
    for heading in elements(document, "th") {
        assert!(heading.has_attribute("scope"), "{sample}: th without scope");
    }
    for table in elements(document, "table") {
        let caption = table.children().any(|child| child.has_tag_name("caption"));
        assert!(caption, "{sample}: a table without caption");
    }
}

/// Ids are unique, and whatever points at one finds it.
fn check_ids(sample: &str, document: &Document<'_>) {
    let mut ids = BTreeSet::new();
    for id in document
        .descendants()
        .filter_map(|node| node.attribute("id"))
    {
        assert!(ids.insert(id), "{sample}: id {id} twice");
    }
    for node in document.descendants() {
        let pointers = ["for", "aria-describedby", "aria-labelledby"];
        let named = pointers.into_iter().filter_map(|name| node.attribute(name));
        for id in named.flat_map(str::split_whitespace) {
            assert!(ids.contains(id), "{sample}: nothing has the id {id}");
        }
        let local = node
            .attribute("href")
            .and_then(|href| href.strip_prefix('#'));
        assert!(
            local.is_none_or(|id| ids.contains(id)),
            "{sample}: a link to nothing"
        );
    }
}

/// Every control has a name for everybody, and an invalid one says why.
fn check_controls(sample: &str, document: &Document<'_>) {
    let labels: BTreeSet<_> = elements(document, "label")
        .filter_map(|label| label.attribute("for"))
        .collect();
    let controls = ["input", "select", "textarea"];
    for control in controls
        .into_iter()
        .flat_map(|name| elements(document, name))
    {
        if control.attribute("type") == Some("hidden") {
            continue;
        }
        let labelled = control
            .attribute("id")
            .is_some_and(|id| labels.contains(id));
        assert!(
            labelled,
            "{sample}: {:?} has no label",
            control.attribute("name")
        );
        if control.has_attribute("aria-invalid") {
            assert!(
                control.has_attribute("aria-describedby"),
                "{sample}: a fault without words"
            );
        }
    }
    for control in ["button", "a"]
        .into_iter()
        .flat_map(|name| elements(document, name))
    {
        let words = control.descendants().filter_map(|node| node.text());
        let says = words.collect::<String>();
        let named = control.has_attribute("aria-label") || !says.trim().is_empty();
        assert!(named, "{sample}: a control says nothing");
    }
    let faults = document
        .descendants()
        .any(|node| node.has_attribute("aria-invalid"));
    let summary = document
        .descendants()
        .any(|node| node.attribute("role") == Some("alert"));
    assert!(!faults || summary, "{sample}: faults without a summary");
}

/// Forms post to this server with the token; only a form that changes nothing may do without.
fn check_forms(sample: &str, document: &Document<'_>) {
    for form in elements(document, "form") {
        let action = form.attribute("action").unwrap_or_default();
        assert!(
            action.starts_with('/') && !action.starts_with("//"),
            "{sample}: {action}"
        );
        let has_token = form
            .descendants()
            .any(|node| node.attribute("name") == Some("csrf"));
        let is_get = form.attribute("method") == Some("get");
        assert!(
            has_token != is_get,
            "{sample}: the token of the form to {action}"
        );
    }
}
