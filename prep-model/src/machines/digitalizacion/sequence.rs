use crate::bitacora::Sequence;
use crate::contract::Sha256Digest;

/// The last envelope of a device that was registered, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeviceTail {
    /// Its number.
    pub seq: u64,
    /// Its digest.
    pub envelope_sha256: Sha256Digest,
}

/// How an envelope numbered `seq`, whose word is that `prev` came before it, follows `tail`.
/// Numbers begin at 1 and the first envelope's `prev` is all zeros.
pub fn sequence(tail: Option<&DeviceTail>, seq: u64, prev: Sha256Digest) -> Sequence {
    let (last, expected) = tail.map_or((0, Sha256Digest::ZERO), |tail| {
        (tail.seq, tail.envelope_sha256)
    });
    match seq.checked_sub(last) {
        None | Some(0) => Sequence::Late,
        Some(1) if prev == expected => Sequence::InOrder,
        Some(1) => Sequence::Broken,
        Some(ahead) => Sequence::Gap { missing: ahead - 1 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machines::testing::digest;

    #[test]
    fn a_device_is_followed_from_its_first_envelope() {
        let zero = Sha256Digest::ZERO;
        assert_eq!(sequence(None, 1, zero), Sequence::InOrder);
        assert_eq!(sequence(None, 1, digest("x")), Sequence::Broken);
        assert_eq!(sequence(None, 4, digest("x")), Sequence::Gap { missing: 3 });
        let tail = DeviceTail {
            seq: 4,
            envelope_sha256: digest("four"),
        };
        assert_eq!(sequence(Some(&tail), 5, digest("four")), Sequence::InOrder);
        assert_eq!(sequence(Some(&tail), 5, digest("other")), Sequence::Broken);
        assert_eq!(
            sequence(Some(&tail), 7, digest("six")),
            Sequence::Gap { missing: 2 }
        );
        assert_eq!(sequence(Some(&tail), 4, digest("three")), Sequence::Late);
        assert_eq!(sequence(Some(&tail), 2, digest("one")), Sequence::Late);
    }
}
