import SwiftUI

/// The colours of the Android app: an accent no party on the ballots uses, muted states that always
/// carry a shape and a word.
struct Theme {
    let ground, ink, soft, line, accent, onAccent, fault, good, bandA, bandB: Color

    static let sun = Theme(
        ground: .hex(0xffffff), ink: .hex(0x000000), soft: .hex(0x3a3742), line: .hex(0x7d7789),
        accent: .hex(0x46376f), onAccent: .hex(0xffffff), fault: .hex(0x6b2a25), good: .hex(0x1f4d3a),
        bandA: .hex(0x1d1b22), bandB: .hex(0x5f5a6b))
    static let night = Theme(
        ground: .hex(0x141318), ink: .hex(0xf1eff5), soft: .hex(0xb9b4c4), line: .hex(0x5a5566),
        accent: .hex(0xb7a8e2), onAccent: .hex(0x17151c), fault: .hex(0xe6aaa4), good: .hex(0xa5cdb9),
        bandA: .hex(0xf1eff5), bandB: .hex(0xb9b4c4))

    /// What opens at this hour: night after 20:00.
    static func at(hour: Int) -> Theme {
        hour >= 20 || hour < 6 ? night : sun
    }
}

extension Color {
    static func hex(_ rgb: UInt32) -> Color {
        let part = { (shift: UInt32) in Double((rgb >> shift) & 0xff) / 255 }
        return Color(red: part(16), green: part(8), blue: part(0))
    }
}

/// Sizes in points, as on Android in dp.
enum Sizes {
    static let target: CGFloat = 56
    static let gap: CGFloat = 16
    static let smallGap: CGFloat = 8
    static let band: CGFloat = 28
}
