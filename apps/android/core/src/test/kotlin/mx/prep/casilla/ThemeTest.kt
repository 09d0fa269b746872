package mx.prep.casilla

import kotlin.test.assertEquals
import kotlin.test.assertTrue
import mx.prep.casilla.screen.Sizes
import mx.prep.casilla.screen.Theme
import org.junit.jupiter.api.Test

class ThemeTest {
    @Test
    fun `texts stand out in both themes`() {
        for (theme in Theme.entries) {
            val inks = listOf(theme.ink to 7.0, theme.soft to 7.0, theme.fault to 7.0, theme.good to 7.0, theme.accent to 4.5)
            for ((ink, least) in inks) {
                for (ground in listOf(theme.ground, theme.sheet)) {
                    val contrast = Theme.contrast(ink, ground)
                    assertTrue(contrast >= least, "$theme: ${"%06x".format(ink)} on ${"%06x".format(ground)} has $contrast")
                }
            }
            assertTrue(Theme.contrast(theme.onAccent, theme.accent) >= 4.5, "$theme: the primary button")
            assertTrue(Theme.contrast(theme.ground, theme.bandA) >= 7, "$theme: the word on the band")
        }
        assertEquals(21.0, Theme.contrast(0xffffff, 0x000000), 0.01)
    }

    @Test
    fun `night begins at eight in the evening`() {
        assertEquals(listOf(Theme.NIGHT, Theme.SUN, Theme.SUN, Theme.NIGHT), listOf(5, 6, 19, 20).map(Theme::at))
        assertTrue(Sizes.TARGET >= 56)
    }
}
