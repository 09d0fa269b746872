use crate::folder::MAX_NAME;

/// A published name as a proceso has it: in one line, its words one space apart, and no longer than
/// a name may be.
pub(super) fn prose(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let name: String = words.join(" ").chars().take(MAX_NAME).collect();
    name.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_of_one_line_and_no_longer_than_they_may_be() {
        assert_eq!(prose(" ANA\t DE  LA\u{a0}CRUZ\u{7} "), "ANA DE LA CRUZ");
        assert_eq!(prose(&"AB ".repeat(200)).chars().count(), 299);
        assert_eq!(prose(" \u{0} "), "");
    }
}
