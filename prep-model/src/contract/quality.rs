use serde::{Deserialize, Serialize};

use super::document::BrokenRule;

/// What the device thought of the photo. Kept as evidence; whether an acta is legible is decided
/// by the people who capture it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quality {
    /// The verdict.
    pub verdict: QualityVerdict,
    /// What was wrong, each reason once, in the order of [`QualityReason`].
    pub reasons: Vec<QualityReason>,
    /// The measurements behind it.
    pub figures: QualityFigures,
}

/// The verdict on a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QualityVerdict {
    /// Nothing against it.
    Accept,
    /// There are reasons against it, and the person sent it all the same.
    Insisted,
    /// Nobody judged it: a scanner, or a photo too damaged to measure.
    Unjudged,
}

/// Why a photo may not be readable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QualityReason {
    /// Out of focus or moved.
    Blurred,
    /// Too little light.
    Dark,
    /// A reflection hides part of the sheet.
    Glare,
    /// Part of the sheet is outside the photo.
    Cut,
    /// The sheet takes up too few pixels.
    TooSmall,
    /// No sheet was found.
    NotASheet,
}

/// Measurements in thousandths, 0 to 1000, higher is better; `None` where not measured. Integers,
/// because two programs may write one floating point number differently.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualityFigures {
    /// Sharpness of the print on the sheet.
    pub sharpness: Option<u16>,
    /// Light on the sheet.
    pub light: Option<u16>,
    /// Part of the sheet free of reflections.
    pub glare_free: Option<u16>,
    /// Part of the sheet inside the photo.
    pub inside: Option<u16>,
    /// Pixels across the sheet against the number wanted; more counts as 1000.
    pub resolution: Option<u16>,
    /// Confidence that this is a sheet.
    pub sheet: Option<u16>,
}

impl Quality {
    /// Nobody judged the image.
    pub fn unjudged() -> Self {
        Self {
            verdict: QualityVerdict::Unjudged,
            reasons: Vec::new(),
            figures: QualityFigures::default(),
        }
    }

    pub(super) fn check(&self) -> Result<(), BrokenRule> {
        let insisted = self.verdict == QualityVerdict::Insisted;
        if self.reasons.is_empty() == insisted {
            return Err(BrokenRule {
                code: "quality_verdict",
                text: "la calidad lleva motivos si la persona insistió, y solo entonces",
            });
        }
        if !self.reasons.is_sorted_by(|a, b| a < b) {
            return Err(BrokenRule {
                code: "quality_reasons",
                text: "los motivos de calidad van una sola vez y en su orden",
            });
        }
        let QualityFigures {
            sharpness,
            light,
            glare_free,
            inside,
            resolution,
            sheet,
        } = self.figures;
        let figures = [sharpness, light, glare_free, inside, resolution, sheet];
        if figures.into_iter().flatten().any(|figure| figure > 1000) {
            return Err(BrokenRule {
                code: "quality_figures",
                text: "las cifras de calidad van de 0 a 1000",
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_go_with_insisting_and_with_nothing_else() {
        let mut quality = Quality::unjudged();
        assert_eq!(quality.check(), Ok(()));
        quality.reasons = vec![QualityReason::Dark];
        assert_eq!(quality.check().unwrap_err().code, "quality_verdict");
        quality.verdict = QualityVerdict::Insisted;
        assert_eq!(quality.check(), Ok(()));
        quality.reasons = vec![QualityReason::Dark, QualityReason::Blurred];
        assert_eq!(quality.check().unwrap_err().code, "quality_reasons");
        quality.reasons = vec![QualityReason::Dark, QualityReason::Dark];
        assert_eq!(quality.check().unwrap_err().code, "quality_reasons");
    }

    #[test]
    fn figures_are_thousandths() {
        let mut quality = Quality::unjudged();
        quality.figures.sheet = Some(1000);
        assert_eq!(quality.check(), Ok(()));
        quality.figures.light = Some(1001);
        assert_eq!(quality.check().unwrap_err().code, "quality_figures");
    }
}
