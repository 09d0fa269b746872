//! The eye at work: a frame of the camera becomes the image that would be signed, and what is
//! thought of it. docs/EYE.md says how; here is only what the tablet keeps of it.

use acta_image::intake::Refusal;
use acta_image::{Examined, Options, examine};

use prep_model::contract::{Quality, QualityReason, Sha256Digest};

/// A photo, judged: nothing of it is kept yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The frame of the camera, as it came.
    pub frame: Vec<u8>,
    /// The one encoding that would be signed and sent.
    pub image: Vec<u8>,
    /// What the envelope will say of it: insisted, where there are reasons against it.
    pub quality: Quality,
    /// The text of the label on the sheet, if it was read; it is one of the PREP.
    pub label: Option<String>,
}

impl Judged {
    /// Looks at a frame: a JPEG of at most 32 MiB and 50 megapixels. Takes a moment (about half a
    /// second for 12 megapixels on a good core): not for the main thread.
    pub fn look(frame: Vec<u8>) -> Result<Self, Refusal> {
        let seen = examine(&frame, &Options::default())?;
        let quality = seen.quality();
        let Examined {
            codes, sendable, ..
        } = seen;
        Ok(Self {
            frame,
            image: sendable.jpeg,
            quality,
            label: codes.label.map(|code| code.text),
        })
    }

    /// True if there is nothing against it.
    pub fn is_accepted(&self) -> bool {
        self.quality.reasons.is_empty()
    }

    /// What is against it.
    pub fn reasons(&self) -> &[QualityReason] {
        &self.quality.reasons
    }

    /// Digest of the whole frame.
    pub fn frame_sha256(&self) -> Sha256Digest {
        Sha256Digest::of(&self.frame)
    }
}
