//! Votes for the one common box of a candidatura común, by the percentages of its convenio.

/// Splits `votos` by `shares`, in hundredths of a percent that add up to 10,000, truncating each;
/// what is left over goes to the party at `remanente`.
///
/// In 2024 (IECM/ACU-CG-062/2024): Morena 53.33 %, PT 20 %, PVEM 26.67 %, remnants to Morena.
pub(super) fn split(votos: u64, shares: &[u16], remanente: usize) -> Vec<u64> {
    let part = |share: &u16| {
        let part = u128::from(votos) * u128::from(*share) / 10_000;
        u64::try_from(part).unwrap_or(votos)
    };
    let mut parts: Vec<u64> = shares.iter().map(part).collect();
    let given: u64 = parts.iter().sum();
    if let Some(part) = parts.get_mut(remanente) {
        *part += votos - given;
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CONVENIO_2024: [u16; 3] = [5_333, 2_000, 2_667];

    #[test]
    fn convenio_of_2024_100_votes_are_53_20_26_and_the_remnant_to_the_first() {
        assert_eq!(split(100, &CONVENIO_2024, 0), [54, 20, 26]);
        assert_eq!(split(10_000, &CONVENIO_2024, 0), [5_333, 2_000, 2_667]);
        assert_eq!(split(1, &CONVENIO_2024, 0), [1, 0, 0]);
        assert_eq!(split(0, &CONVENIO_2024, 0), [0, 0, 0]);
    }

    proptest! {
        #[test]
        fn a_convenio_conserves_votes_and_only_the_remnant_exceeds_its_share(
            votos: u64, a in 0u16..=10_000, b in 0u16..=10_000, remanente in 0usize..3
        ) {
            let (low, high) = (a.min(b), a.max(b));
            let shares = [low, high - low, 10_000 - high];
            let parts = split(votos, &shares, remanente);
            prop_assert_eq!(parts.iter().map(|p| u128::from(*p)).sum::<u128>(), u128::from(votos));
            for (index, (part, share)) in parts.iter().zip(shares).enumerate() {
                let exact = u128::from(votos) * u128::from(share);
                let floor = exact / 10_000;
                let extra = u128::from(*part) - floor;
                prop_assert!(extra == 0 || (index == remanente && extra < 3));
            }
        }
    }
}
