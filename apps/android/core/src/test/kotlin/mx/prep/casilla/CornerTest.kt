package mx.prep.casilla

import kotlin.test.assertEquals
import mx.prep.casilla.screen.Corner
import org.junit.jupiter.api.Test

class CornerTest {
    @Test
    fun `a frame that is shown turned has its upper left corner elsewhere`() {
        val corner = Corner(0.0, 0.25)
        val turned = listOf(0, 90, 180, 270, 360, -90).map(corner::turned)
        val quarter = listOf(corner, Corner(0.75, 0.0), Corner(1.0, 0.75), Corner(0.25, 1.0), corner, Corner(0.25, 1.0))
        assertEquals(quarter, turned)
    }
}
