use super::random::Random;

/// Syllables that make no Mexican name or place when three are joined.
const SYLLABLES: [&str; 20] = [
    "ZU", "VEK", "KI", "POL", "DAX", "NEB", "LUZO", "XOR", "TIM", "REFE", "BOJU", "FAL", "GIN",
    "WEN", "TALU", "NOR", "MIXE", "SCA", "QUIM", "JUM",
];

fn word(random: &mut Random) -> String {
    let syllables = (0..3).map(|_| SYLLABLES[random.index(SYLLABLES.len())]);
    syllables.collect()
}

/// A person who does not exist: a name and two surnames.
pub(super) fn person(random: &mut Random) -> String {
    let words: Vec<String> = (0..3).map(|_| word(random)).collect();
    words.join(" ")
}

/// A place that does not exist.
pub(super) fn place(random: &mut Random) -> String {
    format!("{} (DEMO)", word(random))
}
