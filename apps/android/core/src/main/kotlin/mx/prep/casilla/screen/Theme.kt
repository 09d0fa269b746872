package mx.prep.casilla.screen

/**
 * The colours of UI.md as 0xRRGGBB: an accent no party on the ballots uses, muted states that always
 * carry a shape and a word. Sun is for daylight on the screen; night is what opens after 20:00.
 */
enum class Theme(
    val ground: Int,
    val sheet: Int,
    val ink: Int,
    val soft: Int,
    val line: Int,
    val accent: Int,
    val onAccent: Int,
    val fault: Int,
    val good: Int,
    val bandA: Int,
    val bandB: Int,
) {
    SUN(0xffffff, 0xffffff, 0x000000, 0x3a3742, 0x7d7789, 0x46376f, 0xffffff, 0x6b2a25, 0x1f4d3a, 0x1d1b22, 0x5f5a6b),
    NIGHT(0x141318, 0x1e1c24, 0xf1eff5, 0xb9b4c4, 0x5a5566, 0xb7a8e2, 0x17151c, 0xe6aaa4, 0xa5cdb9, 0xf1eff5, 0xb9b4c4),
    ;

    companion object {
        /** What opens at an hour of the day, 0 to 23; the person may change it. */
        fun at(hour: Int): Theme = if (hour >= 20 || hour < 6) NIGHT else SUN

        /** Contrast of two colours by WCAG 2, from 1 to 21. */
        fun contrast(one: Int, other: Int): Double {
            val (light, dark) = listOf(luminance(one), luminance(other)).sortedDescending()
            return (light + 0.05) / (dark + 0.05)
        }

        private fun luminance(colour: Int): Double {
            fun channel(shift: Int): Double {
                val share = ((colour shr shift) and 0xff) / 255.0
                return if (share <= 0.03928) share / 12.92 else Math.pow((share + 0.055) / 1.055, 2.4)
            }
            return 0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
        }
    }
}

/** Sizes in dp and sp, shared by the tablet and the pictures. */
object Sizes {
    const val TARGET = 56
    const val GAP = 16
    const val SMALL_GAP = 8
    const val BAND = 28
    const val SCANNER = 240
    const val TITLE = 22
    const val BODY = 18
    const val SMALL = 16
    const val FIGURE = 40
    const val RADIUS = 4
}
