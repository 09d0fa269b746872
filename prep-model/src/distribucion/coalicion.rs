//! Votes that marked several parties of a coalición (LGIPE 311.1.c).

use std::cmp::Reverse;

/// Splits `votos` in equal parts; each vote of the fraction goes to one of the parties of highest
/// vote, the first first. `propios` are the votes that each party has of its own, in printed order.
///
/// Parties with equal votes take the fraction in printed order: the law is silent, and the order
/// must be the same for whoever computes it again.
pub(super) fn split(votos: u64, propios: &[u64]) -> Vec<u64> {
    let parties = u64::try_from(propios.len()).unwrap_or(u64::MAX);
    let Some(part) = votos.checked_div(parties) else {
        return Vec::new();
    };
    let mut fraction = votos % parties;
    let mut parts = vec![part; propios.len()];
    let mut by_votes: Vec<(&mut u64, &u64)> = parts.iter_mut().zip(propios).collect();
    // The sort is stable, so ties stay in printed order.
    by_votes.sort_by_key(|(_, propios)| Reverse(**propios));
    for (part, _) in by_votes {
        if fraction == 0 {
            break;
        }
        *part += 1;
        fraction -= 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The worked example of the public leaflet (DOMAIN 1.6): 148 votes for three parties.
    #[test]
    fn lgipe_311_1_c_148_votes_of_three_parties_are_49_each_and_one_more_for_the_highest() {
        assert_eq!(split(148, &[30, 50, 20]), [49, 50, 49]);
    }

    #[test]
    fn lgipe_311_1_c_a_fraction_of_two_goes_to_the_two_highest() {
        assert_eq!(split(149, &[30, 50, 20]), [50, 50, 49]);
        assert_eq!(split(2, &[1, 2, 3]), [0, 1, 1]);
    }

    #[test]
    fn parties_with_equal_votes_take_the_fraction_in_printed_order() {
        assert_eq!(split(149, &[7, 7, 7]), [50, 50, 49]);
        assert_eq!(split(1, &[0, 9, 9]), [0, 1, 0]);
    }

    #[test]
    fn nobody_to_split_among_gives_nothing() {
        assert!(split(5, &[]).is_empty());
    }

    proptest! {
        #[test]
        fn a_split_conserves_votes_and_no_two_parts_differ_by_more_than_one(
            votos: u64, propios in prop::collection::vec(any::<u64>(), 1..6)
        ) {
            let parts = split(votos, &propios);
            prop_assert_eq!(parts.iter().map(|p| u128::from(*p)).sum::<u128>(), u128::from(votos));
            let most = parts.iter().max().unwrap();
            let least = parts.iter().min().unwrap();
            prop_assert!(most - least <= 1);
        }
    }
}
