//! What pages need besides themselves, inside the program and named by its content, so that a
//! browser may keep it for ever and never shows an old page style with a new page.

use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use prep_model::contract::Sha256Digest;

use crate::access::Routes;
use crate::error_page::PageError;
use crate::web::Web;

/// Name, ending, media type and text of each; a module stands after those it imports.
const FILES: [(&str, &str, &str, &str); 19] = [
    (
        "estilo",
        "css",
        "text/css; charset=utf-8",
        include_str!("style.css"),
    ),
    (
        "oficial",
        "svg",
        "image/svg+xml",
        include_str!("oficial.svg"),
    ),
    (
        "simulacro",
        "svg",
        "image/svg+xml",
        include_str!("simulacro.svg"),
    ),
    (
        "monitor-estilo",
        "css",
        "text/css; charset=utf-8",
        include_str!("../monitor/monitor.css"),
    ),
    (
        "captura-estilo",
        "css",
        "text/css; charset=utf-8",
        include_str!("../captura/captura.css"),
    ),
    (
        "supervision-estilo",
        "css",
        "text/css; charset=utf-8",
        include_str!("../identificacion/identificacion.css"),
    ),
    (
        "verificacion-estilo",
        "css",
        "text/css; charset=utf-8",
        include_str!("../verificacion/verificacion.css"),
    ),
    (
        "administracion-estilo",
        "css",
        "text/css; charset=utf-8",
        include_str!("../administracion/administracion.css"),
    ),
    (
        "dom",
        "js",
        "text/javascript; charset=utf-8",
        include_str!("dom.js"),
    ),
    (
        "vivo",
        "js",
        "text/javascript; charset=utf-8",
        include_str!("vivo.js"),
    ),
    (
        "archivo",
        "js",
        "text/javascript; charset=utf-8",
        include_str!("../administracion/archivo.js"),
    ),
    (
        "imprimir",
        "js",
        "text/javascript; charset=utf-8",
        include_str!("../administracion/imprimir.js"),
    ),
    (
        "plazo",
        "js",
        "text/javascript; charset=utf-8",
        include_str!("../administracion/plazo.js"),
    ),
    (
        "monitor",
        "js",
        "text/javascript; charset=utf-8",
        include_str!("../monitor/monitor.js"),
    ),
    (
        "visor",
        "js",
        "text/javascript; charset=utf-8",
        include_str!("../captura/visor.js"),
    ),
    (
        "captura",
        "js",
        "text/javascript; charset=utf-8",
        include_str!("../captura/captura.js"),
    ),
    (
        "borrador",
        "js",
        "text/javascript; charset=utf-8",
        include_str!("../captura/borrador.js"),
    ),
    (
        "siguiente",
        "js",
        "text/javascript; charset=utf-8",
        include_str!("../captura/siguiente.js"),
    ),
    (
        "verificacion",
        "js",
        "text/javascript; charset=utf-8",
        include_str!("../verificacion/verificacion.js"),
    ),
];

/// One file as it is served.
#[derive(Debug)]
struct Asset {
    name: &'static str,
    /// `estilo-0123456789abcdef.css`.
    file_name: String,
    media_type: &'static str,
    text: String,
}

/// The files with their hashed names.
#[derive(Debug)]
pub(crate) struct Assets(Vec<Asset>);

impl Assets {
    /// Names every file by its content. `"../assets/dom.js"` in a module becomes the name under
    /// which that file is served.
    pub(crate) fn new() -> Self {
        let mut named: Vec<Asset> = Vec::new();
        for (name, ending, media_type, source) in FILES {
            let text = named.iter().fold(source.to_owned(), |text, import| {
                let served = format!("\"./{}\"", import.file_name);
                ["../assets/", "./"].into_iter().fold(text, |text, folder| {
                    text.replace(&format!("\"{folder}{}.js\"", import.name), &served)
                })
            });
            let digest = Sha256Digest::of(text.as_bytes()).to_string();
            let file_name = format!("{name}-{}.{ending}", digest.get(..16).unwrap_or_default());
            named.push(Asset {
                name,
                file_name,
                media_type,
                text,
            });
        }
        Self(named)
    }

    /// Where pages find the file called `name`.
    pub(crate) fn url(&self, name: &str) -> String {
        let found = self.0.iter().find(|asset| asset.name == name);
        let asset = found.expect("pages ask only for files of the table above");
        format!("/assets/{}", asset.file_name)
    }

    /// File name and text of each.
    #[cfg(test)]
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|asset| (asset.file_name.as_str(), asset.text.as_str()))
    }
}

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get("/assets/{name}", show_asset).public()
}

async fn show_asset(
    State(web): State<Web>,
    Path(name): Path<String>,
) -> Result<Response, PageError> {
    let found = web.assets.0.iter().find(|asset| asset.file_name == name);
    let asset = found.ok_or(PageError::NotFound)?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(asset.media_type)),
        (
            CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=31536000, immutable"),
        ),
    ];
    Ok((headers, asset.text.clone()).into_response())
}
