//! A turn in an address, what a form of it says, and what a page says of the one before.

use std::collections::BTreeMap;
use std::sync::Arc;

use central::UseCaseError;
use central::capturas::{CapturaUseCaseError, LeaseKey, TypedActa, find_open_run};
use central::procesos::load_proceso_of;
use central::store::{DraftCampo, EjercicioRow};
use prep_model::elecciones::CampoId;
use prep_model::proceso::Proceso;
use serde::Deserialize;

use crate::error_page::PageError;
use crate::web::Web;

/// A turn as an address names it, in the ejercicio that is open.
pub(crate) struct Turn {
    pub(crate) ejercicio: EjercicioRow,
    pub(crate) key: LeaseKey,
}

/// What a page says of what just happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notice {
    /// Nothing.
    None,
    /// What was sent is saved.
    Saved,
    /// One's last captura is back.
    Recalled,
    /// The acta went back to the queue.
    Released,
}

/// The part of an address that carries a [`Notice`].
#[derive(Debug, Deserialize)]
pub(crate) struct NoticeQuery {
    #[serde(default)]
    aviso: String,
}

/// A form's fields as sent.
pub(crate) struct Fields<'a>(pub(crate) &'a [(String, String)]);

/// The ejercicio that is open.
pub(crate) async fn open_run(web: &Web) -> Result<Option<EjercicioRow>, PageError> {
    Ok(find_open_run(&web.central).await?)
}

impl Turn {
    /// The turn that `text` names; what cannot be a turn is no page.
    pub(crate) async fn find(web: &Web, text: &str) -> Result<Self, PageError> {
        let key = text.parse().map_err(|_| PageError::NotFound)?;
        let ejercicio = open_run(web).await?.ok_or(PageError::NotFound)?;
        Ok(Self { ejercicio, key })
    }

    /// What the ejercicio is run with.
    pub(crate) async fn proceso(&self, web: &Web) -> Result<Arc<Proceso>, PageError> {
        Ok(load_proceso_of(&web.central, &self.ejercicio).await?)
    }
}

impl Notice {
    const NAMED: [(Self, &'static str); 3] = [
        (Self::Saved, "guardada"),
        (Self::Recalled, "recuperada"),
        (Self::Released, "devuelta"),
    ];

    /// The notice in words; the same words whatever came of what was saved.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Saved => "Guardada. Siguiente.",
            Self::Recalled => "Esta es su última captura. Corríjala y termine de nuevo.",
            Self::Released => "El acta volvió a la fila. Nada de lo que escribió se envió.",
        }
    }

    /// The same on the page of the queue, where no acta follows.
    pub(crate) fn queue_text(self) -> &'static str {
        match self {
            Self::Saved => "Guardada.",
            Self::None | Self::Recalled | Self::Released => self.text(),
        }
    }

    /// `address` with this notice.
    pub(crate) fn carry(self, address: &str) -> String {
        let named = Self::NAMED.into_iter().find(|(notice, _)| *notice == self);
        named.map_or_else(
            || address.to_owned(),
            |(_, name)| format!("{address}?aviso={name}"),
        )
    }
}

impl NoticeQuery {
    /// What the address carries; anything else is nothing.
    pub(crate) fn notice(&self) -> Notice {
        let named = Notice::NAMED
            .into_iter()
            .find(|(_, name)| *name == self.aviso);
        named.map_or(Notice::None, |(notice, _)| notice)
    }

    /// `address` with the same notice.
    pub(crate) fn carry(&self, address: &str) -> String {
        self.notice().carry(address)
    }
}

impl<'a> Fields<'a> {
    /// The first field of that name.
    pub(crate) fn first(&self, name: &str) -> Option<&'a str> {
        let found = self.0.iter().find(|(found, _)| found == name);
        found.map(|(_, text)| text.as_str())
    }

    /// The fields `PREFIX-CAMPO`, by campo; other names are not fields of an acta.
    pub(crate) fn campos(&self, prefix: &str) -> BTreeMap<CampoId, String> {
        let campo = |(name, text): &(String, String)| {
            let id = name.strip_prefix(prefix)?.strip_prefix('-')?;
            Some((CampoId::new(id).ok()?, text.clone()))
        };
        self.0.iter().filter_map(campo).collect()
    }

    /// The acta as typed.
    pub(crate) fn typed(&self) -> TypedActa {
        TypedActa {
            campos: self.campos("campo"),
            marked: self.campos("letra").into_keys().collect(),
        }
    }

    /// Some fields as typed so far.
    pub(crate) fn draft(&self) -> BTreeMap<CampoId, DraftCampo> {
        let TypedActa { campos, marked } = self.typed();
        let draft = |(id, text): (CampoId, String)| {
            let marked = marked.contains(&id);
            (id, DraftCampo { text, marked })
        };
        campos.into_iter().map(draft).collect()
    }
}

/// A refusal where none can come from this person's role and this page.
pub(crate) fn failed(error: CapturaUseCaseError) -> PageError {
    match error {
        UseCaseError::Failed(failure) => failure.into(),
        UseCaseError::Refused(refused) => PageError::failed(&refused),
    }
}

/// What is held, or `None` if the turn is somebody else's by now.
pub(crate) fn held<T>(found: Result<T, CapturaUseCaseError>) -> Result<Option<T>, PageError> {
    match found {
        Ok(held) => Ok(Some(held)),
        Err(UseCaseError::Refused(_)) => Ok(None),
        Err(UseCaseError::Failed(failure)) => Err(failure.into()),
    }
}
