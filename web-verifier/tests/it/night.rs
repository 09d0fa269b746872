//! The sample proceso with its simulacro open, a tablet that sends, and people with a password.

use central::Central;
use central::accounts::change_password;
use central::devices::{enroll_device, make_enrolment_code};
use central::ejercicios::{Environment, NewEjercicio, begin_ejercicio, open_ejercicio};
use central::procesos::import_proceso;
use central::recepcion::{
    Sender, append_upload, complete_upload, find_upload, register_digitalizacion,
};
use central::testing::{Tablet, VALUES, person, proceso, public_url};
use prep_model::contract::Sha256Digest;
use prep_model::people::Role;
use proceso_files::folder::render;

use crate::browser::Browser;
use crate::support::PASSWORD;

/// An installation in which the sample's simulacro is open.
pub(crate) async fn open() -> (Browser, Tablet) {
    let browser = Browser::new(None).await;
    let central = &browser.site.central;
    let files = render(&proceso_files::sample::proceso(), &[]);
    import_proceso(central, &files).await.unwrap();
    let ejercicio = "simulacro-1".parse().unwrap();
    let new = NewEjercicio {
        proceso: proceso(),
        ejercicio,
        environment: Environment {
            binary_sha256: Sha256Digest::of(b"binary"),
            config_sha256: Sha256Digest::of(b"config"),
        },
    };
    let (adm, coo) = (
        person("adm", Role::Administrador),
        person("coo", Role::Coordinador),
    );
    begin_ejercicio(central, &adm, &new).await.unwrap();
    open_ejercicio(central, &coo, &new.proceso, &new.ejercicio)
        .await
        .unwrap();
    let mut tablet = Tablet::new("t-1");
    let (code, _) = make_enrolment_code(central, "t-1", 3600).await.unwrap();
    let request = tablet.enrolment(&code, public_url().as_str());
    let answer = enroll_device(central, &public_url(), &request)
        .await
        .unwrap();
    tablet.device = Some(answer.device_id);
    (browser, tablet)
}

/// Sends a photo as a tablet does.
pub(crate) async fn send(central: &Central, tablet: &mut Tablet, image: &[u8], of: &str) {
    let sealed = tablet.photograph(image, of);
    let reception = register_digitalizacion(central, Sender::Holder, sealed.text())
        .await
        .unwrap();
    let upload = reception.upload.unwrap();
    let (open, _) = find_upload(central, &upload.capability).await.unwrap();
    append_upload(central, &open, 0, image).await.unwrap();
    complete_upload(central, &upload.capability).await.unwrap();
}

/// A browser in which somebody of that role is in.
pub(crate) async fn enter(browser: &Browser, name: &str, role: Role) -> Browser {
    let handed = browser.site.add(name, role).await;
    let opened = browser.site.login(name, &handed).await;
    let central = &browser.site.central;
    let changed = change_password(central, &opened.token, &handed, PASSWORD).await;
    browser.with_session(&changed.unwrap().token)
}

/// [`VALUES`] as form fields, some of them changed.
pub(crate) fn fields(changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let value = |(id, text): &(&str, &str)| {
        let changed = changes.iter().find(|(changed, _)| changed == id);
        let text = changed.map_or(*text, |(_, text)| text);
        (format!("campo-{id}"), text.to_owned())
    };
    VALUES.iter().map(value).collect()
}

/// Borrowed, as [`Browser::post`] takes them.
pub(crate) fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}
