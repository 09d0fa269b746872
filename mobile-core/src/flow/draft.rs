use prep_model::claves::{ActaKey, QrLabel};
use prep_model::time::DeviceTime;

use super::{Run, Target};
use crate::capture::ActaSource;
use crate::eye::Judged;

/// A photo on review: judged, not kept.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) judged: Judged,
    pub(crate) at: DeviceTime,
    naming: Naming,
    /// Why a label that was read does not count, for a person; empty without one.
    remark: String,
}

/// Which acta a photo is of, as far as is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Naming {
    /// Its label says so, and nobody said otherwise.
    Labelled {
        /// The acta.
        acta: ActaKey,
        /// The label.
        text: String,
    },
    /// A person said so.
    Chosen {
        /// The acta.
        acta: ActaKey,
        /// What a code said, if one was read.
        qr: Option<String>,
    },
    /// The label says one acta, the person another casilla or acta.
    Contradicted {
        /// What the label says.
        label: ActaKey,
        /// Its text.
        text: String,
        /// What the person chose.
        target: Target,
    },
    /// Somebody has to choose.
    Open {
        /// What a code said, if one was read.
        qr: Option<String>,
    },
    /// Nobody here knows.
    GivenUp {
        /// What a code said, if one was read.
        qr: Option<String>,
    },
}

impl Draft {
    pub(super) fn new(judged: Judged, at: DeviceTime, target: &Target, run: &Run) -> Self {
        let (naming, remark) = name(&judged, target, run);
        Self {
            judged,
            at,
            naming,
            remark,
        }
    }

    /// A photo that was named wrongly: nothing but a person names it now.
    pub(super) fn reopened(judged: Judged, at: DeviceTime) -> Self {
        let qr = judged.label.clone();
        Self {
            judged,
            at,
            naming: Naming::Open { qr },
            remark: String::new(),
        }
    }

    /// Why a label that was read does not count; empty without one.
    pub(crate) fn remark(&self) -> &str {
        &self.remark
    }

    pub(crate) fn naming(&self) -> &Naming {
        &self.naming
    }

    /// What the envelope says of the acta; `None` while a question is open.
    pub(crate) fn source(&self) -> Option<ActaSource> {
        match &self.naming {
            Naming::Labelled { text, .. } => Some(ActaSource::Qr(text.clone())),
            Naming::Chosen { acta, qr } => Some(ActaSource::Manual {
                acta: acta.clone(),
                qr: qr.clone(),
            }),
            Naming::GivenUp { qr } => Some(ActaSource::Unknown { qr: qr.clone() }),
            Naming::Contradicted { .. } | Naming::Open { .. } => None,
        }
    }

    /// What a code said, whatever it is worth.
    fn qr(&self) -> Option<String> {
        match &self.naming {
            Naming::Labelled { text, .. } | Naming::Contradicted { text, .. } => Some(text.clone()),
            Naming::Chosen { qr, .. } | Naming::Open { qr } | Naming::GivenUp { qr } => qr.clone(),
        }
    }

    /// A person says which acta it is. If the label says the same, the label has said it.
    pub(super) fn choose(&mut self, acta: ActaKey) {
        match &self.naming {
            Naming::Contradicted { label, text, .. } if *label == acta => {
                let text = text.clone();
                self.naming = Naming::Labelled { acta, text };
            }
            Naming::Labelled { acta: known, .. } if *known == acta => {}
            _ => {
                self.naming = Naming::Chosen {
                    acta,
                    qr: self.qr(),
                };
            }
        }
    }

    pub(super) fn use_label(&mut self) {
        if let Naming::Contradicted { label, text, .. } = &self.naming {
            self.naming = Naming::Labelled {
                acta: label.clone(),
                text: text.clone(),
            };
        }
    }

    pub(super) fn keep_choice(&mut self) {
        if let Naming::Contradicted { text, target, .. } = &self.naming {
            let qr = Some(text.clone());
            self.naming = match target {
                Target::Acta(acta) => Naming::Chosen {
                    acta: acta.clone(),
                    qr,
                },
                Target::Casilla(_) | Target::Any => Naming::Open { qr },
            };
        }
    }

    pub(super) fn give_up(&mut self) {
        self.naming = Naming::GivenUp { qr: self.qr() };
    }
}

/// Which acta it is, and why the label does not count if it does not.
fn name(judged: &Judged, target: &Target, run: &Run) -> (Naming, String) {
    let chosen = |qr: Option<String>| match target {
        Target::Acta(acta) => Naming::Chosen {
            acta: acta.clone(),
            qr,
        },
        Target::Casilla(_) | Target::Any => Naming::Open { qr },
    };
    let Some(text) = judged.label.clone() else {
        return (chosen(None), String::new());
    };
    match text.parse::<QrLabel>() {
        Ok(QrLabel(id)) if (&id.proceso, &id.ejercicio) == (&run.proceso, &run.ejercicio) => {
            let naming = if target.admits(&id.acta) {
                Naming::Labelled {
                    acta: id.acta,
                    text,
                }
            } else {
                Naming::Contradicted {
                    label: id.acta,
                    text,
                    target: target.clone(),
                }
            };
            (naming, String::new())
        }
        Ok(QrLabel(id)) => {
            let remark = format!("La etiqueta es de otro ejercicio: {}.", id.ejercicio);
            (chosen(Some(text)), remark)
        }
        Err(error) => (chosen(Some(text)), format!("{error}.")),
    }
}
